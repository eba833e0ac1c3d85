"""What stood before stands again, for every kind of write; what cannot be is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Plan, SetField, SetLabel, Step
from automation.graph import Graph
from automation.leaving import parting, spared
from automation.model import Item, Mark
from automation.ports import Case
from automation.removals import RemoveComment
from automation.taking_back import Back, Write, take_back
from tests.builders import ANN, NOON
from tests.store.world import an_item

ITEM = an_item()
PLACE = ("github", ITEM.id)
LABEL = SetLabel(*PLACE, "label:health", ("red", "green"), "red", ())
FIELD = SetField(*PLACE, "health", "customfield_1", "At risk", None)
STATUS = SetStatus(*PLACE, "Done", "To Do")
PERSON = SetAssignee(*PLACE, "mara", "acc-mara", ())
LINK = SetLink(*PLACE, "blocks", "acme/shop#9", "acme/shop#9")
STICKY = Comment(*PLACE, "status", "at risk", "e1")
ONCE = Comment(*PLACE, "", "Seen.", "e1")
MAIL = Email("ann@acme.example", "Hello", "Hello", ITEM.id, "e1")
NEW = NewItem("github", ITEM.id, "acme/shop", "", "New", "", (), "", "public", "e1")

Values = tuple[str, ...] | None


def wrote(effect: Effect, before: Values, after: Values, *, number: int = 1) -> Write:
    at = NOON + timedelta(hours=number)
    told = ("triage", "1@2026-10-02T06:00:00Z", ITEM.id, "hash", at)
    return Write(number, effect, ITEM.key, *told, before, after)


def taken(*writes: Write, item: Item | None = ITEM, later: Write | None = None) -> Back:
    return take_back(
        writes, item=item, later=later, account=lambda _, name: {"Teo": "acc-teo"}.get(name)
    )


def test_a_persons_value_between_two_writes_of_ours_is_what_is_put_back() -> None:
    first = wrote(FIELD, (), ("Off track",), number=1)
    second = wrote(FIELD, ("On track",), ("At risk",), number=2)

    back = taken(first, second)

    assert back.was == ("On track",)
    assert back.effects == (replace(FIELD, value="On track", basis="At risk"),)


def test_what_an_undo_of_a_later_run_left_as_it_was_can_be_put_back() -> None:
    mine = wrote(FIELD, (), ("At risk",), number=1)
    undone = replace(
        wrote(FIELD, ("Off track",), ("At risk",), number=3), run="undo@2026-10-02T09:00:00Z"
    )

    assert taken(mine, later=undone).effects == (replace(FIELD, value=None, basis="At risk"),)
    assert taken(mine, later=replace(undone, after=())).why == "it was put back already"


def edited(facet: str, *, hours: float, ours: bool = False) -> Item:
    """The item after somebody changed this so many hours past noon."""
    at = NOON + timedelta(hours=hours)
    return replace(ITEM, marks={facet: Mark(at, "x", "set", "", "e", ANN, ours=ours)})


@pytest.mark.parametrize(
    ("effect", "before", "after", "back"),
    [
        (LABEL, (), ("red",), replace(LABEL, value=None, basis=("red",))),
        (LABEL, ("green",), ("red",), replace(LABEL, value="green", basis=("red",))),
        (FIELD, (), ("At risk",), replace(FIELD, value=None, basis="At risk")),
        (FIELD, ("On track",), ("At risk",), replace(FIELD, value="On track", basis="At risk")),
        (STATUS, ("To Do",), ("Done",), replace(STATUS, value="To Do", basis="Done")),
        (
            PERSON,
            (),
            ("Mara",),
            replace(PERSON, who="", value=None, basis=("Mara",), replaces=True),
        ),
        (
            PERSON,
            ("Teo",),
            ("Mara",),
            replace(PERSON, who="", value="acc-teo", basis=("Mara",), replaces=True),
        ),
        (
            *(replace(FIELD, told=False), ("Off track",), ("At risk",)),
            replace(FIELD, value="Off track", basis="At risk"),
        ),
        (LINK, (), ("acme/shop#9",), replace(LINK, value=None)),
        (replace(LINK, value=None), ("acme/shop#9",), (), LINK),
        (STICKY, (), ("at risk",), RemoveComment(*PLACE, "comment:status")),
        (
            *(STICKY, ("on track",), ("at risk",)),
            replace(STICKY, text="on track", basis="at risk"),
        ),
    ],
)
def test_each_kind_of_write_leads_back_to_what_stood(
    effect: Effect, before: Values, after: Values, back: Effect
) -> None:
    assert taken(wrote(effect, before, after)).effects == (back,)


def test_several_labels_that_stood_are_put_back_one_by_one() -> None:
    back = taken(wrote(LABEL, ("green", "red"), ("red",)))

    assert [(each.field, each.value) for each in back.effects if isinstance(each, SetLabel)] == [
        ("label:health:green", "green"),
        ("label:health:red", "red"),
    ]


@pytest.mark.parametrize(
    ("effect", "why"),
    [
        (MAIL, "a mail cannot be unsent"),
        (ONCE, "a comment cannot be unsent"),
        (NEW, "people may have worked on it since; close or delete it by hand"),
    ],
)
def test_what_was_said_stays_said(effect: Effect, why: str) -> None:
    back = taken(wrote(effect, (), ("x",)))

    assert (back.effects, back.why) == ((), why)


def test_several_writes_of_one_run_lead_behind_the_first() -> None:
    first = wrote(LABEL, (), ("red",))
    second = wrote(replace(LABEL, value="green"), ("red",), ("green",), number=2)

    (effect,) = taken(first, second).effects

    assert isinstance(effect, SetLabel)
    assert (effect.value, effect.basis) == (None, ("green",))


def test_what_a_person_wrote_between_two_writes_is_put_back() -> None:
    first = wrote(FIELD, (), ("At risk",))
    second = wrote(replace(FIELD, value="Off track"), ("On track",), ("Off track",), number=2)

    (effect,) = taken(first, second).effects

    assert isinstance(effect, SetField)
    assert effect.value == "On track"


@pytest.mark.parametrize(
    ("item", "why"),
    [
        (edited("customfield_1", hours=2), "a person edited it since"),
        (edited("customfield_1", hours=0.5), ""),
        (edited("customfield_1", hours=2, ours=True), ""),
        (edited("customfield_2", hours=2), ""),
        (replace(ITEM, deleted_at=NOON), "the item is deleted"),
        (None, "the item is deleted"),
    ],
)
def test_only_a_person_s_edit_of_the_same_since_then_stops_it(item: Item | None, why: str) -> None:
    assert taken(wrote(FIELD, (), ("At risk",)), item=item).why == why


def test_a_later_write_of_another_rule_is_to_be_undone_first() -> None:
    later = replace(wrote(FIELD, ("At risk",), ("Off track",), number=2), rule="other")

    assert taken(wrote(FIELD, (), ("At risk",)), later=later).why == (
        "other wrote there again since; undo that first"
    )


def test_what_stood_and_is_not_on_record_is_left_alone() -> None:
    back = taken(wrote(FIELD, None, ("At risk",)))

    assert (back.effects, back.why) == ((), "what stood there before is not on record")


def test_whom_no_file_knows_gets_nothing_back() -> None:
    back = taken(wrote(PERSON, ("Kim",), ("Mara",)))

    assert back.why == "rules/people.yaml names no account of Kim"


def test_whoever_leaves_takes_every_comment_and_no_status() -> None:
    backs = [taken(wrote(each, (), ("x",))) for each in (ONCE, STICKY, LABEL)]
    moved = taken(wrote(STATUS, ("To Do",), ("Done",)))

    said, sticky, label, status = parting([*backs, moved])

    assert said.effects == (RemoveComment(*PLACE, ONCE.field),)
    assert sticky.effects == (RemoveComment(*PLACE, STICKY.field),)
    assert label.effects
    assert (status.effects, status.why) == (
        (),
        "people have worked on from there; it is left as it is",
    )


def test_an_item_of_a_team_that_left_is_spared_beside_one_that_stays() -> None:
    left = an_item("github:99")
    wish = replace(LABEL, target=left.id)
    steps = tuple(Step(each, ITEM.id, "triage", "hash", "", ()) for each in (LABEL, wish))
    graph = Graph({ITEM.id: ITEM, left.id: left})
    case = Case(ITEM.id, (), ITEM, {}, {}, {}, graph)

    plan = spared(
        Plan(ITEM.id, steps=steps), case, lambda item: "shop" if item is left else None, ""
    )

    assert [step.effect for step in plan.steps] == [LABEL]
