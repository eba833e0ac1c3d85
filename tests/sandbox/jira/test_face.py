"""A visitor can do on the pages what people do in Jira, and nothing they write is run."""

import re
from collections.abc import Iterable, Mapping
from html import unescape

import pytest

from automation.sandbox.jira.acts import CreateIssue
from automation.sandbox.jira.app import room_of
from automation.sandbox.jira.entry import Via
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.site import WORKFLOWS
from automation.sandbox.jira.state import Version
from tests.sandbox.jira.world import ADVICE, AUDIT, BUG, EPIC, STORY, Site
from tests.sandbox.world import Answer

HEALTH, FLAGGED = "customfield_10050", "customfield_10021"


def page(answer: Answer) -> str:
    return answer.body.decode()


def versions(site: Site) -> Iterable[Version]:
    return room_of(site.app).state.versions.values()


def after(site: Site, path: str, **form: str) -> str:
    """Send a form and read the page it leads to."""
    done = site.submit(path, **form)
    assert done.status == 303, page(done)
    return page(site.call("GET", done.headers["Location"].removeprefix(site.url)))


def test_the_board_shows_the_columns_of_each_project(standing: Site) -> None:
    for key in room_of(standing.app).state.projects:
        shown = page(standing.call("GET", f"/projects/{key}"))
        assert [one.name for one in WORKFLOWS[key] if one.name not in unescape(shown)] == []
        assert "A pretend Jira" in shown


def test_the_board_counts_what_is_done_and_folds_it(site: Site) -> None:
    before = page(site.call("GET", "/projects/PAY"))
    after(site, f"/browse/{STORY}/status", to="10004")

    shown = page(site.call("GET", "/projects/PAY"))

    assert "Show what is done" not in before
    assert "Show what is done" in shown
    assert "1 of 2 done" in shown


def test_a_long_column_is_cut_and_its_rest_is_a_page_away(site: Site) -> None:
    made = [CreateIssue("PAY", {"summary": f"n{number}"}) for number in range(60)]
    room_of(site.app).do(*made, by=BOT, via=Via.API)

    board = page(site.call("GET", "/projects/PAY"))
    second = page(site.call("GET", "/projects/PAY?status=10000&page=2"))

    assert board.count('class="slip"') < 20
    assert "?status=10000" in board
    assert "Page 2 of 2" in second
    assert ">n0<" in second


def test_the_start_page_names_three_things_to_try(standing: Site) -> None:
    shown = page(standing.call("GET", "/"))

    for title in ("Block a card", "Set Health yourself", "Move a date"):
        assert title in shown
    assert f'href="/browse/{EPIC}"' in shown


@pytest.mark.parametrize("path", ["/projects/NO", "/projects/NO/plans", "/came/9", "/nowhere"])
def test_a_page_that_is_not_there_says_so(standing: Site, path: str) -> None:
    answer = standing.call("GET", path)

    assert answer.status == 404
    assert "There is nothing here." in page(answer)


def test_a_version_is_made_moved_and_released(site: Site) -> None:
    after(site, "/projects/PAY/versions", name="Winter", day="2027-01-10")
    made = next(one for one in versions(site) if one.name == "Winter")
    after(site, "/projects/PAY/versions", id=made.id, do="edit", name="Winter", day="2027-02-01")
    shown = after(site, "/projects/PAY/versions", id=made.id, do="release")

    found = next(one for one in versions(site) if one.id == made.id)
    assert (found.day, found.released) == ("2027-02-01", True)
    assert "released the version Winter" in shown


def test_a_sprint_is_planned_started_and_completed(site: Site) -> None:
    after(site, "/projects/PAY/sprints", name="Sprint 9", goal="Less waiting")
    (id_,) = (one.id for one in room_of(site.app).state.sprints.values() if one.name == "Sprint 9")

    after(site, "/projects/PAY/sprints", id=id_, do="active")
    shown = after(site, "/projects/PAY/sprints", id=id_, do="closed")

    assert "completed Sprint 9" in shown


