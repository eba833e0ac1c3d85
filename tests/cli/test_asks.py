"""`pitboard asks` and `pitboard agreement` on the command line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from automation.asker import Asker
from automation.bootstrap import Line
from automation.cli import cli
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET, a_delivery, an_issue_payload
from tests.stories.crew import triage

FIRST = "review:triage/2026-01-15"


def calls(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


@pytest.fixture(autouse=True)
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A rule in shadow that was to be reviewed, and an issue that somebody labelled."""
    settings = {
        "PITBOARD_DATA": str(tmp_path),
        "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_GITHUB_SETTLE": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    migrate(load_settings().database)
    made = Line(load_settings())
    made.connect()
    text = triage(state="shadow").replace("owner:", "review_by: 2026-01-15\nowner:")
    made.activate({"triage.yaml": text})
    payload = an_issue_payload(labels=["bug", "needs-triage"])
    made.record.inbox.receive(a_delivery(payload, id_="d-1"), timeout=5)
    made.reload()
    while made.work("line"):
        pass
    asker = Asker(made.record, "http://pitboard.example")
    asker.tend(made.rules, wall=made.clock(), now=made.now())
    yield made
    made.close()


def test_questions_are_listed_with_what_holds_otherwise() -> None:
    (told,) = json.loads(calls("asks", "--json").stdout)

    assert (told["id"], told["state"]) == (FIRST, "open")
    assert "Otherwise: it goes on as it is." in calls("asks").output


def test_an_answer_is_kept_once() -> None:
    assert "is not asked again" in calls("asks", FIRST, "--answer", "yes").output

    assert calls("asks").output == "Nothing is asked of anybody.\n"
    assert calls("asks", FIRST, "--answer", "no").exit_code == 2
    assert f"{FIRST} [answered]" in calls("asks", "--all").output


def test_the_agreement_of_a_rule_in_shadow_is_told_with_the_differences() -> None:
    told = json.loads(calls("agreement", "triage", "--json").stdout)

    assert (told["set"], told["agreed"], told["share"]) == (1, 0, 0.0)
    said = calls("agreement", "triage").output
    assert "triage agrees with 0 of 1 values that were set (0%)." in said
    assert "github:acme/shop#12  label:triage: needs-triage was set, it would say triaged" in said
    assert "https://github.example/acme/shop/issues/12" in said


def test_the_agreement_of_a_rule_that_nobody_knows_is_refused_with_a_guess() -> None:
    said = calls("agreement", "triag")

    assert said.exit_code == 2
    assert 'Did you mean "triage"?' in said.output
