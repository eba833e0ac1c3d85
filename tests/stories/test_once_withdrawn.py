"""What `once` keeps from being said again was said: a wish that was withdrawn is none."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.databases import Home
from tests.fakes.tracker import outage
from tests.stories.clockwork import Clockwork

SHOUT = """\
pitboard: 1
rule: shout
title: Says it once
why: People want to hear it.
owner: product-ops
state: {state}
when: [{{changed: {{type: issue, fields: status}}}}]
about: {{path: event.item}}
then:
  - comment: "Released"
    once: "release {{{{ item.key }}}}"
"""


@pytest.fixture
def clockwork(home: Home) -> Iterator[Clockwork]:
    made = Clockwork(home, shout=SHOUT.format(state="live"))
    yield made
    made.ends()


def said(clockwork: Clockwork) -> list[str]:
    return [text for _, text, _ in clockwork.jira.comments.values()]


def moves_later(clockwork: Clockwork, status: str) -> None:
    clockwork.time.now += timedelta(hours=1)
    clockwork.moves(status)
    clockwork.time.now += timedelta(hours=1)
    clockwork.works()


def test_what_was_withdrawn_with_its_paused_rule_is_said_the_next_time(
    clockwork: Clockwork,
) -> None:
    clockwork.jira.refuse = [outage() for _ in range(60)]
    clockwork.opens()
    clockwork.saves(shout=SHOUT.format(state="paused"))
    clockwork.jira.refuse = []
    clockwork.saves(shout=SHOUT.format(state="live"))

    moves_later(clockwork, "Done")
    assert said(clockwork) == ["Released"]

    moves_later(clockwork, "To Do")
    assert said(clockwork) == ["Released"]


def test_what_still_waits_for_its_tracker_counts_as_said(clockwork: Clockwork) -> None:
    clockwork.jira.refuse = [outage() for _ in range(4)]
    clockwork.opens()
    clockwork.time.now += timedelta(minutes=1)
    clockwork.moves("Done")

    clockwork.jira.refuse = []
    moves_later(clockwork, "To Do")

    assert said(clockwork) == ["Released"]
