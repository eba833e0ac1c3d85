"""What lists show: names instead of logins, and texts that do not bury what is beside them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from automation.effects import Outcome
from automation.engine.folder.people import People, Person
from automation.model import Mark
from automation.ports import Answer
from automation.store import schema
from automation.store.views import Listed
from automation.web.rulebook import Shelf
from automation.web.shown import listed
from automation.web.standings import by_name
from automation.web.words import facet, field
from tests.builders import ANN, NOON
from tests.store.world import an_item
from tests.taking import an_issue, said, takes_in
from tests.web.conftest import FILE, PAGE, RULE, World, words_of

PEOPLE_FILE = (
    f'pitboard: 1\npeople:\n  ann: {{name: Ann Moss, accounts: {{github: "{ANN.login}"}}}}\n'
)


def test_an_item_is_opened_by_its_key(world: World) -> None:
    world.sees()

    for key in ("github:acme/shop#12", "acme/shop%2312"):
        answer = world.asks(f"/items?key={key.replace('#', '%23')}")
        assert answer.status_code == 302
        assert answer.location.startswith("/items/")
        assert world.browser.get(answer.location, follow_redirects=True).status_code == 200


def test_a_key_that_nobody_knows_says_so_above_the_list(world: World) -> None:
    world.sees()

    said = world.sees_on("/items?key=%3Cb%3Enope")

    assert "No item is known by that key" in said
    assert "Checkout hangs" in said


def test_the_last_movement_in_the_list_is_none_of_our_own_writes() -> None:
    theirs = Mark(NOON, "open", "ann-moss opened it", "", "e-1", ANN)
    ours = replace(theirs, at=NOON + timedelta(days=1), text="pitboard[bot] did", ours=True)
    item = replace(an_item(), marks={"state": theirs, "label:bug": ours})

    entry = listed(Listed(item, (), ()), Shelf(), NOON + timedelta(days=2))

    assert entry.moved is not None
    assert entry.moved.text == "ann-moss opened it"


def test_the_list_names_people_as_they_are_called(world: World) -> None:
    world.line.activate({FILE: RULE, "people.yaml": PEOPLE_FILE})
    world.sees()
    world.is_overruled()

    said = world.sees_on("/items")

    assert "set by Ann Moss on 2 Oct 2026" in said
    assert "Ann Moss took off the label" in said


def test_a_name_stands_behind_the_key_of_what_was_done_too() -> None:
    accounts = {"github": "ann-moss"}
    ann = Person("ann", "Ann Moss", None, None, frozenset(), accounts, frozenset())
    people = People({"ann": ann}, {("github", "ann-moss"): ann})

    assert by_name("PAY-12: ann-moss closed it", people) == "PAY-12: Ann Moss closed it"
    assert by_name("a change: ann-moss closed it", people) == "a change: ann-moss closed it"


def test_a_long_text_that_was_written_is_told_by_its_first_line(world: World) -> None:
    world.sees()
    before, after = ("Off track: three open.\nEvidence:\n- one",), ("On track.\nEvidence:\n- two",)
    world.writes(Answer(Outcome.DONE, "written", before=before, after=after))

    page = world.reads(PAGE)

    assert "<summary><bdi>On track.</bdi></summary>" in page
    assert "Before that it read:" in page
    assert "On track.\nEvidence:\n- two</span>" in page
    assert "→" not in words_of(page)


def test_what_gave_up_is_named_shortly_and_shows_a_long_text_below(world: World) -> None:
    world.sees()
    world.gives_up_writing()
    with world.record.database.writing() as connection:
        connection.execute(update(schema.outbox).values(value="so " * 30))

    page = world.reads("/operations")

    assert "<bdi>Writing Triage, to github:acme/shop#12</bdi>" in page
    assert f'<span class="because"><bdi>{"so " * 30}</bdi></span>' in page


def test_files_that_hold_no_rule_stand_beside_the_table_of_rules(world: World) -> None:
    world.line.activate({FILE: RULE, "people.yaml": PEOPLE_FILE})

    said = world.sees_on("/rules")

    assert "1 rule of the active set" in said
    assert "Beside the rules people.yaml" in said


def test_two_sentences_of_a_rules_page_are_two(world: World) -> None:
    assert "to say. It never changed anything." in world.sees_on(f"/rules/{FILE}")


def test_a_facet_is_called_what_it_is() -> None:
    assert [facet(name) for name in ("commented", "pushed", "review/900", "project/PVT_x")] == [
        *("Last comment", "Last push", "Review", "On a board")
    ]
    assert field("comment:status") == "Status comment"


def test_a_reason_that_the_first_line_tells_is_not_told_twice(world: World) -> None:
    world.sees()
    after = ("Sorted: no label says what this is.\nFilled by Pitboard.",)
    world.writes(Answer(Outcome.DONE, "written", before=(), after=after))

    wrote = world.sees_on(PAGE).split("What Pitboard wrote")[1].split("What each rule")[0]

    assert wrote.count("no label says what this is") == 2  # its first line, and the whole of it


def test_where_nothing_is_a_person_finds_the_way_on(world: World) -> None:
    page = world.asks("/items/nope").text

    assert 'href="/items">by its key</a>' in page


def test_a_date_of_a_project_is_told_as_a_date(world: World) -> None:
    found = {
        "project/1/Target date": "2027-02-12T00:00:00+00:00",
        "project/1/Start date": "2027-01-04",
        "project/1/Note": "2027-01-04, or later",
        "project/PVT_kwDOAAAAAAE4g": "on",
    }
    takes_in(world.record, said(an_issue(12, facets=found)))

    read = world.sees_on(PAGE)

    assert "Target date, project 1 12 Feb 2027" in read
    assert "Start date, project 1 4 Jan 2027" in read
    assert "Note, project 1 2027-01-04, or later" in read
    assert "On a board yes" in read
    assert "PVT" not in read
