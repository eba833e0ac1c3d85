"""How an issue goes on in another repository, under a new number and a new id. Pure.

https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/transferring-an-issue-to-another-repository
"""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import TransferIssue
from automation.sandbox.github.happenings import Moved, Transfer, about
from automation.sandbox.github.issuing import settled
from automation.sandbox.github.records import Project
from automation.sandbox.github.state import Issue, Repository, State


def transfer(state: State, act: TransferIssue, *, by: str, at: datetime) -> Moved:
    """Move it with its comments and links; it keeps labels and a milestone of the same name."""
    source, target = state.repository(act.repository), state.repository(act.to)
    old = source.issue(act.number)
    if old.pull or source.id == target.id or source.owner != target.owner:
        raise texts.invalid("Issue", "repository", "invalid")
    new = replace(
        old,
        id=state.last_id + 1,
        number=target.next_number,
        labels=tuple(label for one in old.labels if (label := target.label(one.name))),
        milestone=_milestone(source, target, old),
        updated_at=at,
    )
    place = target.full_name.lower(), new.number
    after = state.with_repository(source.without(old.number, moved_to=place))
    places = {id_: one for id_, one in after.places.items() if id_ != old.id}
    after = settled(replace(after, places=places), target.full_name, new)
    after = _relinked(after, old, new)
    gone = about(source.full_name, old, "transferred", by=by, at=at)
    come = about(target.full_name, new, "opened", by=by, at=at)
    return after, (
        replace(gone, part=Transfer(repository=target.full_name, issue=new)),
        replace(come, part=Transfer(repository=source.full_name, issue=old)),
    )


def _milestone(source: Repository, target: Repository, issue: Issue) -> int | None:
    if issue.milestone is None:
        return None
    title = source.milestone(issue.milestone).title
    same = (number for number, one in target.milestones.items() if one.title == title)
    return next(same, None)


def _relinked(state: State, old: Issue, new: Issue) -> State:
    """Let every link and the project's row lead to the new id."""

    def named(ids: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(new.id if id_ == old.id else id_ for id_ in ids)

    others = (*old.sub_issues, *old.blocked_by, *old.blocking)
    if old.parent:
        others = (*others, old.parent)
    for repository, other in state.linked(others):
        led = replace(
            other,
            parent=new.id if other.parent == old.id else other.parent,
            sub_issues=named(other.sub_issues),
            blocked_by=named(other.blocked_by),
            blocking=named(other.blocking),
        )
        state = state.with_issue(repository.full_name, led)
    return replace(state, project=_followed(state.project, old.id, new.id))


def _followed(project: Project | None, old: int, new: int) -> Project | None:
    if project is None:
        return None
    items = {
        id_: replace(item, content=new) if item.content == old else item
        for id_, item in project.items.items()
    }
    return replace(project, items=items)
