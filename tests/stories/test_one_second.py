"""GitHub tells times in whole seconds: of two changes within one, messages do not say which came
later. The answer to a re-read does, and a comment that is kept up to date has to say the same.
"""

from collections.abc import Iterator, Sequence

import pytest

from tests.databases import Home
from tests.stories.crew import Crew

STANDING = """\
pitboard: 1
rule: standing
title: Every issue says what it stands for
why: People asked what the labels mean.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: labels}
about: {path: event.item, type: issue}
then:
  - comment:
      sticky: standing
      text: "Labelled {{ item.labels | names }}."
"""
A_WHILE = 6
PAIRS = [("bug", "docs"), ("docs", "bug")]
"""Of two states of one second the hash of their content picks one: the right one, or the other."""


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, STANDING)
    made.hears("opened")
    made.time.pass_(60)
    yield made
    made.line.close()


def labels(crew: Crew, name: str, *standing: str) -> None:
    """A person puts a label on, now; GitHub answers whoever asks from now on as it stands."""
    crew.github.standing["acme/shop#12"] = set(standing)
    crew.hears("labeled", label=name, labels=standing)


def said(crew: Crew) -> Sequence[str]:
    return [text for _, text, _ in crew.github.comments.values()]


@pytest.mark.parametrize("pair", PAIRS)
def test_a_kept_comment_says_what_stands_after_two_changes_within_one_second(
    crew: Crew, pair: tuple[str, str]
) -> None:
    first, second = pair
    labels(crew, first, first)
    labels(crew, second, first, second)
    crew.time.pass_(A_WHILE)
    crew.works()

    assert said(crew) == [f"Labelled {' and '.join(sorted(pair))}."]


def test_an_event_of_an_item_that_nobody_doubts_is_answered_at_once(crew: Crew) -> None:
    labels(crew, "bug", "bug")

    assert said(crew) == ["Labelled bug."]


def test_what_is_in_doubt_is_told_as_it_seems_where_nobody_answers(crew: Crew) -> None:
    labels(crew, "bug", "bug")
    crew.github.unreadable = frozenset({"acme/shop#12"})
    labels(crew, "docs", "bug", "docs")
    crew.time.pass_(A_WHILE)
    crew.works()

    assert len(said(crew)) == 1
    assert not crew.line.record.views.agenda(dead=True)