def test_saving_one_field_leaves_the_others_as_they_are(site: Site) -> None:
    after(site, f"/browse/{STORY}/field", duedate="2027-01-15")

    assert [one["name"] for one in site.fields(STORY)["fixVersions"]] == ["Autumn release"]


def test_an_issue_of_github_that_blocks_is_named_in_the_text_and_unnamed_again(site: Site) -> None:
    shown = after(site, f"/browse/{BUG}/link", how="10400:in", other="acme/shop#12")
    named = site.fields(BUG)["description"]
    after(site, f"/browse/{BUG}/unlink", unsaid="acme/shop#12")

    assert named == "A shop's name ends up as markup.\n\nBlocked by acme/shop#12"
    assert "named in the text" in shown
    assert site.fields(BUG)["description"] == "A shop's name ends up as markup."


def test_a_comment_is_rewritten_and_taken_back(site: Site) -> None:
    after(site, f"/browse/{EPIC}/comment", body="First")
    (comment,) = room_of(site.app).state.issue(EPIC).comments

    shown = after(site, f"/browse/{EPIC}/recomment", comment=comment.id, body="Second")
    after(site, f"/browse/{EPIC}/recomment", comment=comment.id, delete="1")

    assert "Second</div>" in shown
    assert room_of(site.app).state.issue(EPIC).comments == ()


def test_an_epic_shows_what_stands_under_it(standing: Site) -> None:
    shown = page(standing.call("GET", f"/browse/{EPIC}"))

    assert "Under this" in shown
    assert f'href="/browse/{STORY}"' in shown


def test_every_page_says_that_it_is_pretended_and_leads_to_pitboard(standing: Site) -> None:
    shown = page(standing.call("GET", f"/browse/{EPIC}"))

    assert "A pretend Jira, part of Pitboard's sandbox" in shown
    assert f"http://127.0.0.1:8000/items/jira:{EPIC}" in shown


def test_a_visitor_creates_an_issue_under_an_epic(site: Site) -> None:
    form = {"project": "PAY", "summary": "Refund twice", "issuetype": "10103", "parent": "pay-1"}
    shown = after(site, "/", **form, duedate="2026-12-24")

    assert "Refund twice" in shown
    assert "Told Pitboard: 202" in shown
    assert site.fields("PAY-5")["parent"]["key"] == EPIC
    assert site.fields("PAY-5")["duedate"] == "2026-12-24"


def test_a_form_that_cannot_be_taken_comes_back_as_it_was(site: Site) -> None:
    done = site.submit("/", project="PAY", summary="Odd", issuetype="10104", description="Words")

    assert done.status == 400
    assert "A sub-task needs a parent issue." in page(done)
    assert "Words" in page(done)


@pytest.mark.parametrize(
    ("act", "form", "field", "value"),
    [
        ("status", {"to": "10002"}, "status", "In Review"),
        ("field", {HEALTH: "10062"}, HEALTH, "Off track"),
        ("field", {"duedate": "2027-01-15"}, "duedate", "2027-01-15"),
        ("field", {"duedate": ""}, "duedate", None),
        ("field", {"assignee": ""}, "assignee", None),
        ("words", {"summary": "Other words", "description": "a\r\nb"}, "description", "a\nb"),
        ("labels", {"on": "at-risk"}, "labels", ["customer:acme", "at-risk"]),
        ("labels", {"off": "customer:acme"}, "labels", []),
    ],
)
def test_a_visitor_changes_a_field(
    site: Site, act: str, form: Mapping[str, str], field: str, value: object
) -> None:
    after(site, f"/browse/{EPIC}/{act}", **form)

    read = site.fields(EPIC)[field]
    named = read.get("value", read.get("name")) if isinstance(read, dict) else read
    assert named == value


