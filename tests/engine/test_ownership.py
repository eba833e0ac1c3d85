"""Team, objective and kind of work: by the epic, then a rule, then a label, else nobody's."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from automation.engine.folder.answers import Answer
from automation.engine.folder.world import World
from automation.model import Link, LinkKind
from tests.engine.items import graph, item
from tests.engine.sheets import MAPPING, OBJECTIVES, TEAMS, world

EPIC = item("jira:PAY-1", "epic", kind="Epic")
TASK = item("github:acme/shop#12", labels=("team:payments",))


def test_an_item_belongs_to_the_team_of_its_epic() -> None:
    team = world().team_of(TASK, graph((TASK, EPIC)))

    assert team == Answer("payments", "its epic PAY-1 belongs to Payments")


def test_without_an_epic_it_belongs_to_the_team_of_its_repository() -> None:
    team = world().team_of(TASK)

    assert team == Answer("shop", "acme/shop belongs to Shop")


def test_where_no_rule_names_its_project_its_label_tells_the_team() -> None:
    team = world().team_of(item("jira:OPS-3", labels=("later", "Team:Payments")))

    assert team == Answer("payments", 'its label "Team:Payments" stands for Payments')


def test_what_nothing_names_is_nobody_s() -> None:
    team = world().team_of(item("jira:OPS-3"))

    assert team == Answer(None, "no epic, project or label of it is a team's")


def test_a_pull_request_goes_with_its_issue_where_its_own_repository_is_nobody_s() -> None:
    pull, task = item("github:other/tools#4", "pull_request"), item("jira:PAY-7")

    team = world().team_of(pull, graph((pull, task)))

    assert team == Answer("payments", "its issue PAY-7 belongs to Payments")


def test_an_epic_of_several_teams_initiative_stays_with_its_own_team() -> None:
    epic, initiative = item("jira:PAY-2", "epic"), item("github:acme/shop#1", "initiative")

    assert world().team_of(epic, graph((epic, initiative))).value == "payments"


def test_an_exact_repository_wins_over_a_wildcard() -> None:
    assert world().team_of(item("github:acme/search#1")).value == "search"
    assert world().team_of(item("github:ACME/Till#1")).value == "shop"


def test_a_project_may_be_named_for_one_connection_alone() -> None:
    teams = TEAMS.replace("projects: [PAY]", 'projects: ["jira-eu:PAY"]')

    assert world(teams=teams).team_of(item("jira-eu:PAY-1")).value == "payments"
    assert world(teams=teams).team_of(item("jira:PAY-1")).value is None


def test_files_that_all_belong_to_one_team_tell_it() -> None:
    known = world(teams=TEAMS.replace("projects: [PAY]", "paths: [packages/pay/*]"))

    def pull(*paths: str) -> str | None:
        return known.team_of(item("github:other/mono#1", "pull_request", paths=paths)).value

    assert pull("packages/cart/a.py", "README.md") == "shop"
    assert pull("packages/cart/a.py", "packages/pay/b.py") is None
    assert pull("README.md") is None


def test_the_epic_of_an_objective_brings_everything_in_it_along() -> None:
    known, around = world(), graph((TASK, EPIC))

    assert known.objective_of(EPIC).value == "obj-retain"
    assert known.objective_of(TASK, around) == Answer(
        "obj-retain", 'its epic PAY-1 works towards "Customers come back"'
    )


def test_an_objective_is_told_by_project_and_by_label_too() -> None:
    known = world()

    assert known.objective_of(item("jira:LOYAL-9")).value == "obj-retain"
    assert known.objective_of(item("jira:OPS-9", labels=("objective:retain",))).value
    assert known.objective_of(item("jira:OPS-9")).value is None


def test_an_item_that_an_objective_names_is_its_own_whatever_its_epic_is() -> None:
    other = "  obj-other: {title: Something else, items: [SEC-5]}\n"
    named = item("jira:SEC-5")

    objective = world(objectives=OBJECTIVES + other).objective_of(named, graph((named, EPIC)))

    assert objective.value == "obj-other"


def test_the_kind_of_work_is_told_by_label_and_by_the_tracker_s_type() -> None:
    known = world()

    assert known.work_of(item("jira:PAY-3", labels=("Feature",))).value == "product"
    assert known.work_of(item("jira:PAY-3", kind="Bug")).because == "'Bug' is maintenance"
    assert known.work_of(item("jira:PAY-3")).value is None


def test_what_holds_for_one_connection_is_asked_first() -> None:
    mapping = MAPPING.replace("jira-eu: {", "jira-eu: {work: {product: [chore]}, ")
    known = world(mapping=mapping)

    assert known.work_of(item("jira-eu:PAY-3", labels=("chore",))).value == "product"
    assert known.work_of(item("jira:PAY-3", labels=("chore",))).value == "maintenance"


def test_a_team_s_days_are_its_own_its_parent_s_or_the_company_s() -> None:
    known = world(teams=TEAMS + "company: {zone: America/New_York, holidays: [2026-07-03]}\n")

    shop, search = known.calendar("shop"), known.calendar("search")

    assert shop.zone == ZoneInfo("America/New_York")
    assert shop.weekdays == {6, 0, 1, 2, 3}
    assert search.zone == ZoneInfo("Europe/Berlin")
    assert not search.works_on(date(2026, 12, 25))
    assert not search.works_on(date(2026, 10, 3))
    assert not known.calendar_of(item("jira:OPS-1")).works_on(date(2026, 7, 3))


def test_days_are_inherited_through_every_parent() -> None:
    teams = TEAMS + "company: {zone: America/New_York}\n"
    teams = teams.replace(
        "holidays: {germ", "  deep: {name: Deep, parent: search}\nholidays: {germ"
    )

    assert world(teams=teams).calendar("deep").zone == ZoneInfo("Europe/Berlin")


def test_the_lead_of_the_team_answers_for_it_else_the_owner_of_the_objective() -> None:
    known = world(objectives=OBJECTIVES.replace("owner: payments", "owner: teo"))

    assert known.owner_of(item("jira:PAY-4")) == Answer("mara", "leads Payments")
    assert known.owner_of(item("jira:LOYAL-4")).value == "teo"
    assert known.owner_of(item("jira:OPS-4")).value is None


def test_a_team_has_limits_of_its_own() -> None:
    known = world()

    assert str(known.limits_of(EPIC)["blocked"]["serious"]) == "3 working days"
    assert str(known.limits_of(TASK)["blocked"]["serious"]) == "5 working days"
    assert str(known.limits_of(TASK)["forecast"]["watch"]) == "85 %"


def test_objectives_become_items() -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)

    (seen,) = world().own_items(at)

    assert (seen.item_id, seen.type, seen.at) == ("own:obj-retain", "objective", at)
    assert seen.fields is not None
    assert (seen.fields["title"], seen.fields["measure_target"]) == ("Customers come back", 93.0)


def test_an_objective_that_no_file_names_any_more_is_closed_and_can_come_back() -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)

    told = World().own_items(at, known=["own:obj-old", "jira:10001"])

    assert [(each.item_id, each.deleted) for each in told] == [("own:obj-old", False)]
    assert told[0].fields is not None
    assert told[0].fields["state"] == "closed"


def test_a_link_makes_the_objective_an_ancestor() -> None:
    link = Link(LinkKind.PARENT, "own:obj-retain", "objectives")

    assert world().own_links(EPIC) == {link}
    assert world().own_links(item("jira:OPS-9", labels=("objective:retain",))) == {link}


def test_what_an_epic_brings_along_gets_no_second_link() -> None:
    labelled = item("jira:OPS-9", labels=("objective:retain",))

    assert world().own_links(labelled, graph((labelled, EPIC))) == frozenset()


def test_a_measure_s_points_come_with_its_objective() -> None:
    ((objective, points),) = world().measures()

    assert objective.item_id == "own:obj-retain"
    assert [(point.at.date(), point.value) for point in points] == [
        (date(2026, 10, 1), 90.5),
        (date(2026, 11, 1), 91.0),
    ]


def test_a_measure_of_an_address_is_fetched_by_somebody_else() -> None:
    web = OBJECTIVES.replace("measures/back.csv", '"https://numbers.example.com/back"')
    known = world(objectives=web)

    assert known.addresses() == {"own:obj-retain": "https://numbers.example.com/back"}
    assert list(known.measures()) == []
    assert world().addresses() == {}


def test_without_any_file_everything_is_unassigned_and_works_as_usual() -> None:
    nothing = World()

    assert nothing.team_of(TASK, graph((TASK, EPIC))).value is None
    assert nothing.objective_of(TASK).value is None
    assert nothing.work_of(TASK).value is None
    assert nothing.calendar_of(TASK).works_on(date(2026, 12, 25))
    assert nothing.landing("jira", "health") is None
    assert nothing.requests(TASK) == ()
    assert nothing.settle("jira", "epic", 7.0) == 7.0


def test_a_list_of_holidays_may_be_empty() -> None:
    teams = TEAMS.replace("germany: [2026-10-03]", "germany: []")

    assert world(teams=teams).calendar("payments").works_on(date(2026, 10, 2))
