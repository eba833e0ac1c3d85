"""What an appraisal is given to look at, out of the items around and the files of the folder."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from automation.amount import Amount
from automation.appraisal import Background, Scene
from automation.engine.folder.scene import FolderWords, Promised, askings, target_of
from automation.engine.folder.world import World
from automation.graph import Edge, Graph
from automation.model import Actor, Item, LinkKind, Mark, Value
from tests.engine import sheets
from tests.engine.appraised import CALM, RULE, Found
from tests.engine.cases import NOW, Bench, bench
from tests.engine.items import CREATED, graph, item
from tests.engine.sheets import world

DUE = datetime(2026, 12, 5, tzinfo=UTC)
EPIC = item("jira:PAY-1", "epic", due=DUE)
LANDED = "fields:\n  due: {github: project/1/Target date, jira: Ziel}\n"
TOLD = 'requests: {labels: ["customer:*"], told: ["told:*"]}\n'
HEAD = "pitboard: 1\nmapping: trackers\n"


def looked_at(one: Bench) -> Scene:
    found = Found(CALM)
    replace(one, appraise=found).decides()
    (scene,) = found.scenes
    return scene


def epic_of_payments() -> Bench:
    texts = (RULE, sheets.TEAMS, sheets.PEOPLE, sheets.POLICY)
    return bench(*texts, about=EPIC, background=Background(finished=(NOW,)))


def test_a_scene_has_the_team_with_its_calendar_its_limits_and_who_answers() -> None:
    scene = looked_at(epic_of_payments())

    assert (scene.item, scene.now, scene.team, scene.owner) == (EPIC, NOW, "payments", "mara")
    assert str(scene.calendar.zone) == "Europe/Berlin"
    assert scene.limits["blocked"]["serious"] == Amount(3, "working days")
    assert scene.background.finished == (NOW,)
    assert (scene.target, scene.target_facet, scene.paused) == (DUE, "due", False)


def test_what_people_set_aside_is_paused() -> None:
    one = epic_of_payments()
    aside = replace(one, item=replace(EPIC, labels=frozenset({"on hold"})))

    assert looked_at(aside).paused


def test_an_objective_is_told_by_its_key() -> None:
    found = world().objective_of(EPIC, Graph())

    assert found.value == "obj-retain"


@pytest.mark.parametrize(
    ("connection", "actor", "bot"),
    [
        ("github", Actor("7", "renovate[bot]"), True),
        ("github", Actor("8", "ann-moss"), False),
        ("github", Actor("9", "mara-lind"), False),
        ("github", Actor("10", "release-it"), True),
        ("github", Actor("", "release-it"), True),
        ("jira", Actor("712020:it", "Release It"), True),
        ("jira", Actor("712020:IT", "Renamed"), True),
        ("jira", Actor("", "Release It"), True),
        ("jira", Actor("712020:any", "Automation", is_bot=True), True),
        ("jira", Actor("712020:ann", "Ann Moss"), False),
        ("jira", Actor("712020:ann", "Release It"), False),
        ("jira-eu", Actor("712020:it", "Release It"), False),
        ("jira-eu", Actor("", "Release It"), False),
    ],
)
def test_a_program_is_known_by_login_by_account_by_type_and_by_the_name_where_only_that_is_told(
    connection: str, actor: Actor, *, bot: bool
) -> None:
    accounts = "{github: release-it, jira: '712020:it'}"
    robot = f"  - {{id: it, name: Release It, accounts: {accounts}, roles: bot}}\n"
    known = world(people=sheets.PEOPLE + robot)

    assert FolderWords(known, Graph()).is_bot(connection, actor) is bot


PLACES = "fields:\n  health: {jira: Health, github: {label: 'health: '}}\n  severity: {jira: Sev}\n"


@pytest.mark.parametrize(
    ("connection", "facet", "ours"),
    [
        ("jira", "customfield_10050", True),
        ("jira", "customfield_10040", False),
        ("jira", "label:health: at risk", False),
        ("github", "label:Health: at risk", True),
        ("github", "label:urgent", False),
        ("github", "customfield_10050", False),
    ],
)
def test_the_places_pitboard_writes_to_are_known_by_id_and_by_label(
    connection: str, facet: str, *, ours: bool
) -> None:
    ids = {"jira": {"Health": "customfield_10050", "Sev": "customfield_10040"}}
    words = FolderWords(world(mapping=HEAD + PLACES), Graph(), ids)

    assert words.fills(connection, facet) is ours


def test_words_answer_what_the_files_say() -> None:
    words = FolderWords(world(), Graph())

    assert words.group(item("jira:PAY-2", status="In Arbeit")) == "doing"
    assert words.type(item("jira:PAY-2", kind="Vorhaben")) == "initiative"
    assert words.team(item("jira:PAY-2")) == "payments"


def on_board(value: Value) -> Item:
    return item("github:acme/shop#1", "epic", facets={"project/1/Target date": value})


NOWHERE: Mapping[str, str] = {}


@pytest.mark.parametrize("value", ["2026-12-05", "2026-12-05T00:00:00Z", DUE])
def test_a_date_of_a_board_is_the_target_where_the_mapping_says_so(value: Value) -> None:
    known = world(mapping=HEAD + LANDED)

    assert target_of(on_board(value), Graph(), known, NOWHERE) == Promised(
        DUE, "project/1/Target date"
    )


def test_a_field_by_its_name_is_found_by_its_id() -> None:
    known = world(mapping=HEAD + LANDED)
    epic = item("jira:PAY-1", "epic", customfield_10070="2026-12-05")

    found = target_of(epic, Graph(), known, {"Ziel": "customfield_10070"})
    assert found == Promised(DUE, "customfield_10070")


@pytest.mark.parametrize("value", [None, "soon", 7])
def test_what_is_no_date_is_no_target(value: Value) -> None:
    known = world(mapping=HEAD + LANDED)

    assert target_of(on_board(value), Graph(), known, NOWHERE).at is None


def test_a_milestones_date_holds_for_what_is_planned_for_it() -> None:
    epic = item("github:acme/shop#1", "epic")
    milestone = item("github:acme/shop/milestone/3", "milestone", due=DUE)
    around = graph((epic, milestone), kind=LinkKind.MILESTONE)

    assert target_of(epic, around, World(), NOWHERE) == Promised(DUE, "due", milestone)
    assert target_of(milestone, around, World(), NOWHERE) == Promised(DUE, "due")


def test_what_stands_on_no_board_has_its_milestones_date_all_the_same() -> None:
    epic = item("github:acme/mobile#1", "epic")
    milestone = item("github:acme/mobile/milestone/3", "milestone", due=DUE)
    around = graph((epic, milestone), kind=LinkKind.MILESTONE)

    found = target_of(epic, around, world(mapping=HEAD + LANDED), NOWHERE)
    assert found == Promised(DUE, "due", milestone)


def dated(number: int, due: datetime | None, visibility: str = "internal") -> Item:
    return item(
        f"github:acme/mobile/milestone/{number}", "milestone", due=due, visibility=visibility
    )


def test_a_milestone_that_is_part_of_an_epic_promises_its_date_the_last_of_several() -> None:
    epic = item("github:acme/mobile#1", "epic")
    early, late, open_ = dated(3, DUE - timedelta(days=9)), dated(4, DUE), dated(5, None)
    around = graph((early, epic), (late, epic), (open_, epic))

    assert target_of(epic, around, World(), NOWHERE) == Promised(DUE, "due", late)


def test_an_own_date_wins_over_that_of_a_milestone() -> None:
    epic = item("github:acme/mobile#1", "epic", due=DUE)
    around = graph((dated(3, DUE + timedelta(days=9)), epic))

    assert target_of(epic, around, World(), NOWHERE) == Promised(DUE, "due")


def test_a_milestone_that_fewer_people_may_see_promises_nothing() -> None:
    epic = item("github:acme/mobile#1", "epic")
    around = graph((dated(3, DUE, "restricted"), epic))

    assert target_of(epic, around, World(), NOWHERE).at is None


def test_a_part_that_is_no_milestone_promises_nothing_for_the_whole() -> None:
    epic = item("github:acme/mobile#1", "epic")
    around = graph((item("github:acme/mobile#2", due=DUE), epic))

    assert target_of(epic, around, World(), NOWHERE).at is None


def test_a_date_taken_away_is_not_replaced_by_another_ones() -> None:
    mark = Mark(NOW, None, "took the date away", "", "e1", was=DUE)
    epic = item("github:acme/shop#1", "epic", marks={"due": mark})
    milestone = item("github:acme/shop/milestone/3", "milestone", due=DUE)
    around = graph((epic, milestone), kind=LinkKind.MILESTONE)

    assert target_of(epic, around, World(), NOWHERE) == Promised(None, "due")


def label_put_on(label: str, at: datetime) -> dict[str, Mark]:
    return {f"label:{label}": Mark(at, label, "put it on", "", "e1")}


def test_who_asked_for_a_part_asked_for_the_whole_each_once_since_the_earliest() -> None:
    early = datetime(2026, 11, 2, 9, tzinfo=UTC)
    epic = item(
        "jira:PAY-1", "epic", labels=("customer:acme",), marks=label_put_on("customer:acme", NOW)
    )
    part = item("jira:PAY-2", labels=("customer:Acme",), marks=label_put_on("customer:Acme", early))
    other = item("jira:PAY-3", labels=("customer:globex",))

    found = askings(epic, graph((part, epic), (other, epic)), world(mapping=HEAD + TOLD))

    assert [(each.customer, each.since) for each in found] == [("globex", CREATED), ("Acme", early)]


def test_who_was_told_no_longer_waits_and_only_of_what_they_were_told() -> None:
    known = world(mapping=HEAD + TOLD)
    told = label_put_on("told:acme", NOW)
    epic = item("jira:PAY-1", "epic")
    first = item("jira:PAY-2", labels=("customer:acme", "told:acme"), marks=told)
    second = item("jira:PAY-3", labels=("customer:acme",))
    whole = item("jira:PAY-1", "epic", labels=("told:acme",), marks=told)

    one = askings(epic, graph((first, epic)), known)
    both = askings(epic, graph((first, epic), (second, epic)), known)
    of_all = askings(whole, graph((first, whole), (second, whole)), known)

    assert [[each.told for each in found] for found in (one, both, of_all)] == [
        [NOW],
        [None],
        [NOW],
    ]


def test_a_label_of_being_told_is_nobody_where_no_file_says_so() -> None:
    epic = item("jira:PAY-1", "epic", labels=("customer:acme", "told:acme"))

    (found,) = askings(epic, Graph(), world(mapping=HEAD + 'requests: {labels: ["customer:*"]}\n'))
    assert found.told is None


def test_who_asked_on_a_restricted_part_or_request_is_told_of_nobody_wider() -> None:
    known = world(mapping=HEAD + TOLD)
    epic, part = item("jira:PAY-1", "epic"), item("jira:PAY-2", labels=("customer:Initech",))
    asks = item("jira:SUP-1", "request", labels=("customer:Globex",))
    both = Graph(
        {each.id: each for each in (epic, part, asks)},
        (Edge(part.id, LinkKind.PARENT, epic.id), Edge(asks.id, LinkKind.ASKS_FOR, epic.id)),
    )
    shut = {i: replace(e, visibility="restricted") for i, e in both.items.items() if i != epic.id}
    hidden = Graph({epic.id: epic, **shut}, both.edges)

    assert {each.customer for each in askings(epic, both, known)} == {"Initech", "Globex"}
    assert askings(epic, hidden, known) == ()
    assert {e.customer for e in askings(replace(epic, visibility="restricted"), hidden, known)} == {
        "Initech",
        "Globex",
    }
