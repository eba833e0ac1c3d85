"""A blocker in the other tracker is named in a text on a line of its own, and unnamed again."""

import pytest

from automation.sandbox.naming import github_key, jira_key, named, naming, silent_of


@pytest.mark.parametrize(
    ("typed", "key"),
    [(" sec-40 ", "SEC-40"), ("SEC-40", "SEC-40"), ("SEC40", ""), ("SEC-0", ""), ("#12", "")],
)
def test_a_key_of_jira_is_read_as_people_type_it(typed: str, key: str) -> None:
    assert jira_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "key"),
    [("acme/shop#12", "acme/shop#12"), ("shop#12", ""), ("acme/shop", ""), ("a b/shop#1", "")],
)
def test_an_issue_of_github_is_read_with_its_repository(typed: str, key: str) -> None:
    assert github_key(typed) == key


def test_naming_and_unnaming_leaves_the_text_as_it_was() -> None:
    said = naming("Words.", "SEC-40")

    assert said == "Words.\n\nBlocked by SEC-40"
    assert named(said) == ["SEC-40"]
    assert naming(said, "SEC-40") == said
    assert silent_of(said, "SEC-40") == "Words."


def test_an_empty_text_becomes_the_one_line() -> None:
    assert naming("", "SEC-40") == "Blocked by SEC-40"
    assert silent_of("Blocked by SEC-40", "SEC-40") == ""


def test_what_is_no_key_or_stands_in_a_sentence_is_left_alone() -> None:
    assert named("Blocked by rain\nWe were Blocked by SEC-40 once") == []
