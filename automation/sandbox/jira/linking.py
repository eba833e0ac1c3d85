"""How issues are tied together and untied, and what goes with an issue that is deleted."""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.jira import texts
from automation.sandbox.jira.acts import DeleteIssue, LinkIssues, UnlinkIssues
from automation.sandbox.jira.editing import Moved, noted
from automation.sandbox.jira.site import LINK_TYPES, LinkType
from automation.sandbox.jira.state import Happening, Issue, Item, Link, Refusal, State


def tie(state: State, act: LinkIssues | UnlinkIssues, *, by: str, at: datetime) -> Moved:
    """Tie two issues together, or untie them."""
    if isinstance(act, LinkIssues):
        return _link(state, act, by=by, at=at)
    return _unlink(state, act.link, by=by, at=at)


def _link(state: State, act: LinkIssues, *, by: str, at: datetime) -> Moved:
    """Tie two issues together; tied in the same way already, nothing happens."""
    source, target = state.issue(act.source), state.issue(act.target)
    if source.id == target.id:
        raise texts.wrong("issuelinks", "You cannot link an issue to itself.")
    type_of_link(act.type)
    if any(_ties(one, act.type, source, target) for one in state.links.values()):
        return state, ()
    state, id_ = state.numbered()
    made = Link(id=id_, type=act.type, source=source.id, target=target.id)
    state = replace(state, links={**state.links, id_: made})
    state = _note(state, made, gone=False, by=by, at=at)
    return state, (Happening(event="issuelink_created", by=by, at=at, link=made),)


def _unlink(state: State, id_: str, *, by: str, at: datetime) -> Moved:
    """Untie two issues."""
    gone = state.links.get(id_)
    if gone is None:
        raise Refusal(404, f"No issue link with id '{id_}' exists.")
    state = _without(state, id_)
    state = _note(state, gone, gone=True, by=by, at=at)
    return state, (Happening(event="issuelink_deleted", by=by, at=at, link=gone),)


def delete(state: State, act: DeleteIssue, *, by: str, at: datetime) -> Moved:
    """Remove an issue; its comments and links follow, told as fallout."""
    issue = state.issue(act.issue)
    if children := [one.key for one in state.children(issue.id) if one.type.level < 0]:
        raise Refusal(400, f"The issue has sub-tasks: {', '.join(children)}.")
    fallout: list[Happening] = [
        Happening(event="comment_deleted", by=by, at=at, issue=issue, comment=one, fallout=True)
        for one in issue.comments
    ]
    for one in state.links_of(issue.id):
        state = _without(state, one.id)
        fallout.append(Happening(event="issuelink_deleted", by=by, at=at, link=one, fallout=True))
    for child in state.children(issue.id):
        fields = {name: value for name, value in child.fields.items() if name != "parent"}
        state = state.holding(replace(child, fields=fields, updated=at))
    left = {id_: one for id_, one in state.issues.items() if id_ != issue.id}
    told = Happening(event="jira:issue_deleted", by=by, at=at, issue=issue)
    return replace(state, issues=left), (told, *fallout)


def type_of_link(id_: str) -> LinkType:
    """Find a kind of link. Raises Refusal 404."""
    for one in LINK_TYPES:
        if one.id == id_:
            return one
    raise Refusal(404, f"No issue link type with id '{id_}' found.")


def _without(state: State, id_: str) -> State:
    return replace(state, links={key: one for key, one in state.links.items() if key != id_})


def _note(state: State, link: Link, *, gone: bool, by: str, at: datetime) -> State:
    """Write the link into the changelog of both issues, as each of them reads it."""
    kind = type_of_link(link.type)
    for mine, other, verb in (
        (link.source, link.target, kind.outward),
        (link.target, link.source, kind.inward),
    ):
        key, words = state.issues[other].key, f"This issue {verb} {state.issues[other].key}"
        old, new = ((key, words), (None, None)) if gone else ((None, None), (key, words))
        item = Item(
            field="issuelinks",
            told="Link",
            old=old[0],
            old_words=old[1],
            new=new[0],
            new_words=new[1],
        )
        state, _, _ = noted(state, state.issues[mine], (item,), by=by, at=at)
    return state


def _ties(link: Link, kind: str, source: Issue, target: Issue) -> bool:
    return (link.type, link.source, link.target) == (kind, source.id, target.id)
