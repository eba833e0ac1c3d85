"""What the rule folder says of objectives, on the line of everybody else."""

from datetime import timedelta
from typing import Any

from automation.store.views import ItemView
from automation.web.app import create_app
from tests.stories.firm import (
    BUG,
    BY_LABEL,
    EPIC,
    FILE,
    IDS,
    INITIATIVE,
    NAMED,
    OBJECTIVE,
    STORY,
    Firm,
)
from tests.trackers import github_payloads as github
from tests.trackers import jira_payloads as jira


def objective(acme: Firm) -> ItemView:
    return acme.item(OBJECTIVE)


def works_towards(acme: Firm) -> set[str]:
    """The keys of what is directly part of the objective."""
    return {link.key for link in objective(acme).links if not link.outward}


def deliveries(acme: Firm) -> list[str]:
    rows = acme.line.record.views.deliveries(limit=500)
    return [row["kind"] for row in rows if row["connection"] == "own"]


# --- from a pull request up to an objective ------------------------------------------------------


def test_a_merged_pull_request_wakes_the_objective_it_is_for(acme: Firm) -> None:
    acme.pull()
    before = objective(acme).derived[0]

    acme.pull("closed", state="closed", merged_at=github.said(60), updated_at=github.said(60))

    after = objective(acme).derived[0]
    assert (before.value, before.because) == ("at_risk", "acme/shop#40 waits")
    assert (after.value, after.because) == ("on_track", "nothing waits")


def test_an_objective_is_an_item_with_what_its_file_says(acme: Firm) -> None:
    item = objective(acme).item

    assert (item.type, item.visibility, item.fields["state"]) == ("objective", "internal", "open")
    assert item.fields["title"] == "Customers can follow their refund"
    assert item.fields["measure_target"] == 120
    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


def test_nothing_is_told_twice(acme: Firm) -> None:
    before = deliveries(acme)

    for _ in range(3):
        acme.time.pass_(12 * 3600)
        acme.works()

    assert deliveries(acme) == before


def test_a_label_put_on_later_leads_to_the_objective_at_once(acme: Firm) -> None:
    acme.saves("objectives.yaml", BY_LABEL)

    acme.card(STORY, "Story", under=EPIC, labels=["receipt"])

    assert f"jira:{STORY}" in works_towards(acme)


def test_items_on_record_are_linked_anew_when_the_file_changes(acme: Firm) -> None:
    acme.saves("objectives.yaml", BY_LABEL)

    assert works_towards(acme) == {f"jira:{BUG}"}


def test_looking_again_the_next_day_takes_nothing_away(acme: Firm) -> None:
    acme.saves("objectives.yaml", BY_LABEL)

    acme.time.pass_(25 * 3600)
    acme.works()
    acme.works()

    assert works_towards(acme) == {f"jira:{BUG}"}


def test_what_an_epic_leads_there_is_not_counted_twice(acme: Firm) -> None:
    acme.card(BUG, "Bug", under=EPIC, labels=["receipt"])
    both = FILE.format(items='epics: ["jira:PAY-1"], labels: ["receipt"]')

    acme.saves("objectives.yaml", both)

    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


def test_an_objective_taken_out_is_closed_and_nothing_works_towards_it(acme: Firm) -> None:
    acme.saves("objectives.yaml", None)

    item = objective(acme).item
    assert item.fields["state"] == "closed"
    assert item.fields["title"] == "Customers can follow their refund"
    assert works_towards(acme) == set()


def test_an_objective_put_back_is_open_again(acme: Firm) -> None:
    acme.saves("objectives.yaml", None)
    acme.saves("objectives.yaml", NAMED)

    assert objective(acme).item.fields["state"] == "open"
    assert works_towards(acme) == {f"jira:{INITIATIVE}"}


# --- who asked ------------------------------------------------------------------------------------


def asked(acme: Firm) -> list[tuple[str, str]]:
    """Who asked for the story and since when, as the API says it, who waits longest first."""
    told: Any = create_app(acme.line).test_client().get(f"/api/v1/items/jira:{STORY}").json
    return [(each["customer"], (each["since"] or "")[:10]) for each in told["requests"]]


def test_who_asked_is_known_from_a_label_a_linked_ticket_and_a_list(acme: Firm) -> None:
    ticket = {"id": IDS[STORY], "key": STORY, "fields": {"issuetype": {"name": "Story"}}}
    acme.card(
        "SUP-7",
        "Support request",
        created="2026-08-03T09:00:00.000+0000",
        labels=["customer:initech"],
        issuelinks=[{"id": "1", "type": jira.RELATES, "outwardIssue": ticket}],
    )

    assert asked(acme) == [
        ("initech", "2026-08-03"),
        ("Globex", "2026-09-01"),
        ("acme", "2026-10-01"),
    ]


def test_an_item_says_what_it_is_for_and_why(acme: Firm) -> None:
    told: Any = create_app(acme.line).test_client().get(f"/api/v1/items/jira:{STORY}").json

    assert told["objective"] == {
        "value": "obj-refunds",
        "because": 'its initiative PAY-1 works towards "Customers can follow their refund"',
    }


def test_a_status_that_is_guessed_is_named_with_its_line(acme: Firm) -> None:
    acme.card(
        BUG,
        "Bug",
        status={"id": "9", "name": "In Abklärung", "statusCategory": {"key": "indeterminate"}},
    )

    page = create_app(acme.line).test_client().get("/operations").text

    assert 'doing: ["In Abklärung"]' in page


# --- how long items settle ----------------------------------------------------------------------


def test_an_item_settles_as_long_as_the_file_says_for_what_it_is(acme: Firm) -> None:
    rows = {}
    for key, kind in ((STORY, "Story"), (INITIATIVE, "Theme")):
        moved = f"{acme.time() + timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}.000+0000"
        issue = jira.an_issue(
            id_=IDS[key], key=key, summary="Again", issuetype={"name": kind}, updated=moved
        )
        said = jira.a_message(user=jira.cloud_user(), issue=issue)
        acme.line.record.inbox.receive(jira.a_delivery(said, id_=key), timeout=5)
        acme.line.work("line")
        (row,) = [r for r in acme.line.record.views.agenda() if r["key"] == f"jira:{key}"]
        rows[key] = (row["due_at"] - acme.time()).total_seconds()

    assert rows == {STORY: 30, INITIATIVE: 1}


def test_what_is_above_is_woken_by_what_an_item_is_in_our_words(acme: Firm) -> None:
    moved = f"{acme.time() + timedelta(seconds=5):%Y-%m-%dT%H:%M:%S}.000+0000"
    issue = jira.an_issue(
        id_=IDS[INITIATIVE],
        key=INITIATIVE,
        summary="Again",
        issuetype={"name": "Theme"},
        updated=moved,
    )
    said = jira.a_message(user=jira.cloud_user(), issue=issue)
    acme.line.record.inbox.receive(jira.a_delivery(said, id_="d-theme"), timeout=5)
    acme.line.work("line")

    (row,) = [r for r in acme.line.record.views.agenda() if r["key"] == OBJECTIVE]
    assert row["changed"] == "initiative/title"
