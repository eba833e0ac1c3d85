"""Files with `held`, `silence` and `wake`: what is wrong in them, and their inline tests."""

import pytest

from automation.engine.why import inline_tests
from automation.errors import RuleError
from automation.ports import Reason
from tests.engine.cases import bench, look
from tests.engine.files import load_texts
from tests.engine.items import item
from tests.engine.stepped import HEAD, PEOPLE, TEAMS
from tests.engine.waiting import BLOCKED, QUIET, waits

HELD = "held: {type: issue, field: status, is: Blocked, for: 2 days}"
BROKEN = [
    ("field: status => field: stauts", 'when[0].held.field: item has no field "stauts"'),
    ("type: issue => type: isue", 'when[0].held.type: unknown type "isue"'),
    ("for: 2 days => for: 2 dyas", "8:58  when[0].held.for: must read like"),
    ("for: 2 days => for: 0 days", "8:58  when[0].held.for: is no time; wait for the change"),
    ("for: 2 days => for: settings.days", "8:58  when[0].held.for: there is no"),
    ("field: status => field: status_group", "field: nobody tells since when status_group"),
    ("field: status => field: commented", "write `silence: {of: comments, ...}`"),
    ("field: status, is: Blocked => field: labels", "say under `is` which label is on"),
    (f"{HELD} => {QUIET.replace('status', 'stauts')}", 'item has no field "stauts"'),
    (f"{HELD} => wake: [any, triage]", "`any` stands alone"),
    (f"{HELD} => {HELD}\n  - {HELD.replace('2', '9')}", "waits for the same as a trigger above"),
]


@pytest.mark.parametrize(("change", "told"), BROKEN)
def test_what_is_wrong_is_told_where_it_stands(change: str, told: str) -> None:
    old, _, new = change.partition(" => ")
    with pytest.raises(RuleError) as caught:
        load_texts({"rule.yaml": waits(HELD).replace(old, new)})

    assert told in "\n".join(map(str, caught.value.problems))


def test_how_long_may_be_a_setting() -> None:
    more = "settings:\n  days: 2 days\n  statuses: [Blocked, Waiting]\n"
    rule = waits("held: {type: issue, field: status, is: settings.statuses, for: settings.days}")
    (timer,) = load_texts({"a.yaml": rule.replace("when:", f"{more}when:")}).timers.by_name.values()

    assert timer.trigger.lasting.time.days == 2
    assert sorted(timer.trigger.waits_for[-2:]) == ["Blocked", "Waiting"]


# --- wake ---------------------------------------------------------------------------------------

WAKES = HEAD.replace("rule: tell", "rule: triage") + (
    "when:\n  - event: jira.issue.updated\nabout: {path: event.item}\nthen:\n  - wake: tell\n"
)


def woken(by: str) -> dict[str, str]:
    return {"triage.yaml": WAKES, "tell.yaml": waits(f"wake: {by}")}


@pytest.mark.parametrize("by", ["any", "[triage]", "[triage, other]", "triage"])
def test_a_rule_may_be_woken_by_those_it_names(by: str) -> None:
    assert len(load_texts(woken(by)).rules) == 2


def test_a_wake_that_the_other_rule_does_not_let_in_is_told_with_its_repair() -> None:
    with pytest.raises(RuleError) as caught:
        load_texts(woken("[health]"))

    (problem,) = caught.value.problems
    assert str(problem).startswith("triage.yaml:11:11  then[0].wake: the rule")
    assert "it lets health wake it; add triage to its `wake` under `when`" in str(problem)


def test_a_rule_that_only_waits_to_be_woken_is_called_by_the_wake_alone() -> None:
    found = bench(*woken("any").values(), about=item("jira:PAY-1"))

    assert found.decides(look("any")).steps == ()
    assert len(found.decides(Reason("wake:tell:event-1", 1)).steps) == 1


def test_the_condition_of_the_wake_is_asked() -> None:
    rules = {"triage.yaml": WAKES, "tell.yaml": waits("wake: any\n    if: item.points > 3")}

    found = [bench(*rules.values(), about=item("jira:PAY-1", points=many)) for many in (3, 5)]
    assert [len(each.decides(Reason("wake:tell:e", 1)).steps) for each in found] == [0, 1]


# --- inline tests -------------------------------------------------------------------------------


def messages(when: str, now: str, given: str, *, acts: bool = True, about: str = "") -> list[str]:
    expect = '{steps: ["comment: waited"]}' if acts else "{acts: false}"
    text = waits(when, **({"about": about} if about else {}))
    text += f"tests:\n  - name: it\n    now: {now}\n    given: {{item: {{{given}}}}}\n"
    text += f"    expect: {expect}\n"
    files = {"rule.yaml": text, "teams.yaml": TEAMS, "people.yaml": PEOPLE}
    rules = load_texts(files)
    return [each.message for each in inline_tests.run(rules.rules[0], rules.world)]


AN_ISSUE = "type: issue, status: Blocked"
SINCE = f"{AN_ISSUE}, status_since: 2026-11-16T09:00:00Z"


@pytest.mark.parametrize(
    ("now", "given", "acts"),
    [
        ("2026-11-18T09:00:00Z", SINCE, True),
        ("2026-11-18T08:59:59Z", SINCE, False),
        ("2026-11-30T09:00:00Z", SINCE.replace("Blocked", "Open"), False),
        ("2026-11-30T09:00:00Z", SINCE.replace("issue", "epic"), False),
    ],
)
def test_an_inline_test_says_since_when(now: str, given: str, *, acts: bool) -> None:
    assert messages(HELD, now, given, acts=acts) == [""]
    assert messages(HELD, now, given, acts=not acts) != [""]


def test_it_waits_for_working_days() -> None:
    days = HELD.replace("2 days", "2 working days")
    friday = f"{AN_ISSUE}, team: payments, status_since: 2026-11-13T09:00:00Z"

    assert messages(days, "2026-11-16T10:00:00Z", friday, acts=False) == [""]
    assert messages(days, "2026-11-17T09:00:00Z", friday) == [""]


def test_silence_is_given_as_since_when() -> None:
    given = "type: issue, silent_since: 2026-11-10T09:00:00Z"

    assert messages(QUIET, "2026-11-15T08:00:00Z", given, acts=False) == [""]
    assert messages(QUIET, "2026-11-15T09:00:00Z", given) == [""]


def test_of_a_rule_about_another_item_only_the_time_is_given() -> None:
    given = "type: epic, status: Open, status_since: 2026-11-10T09:00:00Z"
    about = "{path: event.item.ancestors, type: epic}"

    assert messages(HELD, "2026-11-15T09:00:00Z", given, about=about) == [""]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (AN_ISSUE, "say since when: `status_since`"),
        (f"{AN_ISSUE}, priority_since: 2026-11-16T09:00:00Z", "item has no field"),
        (f"{AN_ISSUE}, status_since: monday", "must be a time with its zone"),
    ],
)
def test_a_test_that_could_not_tell_is_refused(given: str, told: str) -> None:
    with pytest.raises(RuleError) as caught:
        messages(BLOCKED, "2026-11-18T09:00:00Z", given)

    assert told in "\n".join(map(str, caught.value.problems))