def test_a_visitor_flags_an_issue_and_lowers_the_flag(site: Site) -> None:
    shown = after(site, f"/browse/{STORY}/flag", on="1")
    flagged = site.fields(STORY)[FLAGGED]
    after(site, f"/browse/{STORY}/flag", off="1")

    assert [one["value"] for one in flagged] == ["Impediment"]
    assert "Remove the flag" in shown
    assert site.fields(STORY)[FLAGGED] is None


def test_a_visitor_links_two_issues_in_the_way_the_form_reads(site: Site) -> None:
    after(site, f"/browse/{BUG}/link", how="10400:in", other=AUDIT)
    shown = after(site, f"/browse/{BUG}/link", how="10400:out", other=ADVICE)

    found = {
        name: link[name]["key"]
        for link in site.fields(BUG)["issuelinks"]
        for name in ("inwardIssue", "outwardIssue")
        if name in link
    }
    assert found == {"inwardIssue": AUDIT, "outwardIssue": ADVICE}
    assert "is blocked by" in shown


def test_a_visitor_unties_two_issues(site: Site) -> None:
    (link,) = site.fields(STORY)["issuelinks"]
    after(site, f"/browse/{STORY}/unlink", link=link["id"])

    assert site.fields(STORY)["issuelinks"] == []


def test_a_comment_is_shown_as_it_was_written_and_never_run(site: Site) -> None:
    shown = after(site, f"/browse/{BUG}/comment", body="<script>alert(1)</script>")

    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_title_with_markup_is_shown_and_never_run(standing: Site) -> None:
    for path in ("/", "/projects/PAY", f"/browse/{BUG}", f"/browse/{EPIC}"):
        shown = page(standing.call("GET", path))
        assert "<b>Bold" not in shown
    assert "default-src 'none'" in standing.call("GET", "/").headers["Content-Security-Policy"]


def test_what_pitboard_writes_is_marked_as_a_bots(site: Site) -> None:
    site.api("PUT", f"issue/{EPIC}", {"fields": {HEALTH: {"value": "At risk"}}})

    shown = page(site.call("GET", f"/browse/{EPIC}"))
    assert re.search(r"<strong>Pitboard</strong> <span class=\"tag\">bot</span>", shown)
    assert "changed Health from On track to At risk" in shown


def test_an_issue_is_deleted_for_good(site: Site) -> None:
    after(site, f"/browse/{BUG}/delete")

    assert site.call("GET", f"/browse/{BUG}").status == 404
    assert site.api("GET", f"issue/{BUG}").status == 404


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("status", {"to": "nowhere"}),
        ("field", {"assignee": "nobody"}),
        ("field", {HEALTH: "99"}),
        ("parent", {"parent": "SEC-99"}),
        ("link", {"how": "1:out", "other": AUDIT}),
        ("comment", {"body": " "}),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(
    standing: Site, act: str, form: Mapping[str, str]
) -> None:
    done = standing.submit(f"/browse/{EPIC}/{act}", **form)

    assert done.status in (400, 404)
    assert "<h1>" in page(done)
    assert standing.told() == []


def test_a_form_of_another_site_is_not_taken(site: Site) -> None:
    done = site.submit(f"/browse/{EPIC}/status", origin="http://evil.example", to="10002")

    assert done.status == 403
    assert site.fields(EPIC)["status"]["name"] == "To Do"


def test_what_is_released_next_stands_on_top_then_what_was_released_last(site: Site) -> None:
    plans = "/projects/PAY/versions"
    for name, day in (("Old", "2026-01-02"), ("New", "2026-03-02"), ("Soon", "2026-04-02")):
        after(site, plans, name=name, day=day)
    for made in [one for one in versions(site) if one.name in ("Old", "New")]:
        shown = after(site, plans, id=made.id, do="release")

    assert shown.index('value="Soon"') < shown.index('value="New"') < shown.index('value="Old"')
