"""A rule that rests, what is held, what a rule in shadow would write: as people read it."""

from datetime import timedelta

from automation.ports import Instants
from automation.store.ticks import Timed
from tests.web.conftest import FILE, RULE, World

NARROW = RULE.replace("derive:", "limits: {writes_per_run: 1}\nderive:")


def rests(world: World) -> None:
    """Three issues want a label in the same minute, and one is the limit."""
    world.line.activate({FILE: NARROW})
    for number in range(3):
        world.sees(number=number + 20, id_=8000 + number)


def test_operations_names_the_rule_that_rests_and_what_to_do(world: World) -> None:
    rests(world)

    said = world.sees_on("/operations")

    assert "1 rule rests" in said
    assert (
        "New issues say that nobody has looked at them 2 items at once, the limit is 1 2 writes"
        in said
    )
    assert "Run `pitboard apply needs-triage --all`" in said
    assert "held: its rule rests 2" in said


def test_the_mail_to_the_owner_of_a_rule_that_rests_leads_to_the_rules(world: World) -> None:
    people = "pitboard: 1\npeople:\n  ann: {name: Ann Moss, mail: ann@acme.example}\n"
    narrow = NARROW.replace("owner: product-ops", "owner: ann")
    world.line.activate({FILE: narrow, "people.yaml": people})
    for number in range(3):
        world.sees(number=number + 20, id_=8000 + number)

    page = world.reads("/operations")

    assert '<a href="/rules">the rule <bdi>needs-triage</bdi></a>' in page
    assert "/items/rule:" not in page


def test_where_no_rule_rests_nothing_is_said_of_it(world: World) -> None:
    world.sees()

    assert "Rules that rest" not in world.sees_on("/operations")


def test_the_rules_page_says_what_is_held_and_what_to_do(world: World) -> None:
    rests(world)

    for page in ("/rules", f"/rules/{FILE}"):
        said = world.sees_on(page)
        assert "rests: it wanted 2 items at once, its limit is 1" in said
        assert "2 writes are held." in said
        assert "Run `pitboard apply needs-triage --all`" in said


def test_an_item_whose_write_is_held_says_why(world: World) -> None:
    rests(world)

    said = world.sees_on("/items/github:acme/shop%2322")

    assert "held: its rule rests" in said
    assert "resting since 2 Oct 12:01 UTC: 2 items wanted at once, the limit is 1" in said


def test_the_rules_page_says_when_a_rule_ran_and_runs_again(world: World) -> None:
    hourly = Timed("needs-triage/1", lambda moment: moment + timedelta(hours=1))
    for hours in (0, 1):
        now = world.time() + timedelta(hours=hours)
        instants = Instants(now, now)
        world.record.ticks.tend(
            [hourly], version="v1", instants=instants, late=timedelta(minutes=10)
        )

    said = world.sees_on("/rules")

    assert "next 2 Oct 2026, 14:01 last 2 Oct 2026, 13:01, under way" in said
    assert "the rule needs-triage goes through all it is about" in world.sees_on("/operations")


def test_the_shadow_ledger_shows_what_would_have_been_written(empty: World) -> None:
    empty.line.activate({FILE: RULE.replace("state: live", "state: shadow")})
    empty.sees(number=20, id_=8000)
    empty.time.pass_(60)
    empty.sees(number=21, id_=8001)

    before, _, said = empty.sees_on("/rules").rpartition("In shadow ")

    assert "In shadow it would have written 2 times." in before
    assert "What rules in shadow would have written: 2 writes." in said
    assert said.index("acme/shop#21") < said.index("acme/shop#20")
    assert "Triage needs-triage no label says what this is needs-triage" in said


def test_the_metrics_count_rules_that_rest_and_times_that_were_missed(world: World) -> None:
    rests(world)
    hourly = Timed("needs-triage/1", lambda moment: moment + timedelta(hours=1))
    for hours in (0, 4):
        now = world.time() + timedelta(hours=hours)
        instants = Instants(now, now)
        world.record.ticks.tend(
            [hourly], version="v1", instants=instants, late=timedelta(minutes=10)
        )

    said = world.reads("/metrics")

    assert 'pitboard_rules_resting{state="resting"} 1.0' in said
    assert 'pitboard_ticks_missed{state="missed"} 3.0' in said
