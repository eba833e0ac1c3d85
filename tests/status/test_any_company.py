"""What holds for every company: sums add up, order is nothing, the future is not known."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.appraisal import Background
from automation.graph import Graph
from automation.model import Item, LinkKind
from automation.reasons import LONGEST, reason
from automation.status.appraise import appraise
from tests.status.builders import CREATED, GROUPS, NOW, Company, item, leaf, mark, with_mark

times = st.integers(0, 24 * 130).map(lambda hours: CREATED + timedelta(hours=hours))


@st.composite
def leaves(draw: st.DrawFn) -> Item:
    number, status = draw(st.integers(1, 40)), draw(st.sampled_from(sorted(GROUPS)))
    part = leaf(number, status, at=draw(times), created=draw(times))
    if draw(st.booleans()):
        at = draw(times)
        part = with_mark(part, "link:parent:jira:PAY-1", mark(at, "jira:PAY-1"))
    return part


@st.composite
def companies(draw: st.DrawFn) -> Company:
    parts = {each.id: each for each in draw(st.lists(leaves(), max_size=12))}
    past = tuple(
        mark(at, "In Progress", "To Do") for at in sorted(draw(st.lists(times, max_size=2)))
    )
    left = {each.id: (each, draw(times)) for each in draw(st.lists(leaves(), max_size=3))}
    whole = Company(
        item("PAY-1", "epic", status=draw(st.sampled_from(sorted(GROUPS)))),
        tuple(parts.values()),
        background=Background(
            past={"status": past},
            finished=tuple(sorted(draw(st.lists(times, max_size=15)))),
            left=tuple(left.values()),
            began=draw(st.none() | times),
        ),
    )
    for part in draw(st.lists(st.sampled_from(whole.parts), max_size=3)) if whole.parts else ():
        whole = whole.linked(part, LinkKind.PARENT, draw(st.sampled_from(whole.parts)))
    moves = sorted(draw(st.lists(times, max_size=3)))
    return whole.due(draw(times), *(mark(at, at + timedelta(days=20)) for at in moves))


@settings(max_examples=60, deadline=None)
@given(companies(), times)
def test_what_there_was_and_what_came_and_went_is_what_there_is(
    here: Company, now: datetime
) -> None:
    progress = here.status(now).progress

    assert 0 <= progress.done <= progress.total
    if progress.since is not None:
        assert progress.baseline + progress.added - progress.removed == progress.total


@settings(max_examples=40, deadline=None)
@given(companies(), st.randoms(use_true_random=False))
def test_neither_the_order_of_items_nor_of_links_matters(here: Company, dice: object) -> None:
    scene = here.scene()
    items, edges = list(scene.around.items.items()), list(scene.around.edges)
    for each in (items, edges):
        dice.shuffle(each)  # type: ignore[attr-defined] # hypothesis gives a random.Random

    turned = replace(scene, around=Graph(dict(items), tuple(edges)))
    assert appraise(turned) == appraise(scene)


@settings(max_examples=40, deadline=None)
@given(companies(), leaves(), st.integers(1, 500))
def test_what_happens_later_never_changes_what_was(here: Company, more: Item, minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    new = replace(more, id="jira:new", fields={**more.fields, "created": later})
    touched = [with_mark(each, "commented", mark(later, "x")) for each in here.parts]
    past = dict(here.background.past)
    past["due"] = (*past["due"], mark(later, later + timedelta(days=90)))
    past["status"] = (*past["status"], mark(later, "Done", "To Do"))
    background = replace(
        here.background,
        past=past,
        finished=(*here.background.finished, later),
        left=(*here.background.left, (new, later)),
    )

    after = replace(here, parts=(*touched, new), background=background)
    assert after.status() == here.status()


@settings(max_examples=40, deadline=None)
@given(companies(), times)
def test_every_warning_is_short_and_names_a_day_of_the_past(here: Company, now: datetime) -> None:
    status = here.status(now)

    for each in status.signals:
        assert len(each.text) <= LONGEST
        assert each.since <= now
        assert any(letter.isdigit() for letter in each.text)
    for value in ("on_track", "at_risk", "off_track", "unknown", "done", "paused"):
        assert len(reason(status, value, here.calendar)) <= LONGEST
