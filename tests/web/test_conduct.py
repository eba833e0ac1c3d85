"""How a rule behaves, on its page, in the list of rules and for programs."""

from datetime import timedelta
from typing import Any

from automation.effects import Outcome
from automation.ports import Answer
from tests.builders import ANN
from tests.web.conftest import FILE, RULE, World

SHADOW = RULE.replace("state: live", "state: shadow")
SPEAKS = """\
pitboard: 1
rule: greets
title: Whoever opens an issue is told that it was seen
why: People did not know whether anybody reads.
owner: product-ops
state: live
when:
  - event: github.issues.opened
about: {path: event.item}
then:
  - comment: "Seen: {{ item.title }}"
"""
PAGE = f"/rules/{FILE}"
SAID = Answer(Outcome.DONE, "said", before=(), after=("Seen",), source="1")


def conduct(world: World, rule: str = "needs-triage") -> dict[str, Any]:
    told = world.asks("/api/v1/rules").json
    assert told is not None
    found: dict[str, Any] = next(each for each in told["rules"] if each["id"] == rule)
    return found


def test_a_rule_in_shadow_is_held_against_what_people_had_set(world: World) -> None:
    world.line.activate({FILE: SHADOW})
    world.sees(number=20, id_=8020, labels=["needs-triage"])
    world.sees(number=21, id_=8021, labels=["needs-triage", "bug"])
    world.sees(number=22, id_=8022)

    agreed = conduct(world)["agreement"]
    page = world.sees_on(PAGE)

    assert agreed == {"set": 2, "agreed": 1, "share": 0.5}
    assert "It agrees with 1 of 2 values that stood there when it spoke (50 %)." in page
    assert "It would also have set 1 value where nothing stood." in page
    assert "github:acme/shop#21 needs-triage nothing" in page
    assert "github:acme/shop#20" not in page


def test_a_live_rule_has_no_table_of_agreement(world: World) -> None:
    world.sees()

    assert conduct(world)["agreement"] is None
    assert "Agreement" not in world.sees_on(PAGE)


def test_a_rule_says_when_it_last_had_something_to_say_and_changed_something(
    world: World,
) -> None:
    assert "It never had anything to say." in world.sees_on(PAGE)
    world.sees()
    assert conduct(world)["last_fired"]
    assert conduct(world)["last_changed"] is None
    assert "It never changed anything." in world.sees_on(PAGE)

    world.writes(SAID)

    assert conduct(world)["last_changed"]
    assert "last changed something" in world.sees_on("/rules")


def test_a_rule_whose_review_is_due_says_so(world: World) -> None:
    assert not conduct(world)["review_due"]

    world.line.activate({FILE: RULE.replace("2027-06-01", "2026-06-01")})

    assert conduct(world)["review_due"]
    for page in ("/rules", PAGE):
        assert "to be reviewed by 1 Jun 2026" in world.sees_on(page)


def test_what_is_followed_by_a_person_within_three_working_days_is_heeded(world: World) -> None:
    world.line.activate({"greets.yaml": SPEAKS})
    world.sees(title="One")
    world.writes(SAID)
    assert conduct(world, "greets")["said"]["share"] == 0

    world.time.pass_(timedelta(hours=20).total_seconds())
    world.sees("edited", title="One", by=ANN)

    said = conduct(world, "greets")["said"]
    assert (said["comments"], said["followed"], said["share"]) == (1, 1, 1)


def test_what_a_program_of_people_yaml_does_then_is_nobodys_heed(world: World) -> None:
    it = f'{{name: It, accounts: {{github: "{ANN.id}"}}, roles: bot}}'
    robot = f"pitboard: 1\npeople:\n  it: {it}\n"
    world.line.activate({"greets.yaml": SPEAKS, "people.yaml": robot})
    world.sees(title="One")
    world.writes(SAID)

    world.time.pass_(timedelta(hours=20).total_seconds())
    world.sees("edited", title="One", by=ANN)

    assert conduct(world, "greets")["said"]["followed"] == 0


def test_an_act_after_a_week_answers_nothing(world: World) -> None:
    world.line.activate({"greets.yaml": SPEAKS})
    world.sees(title="One")
    world.writes(SAID)
    world.time.pass_(timedelta(days=7).total_seconds())
    world.sees("edited", title="One", by=ANN)

    assert conduct(world, "greets")["said"]["followed"] == 0


def test_a_rule_that_nobody_listens_to_proposes_its_pause(world: World) -> None:
    speaks = SPEAKS.replace("then:", "limits: {writes_per_run: 500}\nthen:")
    world.line.activate({"greets.yaml": speaks})
    for number in range(20):
        assert not conduct(world, "greets")["pause_proposed"]
        world.sees(number=100 + number, id_=9000 + number, title="One")
        world.writes(SAID)

    assert conduct(world, "greets")["pause_proposed"]
    said = world.sees_on("/rules/greets.yaml")
    assert "Of 20 mails, comments and notices in 30 days people acted on 0." in said


def test_the_page_of_a_rule_lists_its_last_runs_with_the_way_back(world: World) -> None:
    world.sees()
    world.writes()
    (run,) = world.record.runs.newest()

    said = world.sees_on(PAGE)

    assert "1 time to 1 item" in said
    assert f"pitboard undo {run.name} --dry-run" in said
