"""Issues of Jira moved, linked and created, as both its products take it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from automation.errors import ServiceError
from automation.model import LinkKind
from automation.ports import Bond, Column, Draft, Made, Move
from automation.trackers.deadline import Deadline
from automation.trackers.jira.holding import Holding
from automation.trackers.jira.links import issue_links
from automation.trackers.jira.markers import PROPERTY
from automation.trackers.jira.relations import Relation, relation
from automation.trackers.jira.shapes import whole_words
from automation.visibility import INTERNAL

_KINDS: Final = {
    "blocks": Relation(LinkKind.BLOCKED_BY, forward=False),
    "blocked_by": Relation(LinkKind.BLOCKED_BY, forward=True),
    "relates": Relation(LinkKind.RELATES, forward=True),
}
"""What a step calls a link, as the relation that is read from its item."""

_WORD: Final = re.compile(r"\w+")
_USUAL: Final = "Task"
_LOOKED_THROUGH: Final = 100
"""How many of the newest issues of our own may hold the one that is looked for."""
_ONE_BY_ONE: Final = 15
"""The same on Data Center, whose search shows no properties."""


class Acts(Holding):
    """What the client does to an issue beside labels, fields, comments and people."""

    def column(self, key: str, *, timeout: float) -> Column:
        """The status the issue stands in now."""
        return _column(self._fields(key, "status", timeout=timeout)["status"])

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        """The transitions that are open to us, each with what its screen asks for and lacks.

        https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issues/#api-rest-api-2-issue-issueidorkey-transitions-get
        """
        until = Deadline(timeout, "Jira")
        query = {"expand": "transitions.fields"}
        path = f"{_issue(key)}/transitions"
        found = self._call("GET", path, query, timeout=until.left())["transitions"]
        asked = sorted({name for each in found for name in _required(each)})
        filled = self._fields(key, ",".join(asked), timeout=until.left()) if asked else {}
        return [_move(each, filled) for each in found]

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        """Take this transition."""
        body = {"transition": {"id": move.id}}
        self._call("POST", f"{_issue(key)}/transitions", body=body, timeout=timeout)

    def bond(self, key: str, relation: str, to: str, *, timeout: float) -> Bond:
        """Whether there is such a link between them, in whichever words this site has for it."""
        until = Deadline(timeout, "Jira")
        near = self._page(key, "issuelinks,parent", until)
        far = self._page(to, "issuetype", until)["id"]
        if relation == "parent":
            return _under(near, far)
        ids = [id_ for id_, meant in _links(near["fields"], far) if _is_same(meant, relation)]
        starts = relation != "blocks"
        return Bond(near["id"], far, bool(ids), id=ids[0] if ids else "", starts=starts)

    def tie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Link the two by the type of this site that says so, or put the one under the other.

        https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-links/
        """
        until = Deadline(timeout, "Jira")
        if relation == "parent":
            self._put_under(key, {"key": to}, until)
            return
        kind, forward = self._link_type(relation, until)
        # The inward issue is the source: "PAY-1 blocks PAY-2" has PAY-1 as its inward issue.
        source, end = (bond.near, bond.far) if forward else (bond.far, bond.near)
        body = {"type": {"name": kind}, "inwardIssue": {"id": source}, "outwardIssue": {"id": end}}
        self._call("POST", "issueLink", body=body, timeout=until.left())

    def untie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Take the link away, or the issue from under its parent."""
        del to
        until = Deadline(timeout, "Jira")
        if relation == "parent":
            self._put_under(key, None, until)
            return
        path = f"issueLink/{quote(bond.id, safe='')}"
        self._call("DELETE", path, timeout=until.left())

    def still_reads(self, key: str, id_: str, text: str, marker: str, *, timeout: float) -> bool:
        """Whether a comment of ours reads as we wrote it. Raises ServiceError, `gone` without it.

        Cloud keeps a document and turns it back into wiki text, so only the words are compared.
        https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-issue-comments/
        """
        del marker  # a property, and no part of the text
        path = f"{_issue(key)}/comment/{quote(id_, safe='')}"
        page = self._call("GET", path, timeout=timeout)
        return _WORD.findall(whole_words(page.get("body"))) == _WORD.findall(text)

    def delete_comment(self, key: str, id_: str, *, timeout: float) -> None:
        """Take a comment away. Raises ServiceError, `gone` where it was deleted before."""
        path = f"{_issue(key)}/comment/{quote(id_, safe='')}"
        self._call("DELETE", path, timeout=timeout)

    def audience(self, project: str, *, timeout: float) -> str:
        """A project of Jira is the company's."""
        del project, timeout
        return INTERNAL

    def open_item(self, draft: Draft, marker: str, *, timeout: float) -> Made:
        """Create an issue with its marker as a property, under its parent from the start."""
        fields: dict[str, object] = {
            "project": {"key": draft.project},
            "issuetype": {"name": draft.kind or _USUAL},
            "summary": draft.title,
            "description": draft.text,
        }
        fields |= {"labels": list(draft.labels)} if draft.labels else {}
        fields |= {"parent": {"key": draft.parent}} if draft.parent else {}
        body = {"fields": fields, "properties": [{"key": PROPERTY, "value": {"key": marker}}]}
        return _made(self._call("POST", "issue", body=body, timeout=timeout))

    def find_item(self, project: str, marker: str, *, timeout: float) -> Made | None:
        """The issue with this marker, among the newest that our account created there."""
        until = Deadline(timeout, "Jira")
        jql = f'project = "{project}" AND creator = currentUser() ORDER BY created DESC'
        asked = {"jql": jql, "fields": ["summary"], "maxResults": _LOOKED_THROUGH}
        if self._is_cloud(until):
            body = {**asked, "properties": [PROPERTY]}
            found = self._call("POST", "search/jql", body=body, timeout=until.left())["issues"]
            held = ((each, (each.get("properties") or {}).get(PROPERTY)) for each in found)
        else:
            body = {**asked, "maxResults": _ONE_BY_ONE}
            found = self._call("POST", "search", body=body, timeout=until.left())["issues"]
            held = ((each, self._noted(each, until)) for each in found)
        return next((_made(each) for each, value in held if _says(value, marker)), None)

    def place(self, made: Made, draft: Draft, *, timeout: float) -> None:
        """Do nothing: it stood under its parent from the start."""
        del made, draft, timeout

    def _noted(self, issue: Mapping[str, Any], until: Deadline) -> object:
        path = f"issue/{issue['id']}/properties/{PROPERTY}"
        try:
            return self._call("GET", path, timeout=until.left()).get("value")
        except ServiceError as error:
            if not error.gone:
                raise
            return None

    def _link_type(self, wanted: str, until: Deadline) -> tuple[str, bool]:
        """The name of the type, and whether its source is the near item. Raises ServiceError."""
        found = self._call("GET", "issueLinkType", timeout=until.left())["issueLinkTypes"]
        for each in sorted(found, key=lambda each: each["name"].casefold() not in _PLAIN):
            meant = relation(each["name"], outward=each["outward"], inward=each["inward"])
            if meant.kind is _KINDS[wanted].kind:
                return each["name"], meant.forward is _KINDS[wanted].forward
        said = f"Jira has no type of link that says {wanted.replace('_', ' ')}"
        raise ServiceError(said, retryable=False)

    def _put_under(self, key: str, parent: object, until: Deadline) -> None:
        body = {"fields": {"parent": parent}}
        self._call("PUT", _issue(key), body=body, timeout=until.left())

    def _page(self, key: str, fields: str, until: Deadline) -> Any:  # noqa: ANN401 - Jira's JSON
        return self._call("GET", _issue(key), {"fields": fields}, timeout=until.left())


