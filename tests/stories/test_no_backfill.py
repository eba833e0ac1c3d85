"""Letting a rule go live, or changing its file, writes nothing about what was before."""

from collections.abc import Iterator

import pytest

from tests.databases import Home
from tests.stories.crew import Crew, triage

GREETS = """\
pitboard: 1
rule: greets
title: Whoever opens an issue is told that it was seen
why: People did not know whether anybody reads.
owner: product-ops
state: {state}
when:
  - event: github.issues.opened
  - event: github.issues.edited
about: {{path: event.item}}
then:
  - comment: "{word}: {{{{ item.title }}}}"
  - label: {{add: [{label}]}}
"""
WOKEN = """\
pitboard: 1
rule: {name}
title: What another rule wakes
why: To see how far it goes.
owner: product-ops
state: live
when:
  - wake: any
about: {{path: event.item}}
then:
  - label: {{add: [{name}]}}
"""


def greets(state: str = "live", word: str = "Seen", label: str = "seen") -> dict[str, str]:
    return {"greets.yaml": GREETS.format(state=state, word=word, label=label)}


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage(state="paused"))
    yield made
    made.line.close()


def opened_before(crew: Crew, files: dict[str, str]) -> None:
    """An issue is opened while these files stand, and a day passes."""
    crew.line.activate(files)
    crew.time.pass_(60)
    crew.hears("opened")
    crew.time.pass_(24 * 3600)


def said(crew: Crew) -> list[str]:
    return [text for _, text, _ in crew.github.comments.values()]


def test_a_new_rule_says_nothing_of_what_happened_before(crew: Crew) -> None:
    opened_before(crew, {})

    crew.line.activate(greets())
    crew.works()

    assert (crew.github.writes, crew.labels) == ([], set())


def test_a_rule_that_leaves_the_shadow_says_nothing_of_what_happened_before(crew: Crew) -> None:
    opened_before(crew, greets("shadow"))
    assert crew.line.record.fuses.shadow_counts() == {"greets": 2}

    crew.line.activate(greets("live"))
    crew.works()

    assert crew.github.writes == []


def test_after_it_went_live_it_speaks_of_what_happens_then(crew: Crew) -> None:
    opened_before(crew, greets("shadow"))
    crew.line.activate(greets("live"))
    crew.works()
    crew.time.pass_(60)

    crew.hears("edited", title="Now")

    assert said(crew) == ["Seen: Now"]


def test_an_event_of_the_shadow_that_is_told_late_is_not_spoken_of(crew: Crew) -> None:
    crew.line.activate(greets("shadow"))
    crew.time.pass_(60)
    before = crew.time.now
    crew.time.pass_(3600)
    crew.line.activate(greets("live"))
    late, crew.time.now = crew.time.now, before
    crew.hears("opened")
    crew.time.now = late
    crew.works()

    assert crew.github.writes == []


def test_a_changed_file_says_nothing_again_of_what_was_said(crew: Crew) -> None:
    opened_before(crew, greets())
    assert said(crew) == ["Seen: Checkout hangs"]
    before = list(crew.github.writes)

    crew.line.activate(greets(word="Noticed", label="noticed"))
    crew.works()

    assert crew.github.writes == before


def test_a_rule_that_derives_looks_at_nothing_because_its_file_changed(crew: Crew) -> None:
    opened_before(crew, {"triage.yaml": triage(state="shadow")})

    crew.line.activate({"triage.yaml": triage()})
    crew.works()

    assert crew.github.writes == []


def test_a_rule_that_was_woken_wakes_nobody(crew: Crew) -> None:
    greets_ = GREETS.format(state="live", word="Seen", label="seen") + "  - wake: woken\n"
    woken = WOKEN.format(name="woken") + "  - wake: third\n"
    files = {"greets.yaml": greets_, "woken.yaml": woken, "third.yaml": WOKEN.format(name="third")}
    crew.line.activate(files)
    crew.time.pass_(60)

    crew.hears("opened")

    assert crew.labels == {"seen", "woken"}
