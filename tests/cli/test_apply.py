"""`pitboard apply`: what it would write is told first, and nothing is written without a yes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from automation.bootstrap import Line
from automation.cli import cli
from automation.settings import load_settings
from automation.store.migrate import migrate
from tests.builders import SECRET, a_delivery, an_issue_payload
from tests.store.world import rows_of
from tests.stories.crew import triage

LIMITED = triage().replace("derive:", "limits: {writes_per_run: 2}\nderive:")


@dataclass
class Shop:
    """An installation in which a rule rests: four issues wanted its label at once."""

    line: Line

    def calls(self, *words: str, says: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["apply", *words], input=says)

    def works(self) -> None:
        self.line.reload()
        while self.line.work("line"):
            pass

    def states(self) -> list[str]:
        return sorted(row["state"] for row in rows_of(self.line.record, "outbox"))

    def resting(self) -> list[Any]:
        return [row["rule"] for row in self.line.record.fuses.resting()]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    settings = {
        "PITBOARD_DATA": str(tmp_path),
        "PITBOARD_GITHUB_WEBHOOK_SECRET": SECRET.decode(),
        "PITBOARD_GITHUB_SETTLE": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    migrate(load_settings().database)
    line = Line(load_settings())
    line.connect()
    line.activate({"triage.yaml": LIMITED})
    made = Shop(line)
    for number in range(4):
        payload = an_issue_payload(number=number, id_=8000 + number)
        line.record.inbox.receive(a_delivery(payload, id_=f"d-{number}"), timeout=5)
    made.works()
    yield made
    line.close()


def test_it_tells_what_it_would_write_of_which_items_and_takes_no_for_an_answer(
    shop: Shop,
) -> None:
    said = shop.calls("triage", "--all", "--json")
    told = shop.calls("triage", "--all")

    assert json.loads(said.stdout) == {
        "rule": "triage",
        "writes": 4,
        "values": [
            {
                "field": "label:triage",
                "value": "needs-triage",
                "count": 4,
                "items": [f"github:acme/shop#{number}" for number in range(4)],
            }
        ],
    }
    assert "triage would write 4 times:" in told.output
    assert "4  triage: needs-triage" in told.output
    assert "acme/shop#0, acme/shop#1, acme/shop#2, acme/shop#3" in told.output
    assert told.exit_code == 2
    assert "Add --yes" in told.output
    assert (shop.states(), shop.resting()) == (["held", "held", "planned", "planned"], ["triage"])


def test_with_a_yes_everything_goes_and_the_rule_works_again(shop: Shop) -> None:
    said = shop.calls("triage", "--all", "--yes")
    shop.works()

    assert said.exit_code == 0
    assert "It is on the agenda." in said.output
    assert (shop.states(), shop.resting()) == (["planned"] * 4, [])


def test_one_item_goes_alone(shop: Shop) -> None:
    held = [row["subject"] for row in rows_of(shop.line.record, "outbox") if row["state"] == "held"]
    key = f"github:acme/shop#{int(held[0].partition(':')[2]) - 8000}"
    said = shop.calls("triage", key, "--yes")
    shop.works()

    assert "triage would write 1 time:" in said.output
    assert (shop.states(), shop.resting()) == (["held", *["planned"] * 3], ["triage"])


def test_a_rule_that_agrees_with_everything_has_nothing_to_apply(shop: Shop) -> None:
    shop.line.activate({"triage.yaml": LIMITED.replace("state == 'open'", "state == 'closed'")})

    said = shop.calls("triage", "github:acme/shop#0")

    assert said.exit_code == 0
    assert "triage wants to write nothing" in said.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("triag", "--all"), 'No active rule is called "triag". Did you mean "triage"?'),
        (("triage",), "Name one item, or say --all."),
        (("triage", "x#1", "--all"), "Name one item, or say --all."),
        (("triage", "acme/none#1"), 'No item is known as "acme/none#1".'),
    ],
)
def test_what_is_misnamed_is_told_in_one_line(
    shop: Shop, words: tuple[str, ...], said: str
) -> None:
    answer = shop.calls(*words)

    assert (answer.exit_code, said in answer.output) == (2, True)


def test_a_rule_in_shadow_is_not_applied(shop: Shop) -> None:
    shop.line.activate({"triage.yaml": triage(state="shadow")})

    answer = shop.calls("triage", "--all", "--yes")

    assert answer.exit_code == 2
    assert "Say `state: live` in triage.yaml first." in answer.output
