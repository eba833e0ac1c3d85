"""Webhook in, label out: what the README promises, a story each."""

from collections.abc import Iterator

import pytest

from automation.errors import RuleError
from tests.builders import ANN, US
from tests.databases import Home
from tests.stories.crew import Crew, triage

DAY = 24 * 3600


@pytest.fixture
def crew(home: Home) -> Iterator[Crew]:
    made = Crew(home, triage())
    yield made
    made.line.close()


def test_a_new_issue_gets_its_label(crew: Crew) -> None:
    crew.hears("opened")

    assert crew.labels == {"needs-triage"}


def test_the_label_is_explained_with_its_evidence(crew: Crew) -> None:
    crew.hears("opened")
    crew.time.pass_(60)
    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])

    said = crew.item().derived[0]

    assert (said.value, said.because) == ("triaged", "labelled bug")
    assert said.evidence[0].text == 'ann-moss put on the label "bug"'
    assert said.evidence[0].url == "https://github.example/acme/shop/issues/12"


def test_our_own_echo_writes_nothing_more_and_is_no_hand_edit(crew: Crew) -> None:
    crew.hears("opened")
    crew.time.pass_(1)
    crew.echoes("needs-triage", labels=["needs-triage"])

    assert len(crew.github.writes) == 1
    assert crew.item().overrides == []


def test_a_person_with_our_token_is_a_person(crew: Crew) -> None:
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(60)

    crew.github.standing["acme/shop#12"] = {"triaged"}
    crew.hears("labeled", by=US, label="triaged", labels=["triaged"])

    assert crew.labels == {"triaged"}
    assert crew.item().overrides[0].value == "triaged"


def test_a_hand_edit_is_kept_for_fourteen_days_and_then_let_go(crew: Crew) -> None:
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(DAY)
    crew.github.standing["acme/shop#12"] = set()
    crew.hears("unlabeled", label="needs-triage", labels=[])

    crew.time.pass_(13 * DAY)
    crew.works()
    held = set(crew.labels)
    crew.time.pass_(2 * DAY)
    crew.works()

    assert held == set()
    assert crew.labels == {"needs-triage"}


def test_both_values_are_stored_while_a_hand_edit_holds(crew: Crew) -> None:
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(DAY)
    crew.github.standing["acme/shop#12"] = {"triaged"}
    crew.hears("labeled", label="triaged", labels=["triaged"])

    item = crew.item()

    assert item.derived[0].value == "needs-triage"
    assert (item.overrides[0].value, item.overrides[0].by) == ("triaged", ANN.login)
    assert item.verdicts[0]["result"] == "held"


def test_deliveries_out_of_order_end_where_the_tracker_is(crew: Crew) -> None:
    crew.time.pass_(60)
    crew.hears("labeled", label="bug", labels=["bug"])
    crew.time.pass_(-60)
    crew.hears("opened")

    assert crew.labels == {"triaged"}


def test_the_same_webhook_twice_changes_nothing_twice(crew: Crew) -> None:
    crew.hears("opened")
    crew.hears("opened")

    assert len(crew.github.writes) == 1


def test_a_closed_issue_is_left_alone(crew: Crew) -> None:
    crew.hears("closed", state="closed")

    assert crew.labels == set()
    assert crew.item().verdicts[0]["result"] == "unmet"


def test_a_deleted_issue_is_left_alone(crew: Crew) -> None:
    crew.hears("deleted")

    assert crew.github.writes == []


def test_a_change_the_rule_does_not_wait_for_wakes_it_not(home: Home) -> None:
    crew = Crew(home, triage(fields="[state]"))
    crew.hears("opened")
    crew.time.pass_(60)

    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])

    assert crew.labels == {"needs-triage"}


def test_a_rule_in_shadow_writes_nothing_and_says_what_it_would(home: Home) -> None:
    crew = Crew(home, triage(state="shadow"))

    crew.hears("opened")

    assert crew.github.writes == []
    assert crew.item().verdicts[0]["result"] == "shadow"


def test_a_wrong_rule_changes_nothing_and_the_last_good_set_stays(crew: Crew) -> None:
    with pytest.raises(RuleError, match="choos"):
        crew.line.activate({"triage.yaml": triage().replace("choose", "choos")})

    crew.hears("opened")

    assert crew.labels == {"needs-triage"}


def test_every_value_names_the_set_of_rules_it_was_decided_with(crew: Crew) -> None:
    crew.hears("opened")

    assert crew.item().derived[0].ruleset == crew.line.record.rulesets.active_hash()


def test_a_b_a_b_in_the_tracker_ends_at_b(crew: Crew) -> None:
    crew.hears("opened")
    for n in range(4):
        crew.time.pass_(10)
        with_bug = n % 2 == 0
        standing = [*sorted(crew.labels), *(["bug"] if with_bug else [])]
        crew.hears("labeled" if with_bug else "unlabeled", label="bug", labels=standing)

    assert crew.labels == {"needs-triage"}


def test_two_states_of_one_second_are_settled_by_reading_again(crew: Crew) -> None:
    crew.hears("opened")
    crew.time.pass_(60)
    crew.github.standing["acme/shop#12"] = {"needs-triage", "bug"}
    crew.hears("unlabeled", label="ui", labels=["needs-triage"])
    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])

    assert crew.labels == {"triaged", "bug"}


HOSTILE = "<script>alert(1)</script> \u202e \u2028 \U0001f680 @everyone Fixes #1 " + "x" * 3000


def test_a_hostile_title_travels_the_line_unharmed(crew: Crew) -> None:
    crew.hears("opened", title=HOSTILE)

    assert crew.item().item.fields["title"] == HOSTILE
    assert crew.labels == {"needs-triage"}
