"""What line and comment say under a person's word: whose change is coming, and what is over."""

from dataclasses import replace

import pytest

from automation.engine.deciding.status_texts import Told, comment, line
from automation.health import SHAPES, WORDS
from automation.model import Derived, Written
from tests.engine.appraised import BLOCKED, CALM, WHOLE, commented, epic, fields
from tests.engine.cases import LONG_AGO, NOW, Bench, edited
from tests.engine.healthy import reads


def held(one: Bench, word: str = "On track", *, closed: bool = False) -> Bench:
    """A person has typed this into the field."""
    typed = {**one.item.fields, "customfield_10050": word}
    state = {"state": "closed"} if closed else {}
    marks = {"customfield_10050": edited(word, NOW)}
    return replace(one, item=replace(one.item, fields={**typed, **state}, marks=marks))


def judged(value: str | None, because: str = "so") -> Derived:
    return replace(reads("at_risk", LONG_AGO), value=value, because=because)


def test_what_is_coming_under_a_persons_word_is_what_the_signals_will_say() -> None:
    better = replace(epic(CALM), derived={"health": reads("at_risk", LONG_AGO)})
    worse = replace(
        epic(replace(WHOLE, signals=(BLOCKED,))), derived={"health": reads("on_track", LONG_AGO)}
    )

    good, bad = commented(held(better, "Paused").decides()), commented(held(worse).decides())

    assert "\nPitboard's signals will say on track from Mon 23 Nov if it lasts.\n" in good
    assert "\nPitboard's signals will say at risk from Thu 19 Nov unless SEC-40 closes.\n" in bad
    assert "\nOn track from" not in good
    assert "\nAt risk from" not in bad


def test_a_comment_says_first_that_it_is_over_and_then_what_a_person_set() -> None:
    one = held(replace(epic(CALM), derived={"health": reads("at_risk", LONG_AGO)}), closed=True)

    stood = Written("jira:id-PAY-1", "comment:status", "before", LONG_AGO)
    plan = replace(one, written={"comment:status": stood}).decides()

    assert commented(plan).startswith(
        "\u2713 Done: closed with 13 of 31 open.\n"
        "ann-moss set On track on 18 Nov; Health keeps that word until 2 Dec.\n"
    )
    assert fields(plan)["status_line"] == (
        "Done: closed with 13 of 31 open. On track, says ann-moss."
    )


def test_what_was_given_up_is_said_with_the_persons_word_and_else_leaves_the_line_empty() -> None:
    (theirs,) = held(epic()).decides().overrides

    assert line(judged(None, "given up"), theirs) == "Given up. On track, says ann-moss."
    assert line(judged(None, "given up")) is None
    assert comment(Told(judged(None, "given up"), CALM)).startswith("\u2715 Given up.\n")


@pytest.mark.parametrize("value", sorted(set(WORDS) - {"given_up"}))
def test_every_health_is_written_with_the_one_word_and_shape_it_has_everywhere(value: str) -> None:
    said = comment(Told(judged(value), CALM))

    assert said.startswith(f"{SHAPES[value]} {WORDS[value]}: so.")
    assert line(judged(value)) == f"{WORDS[value]}: so."
