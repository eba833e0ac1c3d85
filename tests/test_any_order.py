"""Whatever order messages about one item come in, and however often, it ends up the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.guards import take_in
from automation.model import Item, Link, LinkChange, LinkKind, Sighting
from tests.builders import a_sighting, at
from tests.test_guards import nobody

PARENTS = [Link(LinkKind.PARENT, f"jira:{n}", origin) for n in (1, 2) for origin in ("field", "x")]
BLOCKS = [Link(LinkKind.BLOCKED_BY, "*:SEC-40", "field")]
LINKS = [*PARENTS, *BLOCKS]


def fold(messages: Sequence[Sighting]) -> Item:
    item: Item | None = None
    for message in messages:
        item = take_in(item, message, event=None, is_ours=nobody).item
    assert item is not None
    return replace(item, marks={})


def part(seconds: int = 0, **told: object) -> Sighting:
    """A message that shows only these parts of the item."""
    bare = replace(a_sighting(seconds=seconds), fields=None, labels=None)
    return replace(bare, **told)  # type: ignore[arg-type]  # parts of a sighting


def whole(*links: Link) -> dict[str, frozenset[Link]]:
    return {origin: frozenset(x for x in links if x.origin == origin) for origin in ("field", "x")}


def single(link: Link, *, stands: bool) -> tuple[LinkChange, ...]:
    return (LinkChange(link, stands),)


SIX = (
    replace(a_sighting(labels=["bug"], seconds=1), links=whole(LINKS[0])),
    part(1, link_changes=single(LINKS[1], stands=True)),
    part(2, facets={"project/7/Status": "Doing"}, link_changes=single(LINKS[0], stands=False)),
    part(2, facets={"project/7/Status": "Done"}),
    replace(a_sighting(labels=["ui"], seconds=2, state="closed"), links=whole(LINKS[2], LINKS[4])),
    part(3, labels=("docs",), facets={"project/7/Status": None}),
)


@pytest.mark.parametrize("times", [1, 2])
def test_all_720_orders_of_six_messages_end_alike(times: int) -> None:
    ends = [fold(order * times) for order in permutations(SIX)]

    assert all(end == ends[0] for end in ends)
    assert ends[0].facets == {}
    assert ends[0].labels == {"docs"}


def messages() -> st.SearchStrategy[Sighting]:
    """Messages of a few seconds, so that many share one, showing any parts of the item."""
    sets = st.frozensets(st.sampled_from(LINKS)).map(lambda some: whole(*some))
    origins = st.sets(st.sampled_from(["field", "x"]))
    links = st.builds(lambda told, some: {o: told[o] for o in some}, sets, origins)
    changes = st.lists(
        st.builds(LinkChange, st.sampled_from(LINKS), st.booleans()),
        max_size=2,
        unique_by=lambda change: change.link,
    )
    values = st.sampled_from(["Doing", "Done", None])
    return st.builds(
        lambda second, title, key, labels, facet, found, told, gone: Sighting(
            item_id="github:7001",
            connection="github",
            type="issue",
            at=at(second),
            key=key,
            fields={"title": title} if title else None,
            labels=labels,
            facets=facet,
            links=found,
            link_changes=tuple(told),
            deleted=gone,
        ),
        st.integers(0, 3),
        st.sampled_from(["", "one", "two"]),
        st.sampled_from(["", "github:acme/shop#1", "github:acme/shop#2"]),
        st.sampled_from([None, (), ("bug",), ("bug", "ui")]),
        st.dictionaries(st.sampled_from(["review/1", "project/7/Status"]), values, max_size=2),
        links,
        changes,
        st.sampled_from([False, False, False, False, True]),
    )


@settings(max_examples=150, deadline=timedelta(seconds=5))
@given(st.lists(messages(), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_any_messages_end_alike_in_any_order_and_told_twice(
    told: list[Sighting], dice: object
) -> None:
    expected = fold(told)
    for _ in range(6):
        order = [*told, *told]
        dice.shuffle(order)  # type: ignore[attr-defined]  # hypothesis' own random

        assert fold(order) == expected


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(st.lists(messages(), min_size=1, max_size=5))
def test_word_of_a_link_is_kept_apart_only_while_it_is_newer_than_the_whole(
    told: list[Sighting],
) -> None:
    item = fold(told)

    for name, guard in item.guards.items():
        if name.startswith("link:"):
            set_ = item.guards.get(f"links:{name.split(':')[2]}")
            assert set_ is None or (guard.at, guard.hash) > (set_.at, set_.hash)
