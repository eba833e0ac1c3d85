"""Where our fields stand in the trackers, in whose words, and which are never written."""

import pytest

from automation.engine.folder.landings import HEALTH
from automation.model import Actor
from tests.engine.items import CREATED, item
from tests.engine.sheets import MAPPING, edited, judged, world

SEVERITY = "severity: {jira: customfield_10040}"
BY_NAME = MAPPING.replace("jira: customfield_10050", "jira: Health")


def test_a_field_is_written_in_the_words_of_its_tracker() -> None:
    landing = world().landing("jira", "health")

    assert landing is not None
    assert (landing.shown("at_risk"), landing.shown("off_track")) == ("At risk", "Off track")
    assert (landing.meant("at RISK"), landing.meant("Amber")) == ("at_risk", None)
    assert landing.writable


def test_a_label_is_one_of_a_slot() -> None:
    landing = world(mapping=MAPPING.replace(", values: {at_risk: At risk}", "")).landing(
        "github", "health"
    )

    assert landing is not None
    assert landing.slot() == tuple(sorted(f"health: {each.replace('_', ' ')}" for each in HEALTH))
    assert landing.place({}) is None


def test_labels_that_take_no_space_have_another_word_in_its_place() -> None:
    labels = 'shipped_in: {jira: {label: "shipped:", space: "-"}, github: {label: "shipped: "}}'
    known = world(mapping=MAPPING.replace("severity: {jira: customfield_10040}", labels))
    in_jira, in_github = (known.landing(each, "shipped_in") for each in ("jira", "github"))

    assert in_jira is not None
    assert in_github is not None
    assert in_jira.shown("PAY 12 b") == "shipped:PAY-12-b"
    assert in_github.shown("PAY 12 b") == "shipped: PAY 12 b"
    shipped = item("jira:PAY-1", labels=("shipped:PAY-12",))
    assert known.read(shipped, "shipped_in") == "PAY-12"


@pytest.mark.parametrize("space", ['" "', '""', "four"])
def test_what_stands_in_place_of_a_space_is_no_space(space: str) -> None:
    broken = f'shipped_in: {{jira: {{label: "shipped:", space: {space}}}}}'

    _, (problem, *_) = judged(edited("mapping.yaml", f"{SEVERITY} => {broken}"))
    assert "space" in problem.path


def test_a_field_takes_spaces_as_they_are() -> None:
    broken = 'severity: {jira: {field: customfield_10040, space: "-"}}'

    _, (problem,) = judged(edited("mapping.yaml", f"{SEVERITY} => {broken}"))
    assert problem.message == "only labels take no space; leave it out"


def test_a_field_that_is_not_ours_is_only_read() -> None:
    landing = world().landing("jira", "severity")

    assert landing is not None
    assert not landing.writable
    assert world().field_names() == {"health", "severity"}


def test_a_field_may_say_that_rules_write_it() -> None:
    mapping = MAPPING.replace("{jira: customfield_10040}", "{jira: customfield_10040, write: true}")
    landing = world(mapping=mapping).landing("jira", "severity")

    assert landing is not None
    assert landing.writable


def test_a_place_is_an_id_or_is_found_by_its_name() -> None:
    directory = {"Health": "customfield_10050", "Summary": "summary"}

    assert world().place("jira", "health", {}) == "customfield_10050"
    assert world(mapping=BY_NAME).place("jira", "health", directory) == "customfield_10050"
    assert world(mapping=BY_NAME).place("jira", "health", {}) is None
    assert world().place("github", "health", directory) is None


def test_one_landing_may_hold_for_every_connection() -> None:
    one = MAPPING.replace("severity: {jira: customfield_10040}", "severity: customfield_10040")

    assert world(mapping=one).place("jira-eu", "severity", {}) == "customfield_10040"


def test_a_connection_s_own_landing_wins() -> None:
    own = MAPPING.replace("jira-eu: {", "jira-eu: {fields: {health: customfield_1}, ")

    assert world(mapping=own).place("jira-eu", "health", {}) == "customfield_1"
    assert world(mapping=own).place("jira", "health", {}) == "customfield_10050"
    assert world(mapping=own).landing("other", "health") is None


def test_a_connection_that_is_named_wins_over_what_holds_for_all() -> None:
    both = MAPPING.replace("{jira: customfield_10040}", "{field: customfield_1, jira: Severity}")

    assert world(mapping=both).landing("jira", "severity") != world(mapping=both).landing(
        "other", "severity"
    )


def test_a_person_s_field_may_be_read() -> None:
    read = MAPPING.replace("severity: {jira: customfield_10040}", "deadline: {jira: duedate}")

    assert world(mapping=read).read(item("jira:PAY-1", due=CREATED), "deadline") == CREATED


def test_a_mapped_field_of_an_item_reads_in_our_words() -> None:
    known = world()

    assert known.read(item("jira:PAY-1", customfield_10050="At risk"), "health") == "at_risk"
    assert known.read(item("jira:PAY-1", customfield_10040="S1"), "severity") == "S1"
    assert known.read(item("github:a/b#1", labels=("bug", "Health: done")), "health") == "done"
    assert known.read(item("github:a/b#1"), "health") is None


def test_a_field_that_is_mapped_by_its_name_is_read_through_the_directory() -> None:
    seen = item("jira:PAY-1", customfield_7="Off track")

    assert world(mapping=BY_NAME).read(seen, "health", {"Health": "customfield_7"}) == "off_track"
    assert world(mapping=BY_NAME).read(seen, "health") is None


def test_an_account_leads_to_its_person_by_login_or_by_id() -> None:
    known = world()

    mara = known.person_of("github", Actor("1001", "Mara-Lind"))
    assert mara is not None
    assert (mara.id, mara.mail) == ("mara", "mara@example.com")
    assert known.person_of("jira", Actor("71", "whoever")) == mara
    assert known.person_of("jira", Actor("1001", "mara-lind")) is None