_PLAIN: Final = frozenset({"blocks", "relates"})
"""Jira's own types come before those that a site added."""


def _issue(key: str) -> str:
    return f"issue/{quote(key, safe='')}"


def _made(page: Mapping[str, Any]) -> Made:
    return Made(str(page["id"]), str(page["key"]))


def _says(value: object, marker: str) -> bool:
    return isinstance(value, dict) and value.get("key") == marker


def _column(status: Mapping[str, Any]) -> Column:
    category = status.get("statusCategory") or {}
    return Column(str(status["name"]), str(category.get("key") or ""))


def _required(transition: Mapping[str, Any]) -> Iterator[str]:
    for name, field in (transition.get("fields") or {}).items():
        if field.get("required") and not field.get("hasDefaultValue"):
            yield name


def _move(transition: Mapping[str, Any], filled: Mapping[str, Any]) -> Move:
    lacking = [name for name in _required(transition) if filled.get(name) in (None, "", [])]
    asks = tuple(str(transition["fields"][name].get("name") or name) for name in lacking)
    return Move(str(transition["id"]), _column(transition["to"]), asks)


def _links(fields: Mapping[str, Any], far: str) -> Iterator[tuple[str, Relation]]:
    """The id and the meaning of every link to the issue of this id."""
    for raw in fields.get("issuelinks") or ():
        for told in issue_links({"issuelinks": [raw]}):
            if str(told.other["id"]) == far:
                yield str(raw["id"]), told.relation


def _is_same(meant: Relation, wanted: str) -> bool:
    """Two items that relate do so from both ends."""
    kind = _KINDS[wanted]
    return meant.kind is kind.kind and (wanted == "relates" or meant.forward is kind.forward)


def _under(near: Mapping[str, Any], far: str) -> Bond:
    parent = near["fields"].get("parent") or {}
    stands = str(parent.get("id")) == far
    said = f"it is part of {parent['key']} already" if parent and not stands else ""
    return Bond(near["id"], far, stands, instead=said)
