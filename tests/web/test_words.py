"""Single words of the pages: what an empty field reads, which keys people say."""

import pytest

from automation.web import words


@pytest.mark.parametrize(
    ("value", "field", "said"),
    [
        (None, "label:triage", "no label"),
        (None, "health", "nothing"),
        ("", "health", "nothing"),
        ("at_risk", "health", "At risk"),
    ],
)
def test_an_empty_field_is_not_called_a_label(value: str | None, field: str, said: str) -> None:
    assert words.value(value, field).word == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("jira:PAY-1", "jira:PAY-1"),
        ("github:acme/shop#12", "github:acme/shop#12"),
        ("own:obj-refunds", "own:obj-refunds"),
        ("jira:10600/version/10501", ""),
        ("jira:sprint:10502", ""),
    ],
)
def test_a_number_of_the_tracker_s_own_is_not_shown_to_people(key: str, said: str) -> None:
    assert words.called(key) == said
