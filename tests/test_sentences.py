"""A history reads like what somebody did."""

from datetime import UTC, datetime

import pytest

from automation.model import Change
from automation.sentences import sentence
from tests.builders import ANN


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            Change("customfield_10050", "On track", "At risk", "Ampel"),
            'changed Ampel from "On track" to "At risk"',
        ),
        (Change("customfield_10050", None, "x"), 'changed customfield 10050 from nothing to "x"'),
        (Change("status", "To Do", "Done", "Статус"), "moved it from To Do to Done"),
    ],
)
def test_a_field_is_called_what_people_call_it(change: Change, said: str) -> None:
    assert sentence(change, ANN) == f"{ANN.login} {said}"


def test_a_date_reads_as_people_write_it() -> None:
    first, later = datetime(2026, 9, 25, tzinfo=UTC), datetime(2026, 10, 27, 9, 30, tzinfo=UTC)

    assert sentence(Change("due", first, later), None) == (
        "someone changed due from 25 Sep 2026 to 27 Oct 2026, 09:30 UTC"
    )


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("2027-02-12T00:00:00+00:00", "12 Feb 2027"),
        ("2027-02-12", "12 Feb 2027"),
        ("2027-02-12T09:30:00Z", "12 Feb 2027, 09:30 UTC"),
        ("2027-02-12T00:30:00+01:00", "11 Feb 2027, 23:30 UTC"),
        ("2027-02-31", '"2027-02-31"'),
        ("2027-02-12 or so", '"2027-02-12 or so"'),
        ("20270212", '"20270212"'),
    ],
)
def test_a_date_that_a_tracker_tells_as_text_reads_as_people_write_it(new: str, said: str) -> None:
    change = Change("project/1/Target date", None, new)

    assert sentence(change, ANN) == f"ann-moss changed Target date from nothing to {said}"


def test_a_title_that_is_a_date_stays_as_it_was_written() -> None:
    change = Change("title", "2027-02-12", "2027-02-13")

    assert sentence(change, ANN) == 'ann-moss renamed it from "2027-02-12" to "2027-02-13"'


@pytest.mark.parametrize(
    ("new", "did"), [("on", "put it on a board"), (None, "took it off a board")]
)
def test_a_board_is_not_called_by_its_number(new: str | None, did: str) -> None:
    change = Change("project/PVT_kwDOAAAAAAE4g", None if new else "on", new)

    assert sentence(change, ANN) == f"ann-moss {did}"


def test_a_number_that_stayed_is_measured_again_and_is_not_taken_back() -> None:
    assert sentence(Change("measure", None, 72.0), None) == (
        "the rule folder says that it measured 72"
    )
    assert sentence(Change("measure", 72.0, 72.0), None) == (
        "the rule folder says that it measured 72 again"
    )


def test_a_number_that_was_withdrawn_is_taken_back() -> None:
    change = Change("measure", 72.0, 72.0)

    assert sentence(change, None, withdrawn=True) == "the rule folder took a number back"
