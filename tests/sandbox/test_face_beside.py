"""The pages of comments, plans, links and pull requests, without a script."""

from automation.sandbox.github import acts as a
from automation.sandbox.github.app import room_of
from automation.sandbox.github.entry import Via
from automation.sandbox.github.state import Issue
from tests.sandbox.tags import Tags, follow, page
from tests.sandbox.world import Sandbox

ISSUE = "/acme/shop/issues/2"


def issue_of(sandbox: Sandbox, number: int) -> Issue:
    return room_of(sandbox.app).state.repository("acme/shop").issue(number)


def opens_pull(sandbox: Sandbox, **fields: str) -> str:
    answer = sandbox.submit(
        "/acme/shop/pulls", title="Mend", head="mend", body="Fixes #1", **fields
    )
    return follow(sandbox, answer)


def test_a_comment_is_written_changed_and_taken_back(sandbox: Sandbox) -> None:
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/comments", body="One\r\nTwo"))
    (comment,) = issue_of(sandbox, 2).comments
    one = f"{ISSUE}/comments/{comment.id}"

    assert comment.body == "One\nTwo"
    assert "One\nTwo</div>" in shown
    assert "Three</div>" in follow(sandbox, sandbox.submit(one, body="Three"))
    follow(sandbox, sandbox.submit(one, delete="1"))
    assert issue_of(sandbox, 2).comments == ()


def test_an_empty_comment_is_refused_in_words(standing: Sandbox) -> None:
    answer = standing.submit(f"{ISSUE}/comments", body=" ")

    assert answer.status == 422
    assert "It needs some words." in answer.body.decode()


def test_a_milestone_is_made_and_an_issue_put_into_it(sandbox: Sandbox) -> None:
    made = sandbox.submit("/acme/shop/milestones", title="Spring", due_on="2026-04-01")
    assert 'value="2026-04-01"' in follow(sandbox, made)

    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/place", milestone="1", type="Bug"))

    assert (issue_of(sandbox, 2).milestone, issue_of(sandbox, 2).type) == (1, "Bug")
    assert "put this into the milestone Spring" in " ".join(Tags(shown).text.split())


def test_an_issue_is_put_into_the_plan_and_gets_a_status_and_a_date(sandbox: Sandbox) -> None:
    follow(sandbox, sandbox.submit(f"{ISSUE}/plan"))

    fields = {"field-5010": "0a1f3c55", "field-5011": "2026-05-01", "field-5012": ""}
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/plan", **fields))

    assert "202 to each of 2 webhooks" in shown
    assert 'value="0a1f3c55" aria-pressed="true"' in shown
    assert "Put it into the plan" in follow(sandbox, sandbox.submit(f"{ISSUE}/plan", out="1"))


def test_an_issue_is_put_under_another_by_its_number_and_taken_away(sandbox: Sandbox) -> None:
    shown = follow(sandbox, sandbox.submit(f"{ISSUE}/links", other="#1"))
    assert "0 of 1 done" in shown

    gone = str(issue_of(sandbox, 1).id)
    follow(sandbox, sandbox.submit(f"{ISSUE}/links", gone=gone))

    assert issue_of(sandbox, 2).sub_issues == ()
    assert sandbox.submit(f"{ISSUE}/links", other="none").status == 404


def test_a_pull_request_is_opened_reviewed_and_merged(sandbox: Sandbox) -> None:
    assert "From <code>mend</code>" in opens_pull(sandbox)
    one = "/acme/shop/pull/6"

    for act in ("push", "success", "draft", "ready"):
        follow(sandbox, sandbox.submit(one, do=act))
    follow(sandbox, sandbox.submit(one, do="ask", login="teo-varga"))
    follow(sandbox, sandbox.submit(one, do="commented", body="Done soon."))
    shown = follow(sandbox, sandbox.submit(one, do="merge"))

    assert "Merged" in shown
    assert issue_of(sandbox, 1).state == "closed"
    assert "Mend" in page(sandbox, "/acme/shop/pulls?state=closed")
    assert "Mend" not in page(sandbox, "/acme/shop/issues?state=all")


def test_a_branch_that_has_a_pull_request_already_is_refused_in_words(sandbox: Sandbox) -> None:
    opens_pull(sandbox)

    answer = sandbox.submit("/acme/shop/pulls", title="Again", head="mend")

    assert answer.status == 422
    assert "already exists" in answer.body.decode()


def test_a_release_is_drafted_and_published(sandbox: Sandbox) -> None:
    follow(sandbox, sandbox.submit("/acme/shop/releases", do="draft", tag="v1"))
    (id_,) = room_of(sandbox.app).state.repository("acme/shop").releases

    shown = follow(sandbox, sandbox.submit("/acme/shop/releases", do="publish", id=str(id_)))

    assert "202 to each of 2 webhooks" in shown


def test_a_label_is_renamed_wherever_it_stands(sandbox: Sandbox) -> None:
    answer = sandbox.submit("/acme/shop/labels", do="rename", label="bug", name="defect")

    follow(sandbox, answer)
    assert issue_of(sandbox, 1).has("defect")
    assert [one.payload["action"] for one in sandbox.told()] == ["edited"]


def test_the_page_of_a_transferred_issue_leads_to_where_it_is(sandbox: Sandbox) -> None:
    back = a.CreateRepository("acme/back", private=True, description="")
    move = a.TransferIssue("acme/shop", 2, "acme/back")
    room_of(sandbox.app).do(back, move, by="acme", via=Via.PAGE)

    shown = follow(sandbox, sandbox.call("GET", ISSUE))

    assert "Save a cart for later" in shown
    assert "github:acme/back%231" in shown
