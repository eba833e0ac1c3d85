"""What the pages of the pretend Jira show: the state in a reader's words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from automation.sandbox.jira.linking import type_of_link
from automation.sandbox.jira.site import FIELDS, PRIORITIES, TYPES, WORKFLOWS, Status
from automation.sandbox.jira.state import Issue, Item, Refusal, State
from automation.sandbox.jira.words import called, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One status of a project, and the issues that stand in it, the newest first."""

    status: Status
    issues: Sequence[Issue]


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


def columns(state: State, project: str) -> list[Column]:
    """Show a project as its board does."""
    issues = sorted(state.issues.values(), key=lambda issue: -issue.number)
    mine = [issue for issue in issues if issue.project == project]
    return [
        Column(status=status, issues=[one for one in mine if one.status.id == status.id])
        for status in WORKFLOWS[project]
    ]


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


def item_url(pitboard_url: str, key: str) -> str:
    """Say where Pitboard shows this issue."""
    return f"{pitboard_url}/items/{quote(f'jira:{key}', safe=':/')}"


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
    if item.new_words and item.old_words:
        return f"changed {name} from {_short(item.old_words)} to {_short(item.new_words)}"
    if item.new_words:
        return f"set {name}: {_short(item.new_words)}"
    return f"emptied {name}, which was {_short(item.old_words or '')}"


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
