"""A past played in from a terminal, from files and from the trackers themselves."""

import json
import lzma
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from automation.bootstrap import Line, open_line
from automation.cli.backfill import backfill
from automation.cli.ingest import ingest
from automation.errors import SettingsError
from automation.sandbox.entry import Via
from automation.sandbox.github.acts import OpenPull, Push
from automation.sandbox.github.app import room_of as hub_of
from automation.sandbox.jira.app import room_of as jira_of
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET
from tests.sandbox.jira.world import TOKEN as JIRA_TOKEN
from tests.sandbox.jira.world import site_in
from tests.sandbox.world import TOKEN, sandbox_in
from tests.store.world import rows_of
from tests.trackers.jira_payloads import DONE, FIXED, an_issue

ENDED = "2026-10-02T13:30:00.000+0000"


@pytest.fixture
def said(tmp_path: Path) -> Mapping[str, str]:
    return {
        "PITBOARD_DATA": str(tmp_path / "record"),
        "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_JIRA_SETTLE": "0",
    }


def line_of(said: Mapping[str, str]) -> Line:
    return open_line(load_settings(said))


def runs(command: object, said: Mapping[str, str], *arguments: str) -> Result:
    done = CliRunner().invoke(command, arguments, env=dict(said))  # type: ignore[arg-type] # a command
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def lines(*issues: object) -> bytes:
    return b"".join(json.dumps(issue).encode() + b"\n" for issue in issues)


def test_a_file_is_taken_in_without_a_pitboard_and_says_nothing(
    said: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "old.jsonl"
    first = an_issue(status=DONE, resolution=FIXED, resolutiondate=ENDED)
    file.write_bytes(lines(first, an_issue(id_="10013", key="PAY-13")))

    done = runs(ingest, said, str(file))

    assert "2 issues read, 2 of them new" in done.output
    with closing(line_of(said)) as line:
        assert {row["key"] for row in rows_of(line.record, "item")} == {
            "jira:PAY-12",
            "jira:PAY-13",
        }
        assert {row["state"] for row in rows_of(line.record, "inbox")} == {"absorbed"}
        reasons = {row["reason"] for row in rows_of(line.record, "agenda")}
        assert reasons == {"look"}
        assert rows_of(line.record, "outbox") == []


def test_a_file_played_in_again_changes_nothing(said: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl.xz"
    file.write_bytes(lzma.compress(lines(an_issue())))
    runs(ingest, said, str(file))

    assert "1 issues read, 0 of them new" in runs(ingest, said, str(file)).output


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b'{"id": "1"}\n', r"bad\.jsonl:1: not an issue as Jira's API gives it"),
        (b"\n[\n", r"bad\.jsonl:2: not JSON"),
    ],
)
def test_a_line_that_is_no_issue_is_named(
    said: Mapping[str, str], tmp_path: Path, written: bytes, told: str
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_bytes(written)

    with pytest.raises(SettingsError, match=told):
        runs(ingest, said, str(file))


def test_half_a_packed_file_is_named(said: Mapping[str, str], tmp_path: Path) -> None:
    file = tmp_path / "half.jsonl.xz"
    file.write_bytes(lzma.compress(lines(an_issue()))[:-30])

    with pytest.raises(SettingsError, match=r"half\.jsonl\.xz: .*not a whole \.xz file"):
        runs(ingest, said, str(file))


def test_where_there_are_two_jiras_one_has_to_be_named(
    said: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "old.jsonl"
    file.write_bytes(lines(an_issue()))
    two = {**said, "PITBOARD_JIRA_EU_WEBHOOK_SECRET": SECRET.decode()}
    two["PITBOARD_JIRA_EU_TRACKER"] = "jira"

    with pytest.raises(SettingsError, match="say which Jira they are from"):
        runs(ingest, two, str(file))
    runs(ingest, two, str(file), "--connection", "jira-eu")

    with closing(line_of(two)) as line:
        assert [row["key"] for row in rows_of(line.record, "item")] == ["jira-eu:PAY-12"]


def test_jiras_past_is_read_from_jira(said: Mapping[str, str], tmp_path: Path) -> None:
    with site_in(tmp_path / "jira") as site:
        there = {**said, "PITBOARD_JIRA_URL": site.url, "PITBOARD_JIRA_TOKEN": JIRA_TOKEN}
        done = runs(backfill, there, "jira", "--since", "2d")
        count = len(jira_of(site.app).state.issues)
        again = runs(backfill, there, "jira", "--since", "2d")

    assert f"jira: {count} read, {count} of them new." in done.output
    assert "100 %" in done.output
    assert f"{count} read, 0 of them new" in again.output


def test_githubs_past_is_read_with_its_pull_requests(tmp_path: Path) -> None:
    with sandbox_in(tmp_path / "hub") as hub:
        said = {
            "PITBOARD_DATA": str(tmp_path / "record"),
            "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
            "PITBOARD_GITHUB_URL": f"{hub.url}/api/v3",
            "PITBOARD_GITHUB_TOKEN": TOKEN,
        }
        pushed = Push("acme/shop", "mend", "Mend it")
        opened = OpenPull("acme/shop", "Mend it", "mend", body="Fixes #1")
        hub_of(hub.app).do(pushed, opened, by="teo-varga", via=Via.PAGE)
        with pytest.raises(SettingsError, match="--projects: name them"):
            runs(backfill, said, "github", "--since", "90d")
        runs(backfill, said, "github", "--since", "90d", "--projects", "acme/shop")
        shop = hub_of(hub.app).state.repository("acme/shop")

    with closing(line_of(said)) as line:
        items = {row["key"]: row for row in rows_of(line.record, "item")}
    assert {f"github:acme/shop#{number}" for number in shop.issues} <= items.keys()
    (pull,) = (number for number, one in shop.issues.items() if one.pull)
    assert items[f"github:acme/shop#{pull}"]["state"]["fields"]["branch"] == "mend"


@pytest.mark.parametrize("since", ["90", "-1d", "3 days", "0d"])
def test_a_time_that_cannot_be_read_is_named(said: Mapping[str, str], since: str) -> None:
    with pytest.raises(SettingsError, match=f"--since {since}: say hours, days or weeks"):
        runs(backfill, said, "jira", f"--since={since}")


def test_a_connection_nobody_configured_is_named(said: Mapping[str, str]) -> None:
    with pytest.raises(SettingsError, match=r'is called "jria"\. Did you mean "jira"\?'):
        runs(backfill, said, "jria")


def test_a_file_goes_in_beside_a_pitboard_that_runs(
    said: Mapping[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "old.jsonl"
    file.write_bytes(lines(*(an_issue(id_=str(n), key=f"PAY-{n}") for n in range(1, 4))))
    migrate(load_settings(said).database)
    with closing(line_of(said)) as line:
        line.connect()
        line.beat("worker:line")
        at_work = Thread(target=runs, args=(ingest, said, str(file)))
        at_work.start()
        for _ in range(500):
            line.work("line")
            at_work.join(0.02)
            if not at_work.is_alive():
                break

        assert not at_work.is_alive()
        assert {row["state"] for row in rows_of(line.record, "inbox")} == {"absorbed"}
        assert len(rows_of(line.record, "item")) == 3
