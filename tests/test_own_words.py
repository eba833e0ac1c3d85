"""A comment of ours is no sign that people are at work; whoever spoke before us spoke last."""

from datetime import timedelta

from automation.echoes import Echoes
from automation.intake import heard
from automation.model import Actor, Reading
from automation.ports import Account, Mail, OwnWrite
from automation.trackers.github.parse import parse as parse_github
from automation.trackers.jira.parse import parse as parse_jira
from tests.builders import ANN, a_delivery
from tests.test_late_echoes import OUR_ID, a_spoken_comment
from tests.trackers import jira_payloads as jira


def test_a_comment_of_a_listed_program_says_nothing_of_people_either() -> None:
    in_jira = parse_jira(jira.a_delivery(jira.a_comment()))
    event = in_jira.event or in_jira.past[0]
    assert event.actor is not None
    mail, echoes = Mail(1, jira.a_delivery(jira.a_comment()), 0), Echoes({}, frozenset())
    program = event.actor.id

    def listed(connection: str, actor: Actor) -> bool:
        return (connection, actor.id) == ("jira", program)

    ((_, by_it),) = heard([(mail, in_jira)], echoes, listed)
    ((_, by_people),) = heard([(mail, in_jira)], echoes)

    assert (signs(by_it), signs(by_people)) == ([], ["commented"] * 2)


def left_of(reading: Reading, text: str, us: str) -> Reading:
    """What is heard of it where we said this text under the same item."""
    event = reading.event or reading.past[0]
    accounts = {event.connection: Account(event.connection, us, event.at - timedelta(days=1))}
    said = OwnWrite(event.item_id, "comment", stands=True, value=text)
    mail = Mail(1, jira.a_delivery(jira.a_comment()), 0)
    ((_, left),) = heard([(mail, reading)], Echoes(accounts, frozenset({said})))
    return left


def signs(reading: Reading) -> list[str]:
    """Where the reading says that somebody spoke."""
    events = (*reading.past, *((reading.event,) if reading.event else ()))
    told = [each.facet for event in events for each in event.changes]
    return [*told, *(name for each in reading.sightings for name in each.facets)]


def test_a_comment_of_ours_under_a_persons_account_says_nothing_of_people() -> None:
    ours = a_spoken_comment("It waits.", by=ANN)
    on_github = parse_github(a_delivery(ours, kind="issue_comment"))
    in_jira = parse_jira(jira.a_delivery(jira.a_comment()))
    assert signs(on_github) == signs(in_jira) == ["commented"] * 2

    assert signs(left_of(on_github, "It waits.", ANN.id)) == []
    assert signs(left_of(in_jira, "Waiting for the bank.", OUR_ID)) == []
    assert in_jira.event is not None
    past = Reading(past=(in_jira.event,))
    assert signs(left_of(past, "Waiting for the bank.", OUR_ID)) == []


def test_what_a_person_says_with_that_account_or_with_our_words_is_theirs() -> None:
    told = parse_jira(jira.a_delivery(jira.a_comment()))

    assert left_of(told, "It waits.", OUR_ID) == told
    assert left_of(told, "Waiting for the bank.", "5c5f-bo") == told
