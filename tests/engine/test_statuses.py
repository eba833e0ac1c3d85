"""What a board's own words come to: by the files, else guessed, and every guess is named."""

import pytest

from automation.engine.folder.answers import SeenStatus
from automation.engine.folder.world import World
from automation.model import Item
from tests.engine.items import item
from tests.engine.sheets import MAPPING, world


@pytest.mark.parametrize(
    ("status", "group"),
    [("Offen", "todo"), ("in  arbeit", "doing"), ("ERLEDIGT", "done"), ("Won’t do", "dropped")],  # noqa: RUF001 - as a phone types it
)
def test_a_status_that_the_file_names_is_what_the_file_says(status: str, group: str) -> None:
    answer = world().status_group(item("jira:PAY-1", status=status, status_category="new"))

    assert (answer.value, answer.guessed) == (group, False)


def test_what_one_connection_says_wins_there_and_nowhere_else() -> None:
    known = world()

    assert known.status_group(item("jira-eu:PAY-1", status="Offen")).value == "doing"
    assert known.status_group(item("jira:PAY-1", status="Offen")).value == "todo"


@pytest.mark.parametrize(
    ("status", "category", "group"),
    [
        ("Zwischenablage", "indeterminate", "doing"),
        ("Im Himmel", "new", "todo"),
        ("Weg", "done", "done"),
        ("Testing", "new", "todo"),
        ("Abgelehnt", "done", "dropped"),
        ("Cancelled", "done", "dropped"),
        ("In Abklärung", "undefined", "doing"),
    ],
)
def test_a_status_no_file_names_is_guessed_by_its_tracker_and_its_name(
    status: str, category: str, group: str
) -> None:
    answer = World().status_group(item("jira:PAY-1", status=status, status_category=category))

    assert (answer.value, answer.guessed) == (group, True)


@pytest.mark.parametrize(
    ("todo", "doing", "done", "dropped"),
    [
        ("To Do", "In Progress", "Done", "Won't Do"),
        ("Zu erledigen", "In Bearbeitung", "Gelöst", "Verworfen"),
        ("À faire", "En cours", "Terminé", "Annulé"),
        ("Por hacer", "En curso", "Hecho", "Rechazado"),
        ("A fazer", "Em andamento", "Concluído", "Não será feito"),
        ("Te doen", "In behandeling", "Afgerond", "Vervallen"),
        ("Do zrobienia", "W toku", "Zamknięte", "Odrzucone"),
        ("Открыт", "В работе", "Готово", "Отклонён"),  # noqa: RUF001 - Russian
    ],
)
def test_the_common_words_of_eight_languages_are_known(
    todo: str, doing: str, done: str, dropped: str
) -> None:
    def group(name: str) -> str | None:
        return World().status_group(item("jira:PAY-1", status=name)).value

    assert list(map(group, (todo, doing, done, dropped))) == ["todo", "doing", "done", "dropped"]


@pytest.mark.parametrize(
    ("seen", "group"),
    [
        (item("github:a/b#1", state="open"), "todo"),
        (item("github:a/b#1", state="closed", state_reason="completed"), "done"),
        (item("github:a/b#1", state="closed", state_reason="not_planned"), "dropped"),
        (item("github:a/b#1", "pull_request", state="open"), "doing"),
        (item("github:a/b#1", "pull_request", state="closed", merged=True), "done"),
        (item("github:a/b#1", "pull_request", state="closed", merged=False), "dropped"),
    ],
)
def test_where_there_is_no_status_its_state_tells(seen: Item, group: str) -> None:
    assert World().status_group(seen).value == group


def test_a_board_of_github_tells_the_status_of_its_items() -> None:
    on_board = item("github:acme/shop#1", facets={"project/7/Status": "In review"})
    on_two = item(
        "github:acme/shop#1", facets={"project/7/Status": "Done", "project/8/Status": "In review"}
    )

    assert World().status_group(on_board).value == "doing"
    assert World().status_group(on_two).value == "todo"


def test_a_word_that_says_nothing_is_judged_by_open_and_closed() -> None:
    assert World().status_group(item("jira:PAY-1", status="Qux")).value == "todo"
    assert World().status_group(item("jira:PAY-1", status="Qux", state="closed")).value == "done"


def test_every_guess_is_named_once_with_what_to_do() -> None:
    seen = [
        SeenStatus("jira", "In Abklärung", "indeterminate"),
        SeenStatus("jira", "Offen", "new"),
        SeenStatus("jira", "In Abklärung", "indeterminate"),
        SeenStatus("github", "Qux"),
    ]

    told = [str(guess) for guess in world().guesses(seen)]

    mend = "put it into rules/mapping.yaml under statuses"
    assert told == [
        f"github: status 'Qux' says nothing to Pitboard: {mend}",
        f"jira: status 'In Abklärung' is guessed to be doing: {mend}",
    ]


@pytest.mark.parametrize(
    ("kind", "type_", "guessed"),
    [
        ("Vorhaben", "initiative", False),
        ("support request", "request", False),
        ("Anfrage", "request", True),
        ("Story", "issue", False),
    ],
)
def test_the_tracker_s_own_type_is_one_of_ours(kind: str, type_: str, guessed: bool) -> None:  # noqa: FBT001 - a column of the table
    answer = world().type_of(item("jira:PAY-1", kind=kind))

    assert (answer.value, answer.guessed) == (type_, guessed)


def test_a_pull_request_stays_one_whatever_it_is_called() -> None:
    assert World().type_of(item("github:acme/shop#1", "pull_request", kind="Epic")).value == (
        "pull_request"
    )


def test_settling_is_by_type_then_by_default_then_by_setting() -> None:
    known = world()

    assert [known.settle("jira", each, 1.0) for each in ("epic", "issue")] == [120.0, 5.0]
    assert World().settle("jira", "epic", 1.0) == 1.0


def test_priorities_are_ranked_from_the_highest() -> None:
    known = world()

    assert [known.priority(item("jira:PAY-1", priority=each)) for each in ("blocker", "Low")] == [
        1,
        3,
    ]
    assert known.priority(item("jira:PAY-1", priority="Urgent")) is None


def test_only_keys_of_named_projects_count_where_some_are_named() -> None:
    known = world(mapping=MAPPING.replace("{keys: [PAY, SEC]}", "{ignore: [UTF]}"))

    assert [world().counts("jira", each) for each in ("pay", "UTF")] == [True, False]
    assert [known.counts("jira", each) for each in ("ABC", "UTF")] == [True, False]


def test_people_set_an_item_aside_by_its_status_or_by_a_label() -> None:
    parked = MAPPING + "paused: {statuses: [Ruht], labels: [snoozed]}\n"

    assert World().paused(item("jira:PAY-1", status="On Hold"))
    assert not World().paused(item("jira:PAY-1", status="In Progress"))
    assert world(mapping=parked).paused(item("jira:PAY-1", status="ruht"))
    assert world(mapping=parked).paused(item("jira:PAY-1", labels=("Snoozed",)))
