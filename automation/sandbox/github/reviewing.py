"""How pull requests are reviewed. Pure, like every transition."""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import DismissReview, RequestReview, SubmitReview
from automation.sandbox.github.happenings import Happening, Moved, Reviewer, about
from automation.sandbox.github.records import Pull, Review
from automation.sandbox.github.state import Issue, Refusal, State

VERDICTS = ("approved", "changes_requested", "commented")


def review(
    state: State, act: RequestReview | SubmitReview | DismissReview, *, by: str, at: datetime
) -> Moved:
    """Ask for a review, give one, or take the weight from one."""
    repository = state.repository(act.repository)
    issue, pull = repository.pull(act.number)
    match act:
        case RequestReview():
            after, told = _request(state, issue, pull, act)
        case SubmitReview():
            after, told = _submit(issue, pull, act, by=by, at=at, id_=state.last_id + 1)
        case DismissReview():
            after, told = _dismiss(issue, pull, act)
    if after == issue:
        return state, ()
    after = replace(after, updated_at=at)
    said = replace(told, repository=repository.full_name, issue=after, by=by, at=at)
    wider = state.with_issue(repository.full_name, after)
    return replace(wider, last_id=state.last_id + 1), (said,)


def _request(state: State, issue: Issue, pull: Pull, act: RequestReview) -> tuple[Issue, Happening]:
    if act.login not in state.users or act.login == issue.user:
        raise texts.invalid("PullRequest", "reviewers", "invalid")
    asked = replace(pull, reviewers=tuple(dict.fromkeys((*pull.reviewers, act.login))))
    told = about("", issue, "review_requested", by="", at=issue.updated_at)
    return replace(issue, pull=asked), replace(told, part=Reviewer(state.users[act.login]))


def _submit(
    issue: Issue, pull: Pull, act: SubmitReview, *, by: str, at: datetime, id_: int
) -> tuple[Issue, Happening]:
    if act.verdict not in VERDICTS:
        raise texts.invalid("PullRequestReview", "event", "invalid")
    if by == issue.user and act.verdict != "commented":
        raise Refusal(422, "Can not approve your own pull request")
    if act.verdict != "approved" and not act.body.strip():
        raise texts.invalid("PullRequestReview", "body", "missing_field")
    new = Review(
        id=id_,
        user=by,
        body=texts.body(act.body) or "",
        state=act.verdict,
        commit=pull.head_sha,
        at=at,
    )
    left = tuple(login for login in pull.reviewers if login != by)
    after = replace(pull, reviewers=left, reviews=(*pull.reviews, new))
    return replace(issue, pull=after), _told("submitted", new)


def _dismiss(issue: Issue, pull: Pull, act: DismissReview) -> tuple[Issue, Happening]:
    old = next((one for one in pull.reviews if one.id == act.review), None)
    if old is None:
        raise Refusal(404, "Not Found")
    if old.state not in ("approved", "changes_requested"):
        raise Refusal(422, "Can not dismiss a commented pull request review")
    new = replace(old, state="dismissed")
    reviews = tuple(new if one.id == old.id else one for one in pull.reviews)
    return replace(issue, pull=replace(pull, reviews=reviews)), _told("dismissed", new)


def _told(action: str, review: Review) -> Happening:
    return Happening(event="pull_request_review", action=action, by="", at=review.at, part=review)
