"""What the pages of the pretend Jira show: the state in a reader's words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from automation.dates import spoken
from automation.sandbox.jira.linking import type_of_link
from automation.sandbox.jira.site import FIELDS, FLAGGED, PRIORITIES, TYPES, Kind
from automation.sandbox.jira.state import Happening, Issue, Item, Refusal, State
from automation.sandbox.jira.words import called, number

_COMMENTED = {
    "created": "commented",
    "updated": "rewrote a comment",
    "deleted": "deleted a comment",
    "edited": "rewrote a comment",
}
_VERBS = {
    "issuelink_created": "linked:",
    "issuelink_deleted": "unlinked:",
    "jira:version_created": "made",
    "jira:version_updated": "changed",
    "jira:version_released": "released",
    "jira:version_unreleased": "took back the release of",
    "sprint_created": "planned",
    "sprint_updated": "changed",
    "sprint_started": "started",
    "sprint_closed": "completed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A link as one of its issues reads it: "blocks PAY-2 Show each step"."""

    id: str
    verb: str
    other: Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of an issue's past: a change, or a comment with its words."""

    who: str
    is_bot: bool
    did: str
    at: datetime
    words: str = ""


def ties(state: State, issue: Issue) -> list[Tie]:
    """List the links of an issue as it reads them."""
    found = []
    for link in state.links_of(issue.id):
        kind, mine = type_of_link(link.type), link.source == issue.id
        other = state.issues[link.target if mine else link.source]
        found.append(Tie(id=link.id, verb=kind.outward if mine else kind.inward, other=other))
    return found


def past(state: State, issue: Issue, bot: str) -> list[Moment]:
    """Tell what happened to an issue, oldest first."""
    born = [Moment(who=issue.creator, is_bot=False, did="created this", at=issue.created)]
    changes = [
        Moment(who=history.by, is_bot=False, did=_did(item), at=history.at)
        for history in issue.histories
        for item in history.items
    ]
    said = [
        Moment(
            who=one.author, is_bot=False, did=_wrote(one.properties), at=one.created, words=one.body
        )
        for one in issue.comments
    ]
    moments = sorted([*born, *changes, *said], key=lambda moment: moment.at)
    return [_named(state, moment, bot) for moment in moments]


def facts(state: State, issue: Issue) -> Mapping[str, str]:
    """Show the fields of an issue in words, by their id; "" for what is empty."""
    return {name: _words(state, issue, name) for name in FIELDS}


def choices() -> dict[str, object]:
    """List what the forms offer."""
    return {"types": TYPES, "priorities": PRIORITIES}


def sorry(refusal: Refusal) -> str:
    """Say why an act was refused, to the person who filled the form in."""
    return str(refusal) or "This was refused."


def in_words(happening: Happening, state: State) -> str:
    """Say in one line what happened, whatever it happened to."""
    if happening.comment:
        return _COMMENTED.get((happening.kind or happening.event).rpartition("_")[2], "commented")
    if happening.event == "jira:issue_created":
        return "created this"
    if happening.event == "jira:issue_deleted":
        return "deleted this"
    if happening.history:
        return ", ".join(_did(item) for item in happening.history.items)
    return _beside(happening, state)


def _beside(happening: Happening, state: State) -> str:
    """Say what happened to a link, a version or a sprint."""
    verb = _VERBS.get(happening.event, happening.event)
    if link := happening.link:
        keys = [
            state.issues[id_].key if id_ in state.issues else "a deleted issue"
            for id_ in (link.source, link.target)
        ]
        return f"{verb} {keys[0]} {type_of_link(link.type).outward} {keys[1]}"
    if version := happening.version:
        day = f", due {spoken(version.day)}" if version.day else ""
        return f"{verb} the version {_short(version.name)}{day}"
    return f"{verb} {_short(happening.sprint.name)}" if happening.sprint else verb


def _named(state: State, moment: Moment, bot: str) -> Moment:
    return Moment(
        who=state.users[moment.who].name,
        is_bot=moment.who == bot,
        did=moment.did,
        at=moment.at,
        words=moment.words,
    )


def _did(item: Item) -> str:
    field = FIELDS.get(item.field)
    name = field.name if field else item.told
    if field and field.id == FLAGGED:
        return "flagged this as blocked" if item.new_words else "took the flag off"
    if field and field.kind is Kind.RICH:
        return f"changed {name}"
    old, new = item.old_words, item.new_words
    if field and field.kind is Kind.DATE:  # whose words tell a midnight that nobody chose
        old, new = spoken(item.old or ""), spoken(item.new or "")
    if new and old:
        return f"changed {name} from {_short(old)} to {_short(new)}"
    if new:
        return f"set {name}: {_short(new)}"
    return f"emptied {name}, which was {_short(old or '')}"


def _wrote(properties: Mapping[str, object]) -> str:
    return "commented, with a note of its own" if properties else "commented"


def _words(state: State, issue: Issue, name: str) -> str:
    value = issue.fields.get(name)
    if isinstance(value, tuple):
        return ", ".join(called(state, FIELDS[name], one) for one in value)
    if isinstance(value, int | float):
        return number(value)
    return called(state, FIELDS[name], value) if value else ""


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - a line of a timeline
