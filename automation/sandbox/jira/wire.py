"""The state in the shapes of Jira's REST API: version 2 as webhooks show it, and version 3.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from collections.abc import Collection
from dataclasses import dataclass

from automation.sandbox.jira import adf
from automation.sandbox.jira.linking import type_of_link
from automation.sandbox.jira.pieces import Json, Pieces, directory_entry, moment, stamp
from automation.sandbox.jira.site import FIELDS, Field, Kind
from automation.sandbox.jira.state import (
    Comment,
    History,
    Issue,
    Item,
    Link,
    State,
    Stored,
)

__all__ = ["Json", "Wire", "directory_entry", "item", "moment", "stamp", "told_item"]

_NEVER_SET: Json = {
    "versions": [],
    "attachment": [],
    "timetracking": {},
    "progress": {"progress": 0, "total": 0},
    "aggregateprogress": {"progress": 0, "total": 0},
    "timespent": None,
    "timeestimate": None,
    "timeoriginalestimate": None,
    "aggregatetimespent": None,
    "aggregatetimeestimate": None,
    "aggregatetimeoriginalestimate": None,
    "workratio": -1,
    "lastViewed": None,
    "security": None,
    "environment": None,
}


@dataclass(frozen=True, slots=True)
class Wire(Pieces):
    """Writes what the state holds as Jira writes it; every link begins with `site`."""

    def issue(
        self,
        state: State,
        issue: Issue,
        *,
        version: int = 2,
        fields: Collection[str] | None = None,
    ) -> Json:
        """Write an issue with these fields, all of them if None."""
        all_fields = self._fields(state, issue, version)
        shown = all_fields if fields is None else {k: all_fields[k] for k in fields}
        return {**self.name(issue, version), "fields": shown}

    def comment(self, state: State, issue: Issue, comment: Comment, *, version: int = 2) -> Json:
        """Write a comment without its properties."""
        return {
            "self": self.api(f"issue/{issue.id}/comment/{comment.id}", version),
            "id": comment.id,
            "author": self.user(state.users[comment.author], version),
            "body": adf.document(comment.body) if version > 2 else comment.body,  # noqa: PLR2004 - Jira's own number
            "updateAuthor": self.user(state.users[comment.editor], version),
            "created": stamp(comment.created),
            "updated": stamp(comment.updated),
            "jsdPublic": True,
        }

    def history(self, state: State, history: History, version: int = 2) -> Json:
        """Write one changelog of an issue."""
        return {
            "id": history.id,
            "author": self.user(state.users[history.by], version),
            "created": stamp(history.at),
            "items": [item(one) for one in history.items],
        }

    def link(self, state: State, issue: Issue, link: Link, version: int = 2) -> Json:
        """Write a link as one of its two issues shows it."""
        outward = link.source == issue.id
        other = state.issues[link.target if outward else link.source]
        side = "outwardIssue" if outward else "inwardIssue"
        return {
            "id": link.id,
            "self": self.api(f"issueLink/{link.id}", version),
            "type": self.link_type(type_of_link(link.type), version),
            side: self.brief(state, other, version),
        }

    def _fields(self, state: State, issue: Issue, version: int) -> Json:
        return {
            **{
                name: self._value(state, field, issue.fields.get(name), version)
                for name, field in FIELDS.items()
            },
            **_NEVER_SET,
            "status": self.status(issue.status, version),
            "issuetype": self.type(issue.type, version),
            "project": self.project(state.projects[issue.project], version),
            "creator": self.user(state.users[issue.creator], version),
            "created": stamp(issue.created),
            "updated": stamp(issue.updated),
            "statuscategorychangedate": stamp(issue.moved or issue.created),
            "resolutiondate": stamp(issue.resolved) if issue.resolved else None,
            **self._around(state, issue, version),
        }

    def _around(self, state: State, issue: Issue, version: int) -> Json:
        """Write what stands beside the fields: links, sub-tasks, comments and empty boxes."""
        comments = [
            self.comment(state, issue, comment, version=version) for comment in issue.comments
        ]
        url = self.api(f"issue/{issue.id}", version)
        page = {"maxResults": len(comments), "total": len(comments), "startAt": 0}
        return {
            "issuelinks": [
                self.link(state, issue, link, version) for link in state.links_of(issue.id)
            ],
            "subtasks": [
                self.brief(state, child, version)
                for child in state.children(issue.id)
                if child.type.level < 0
            ],
            "votes": {"self": f"{url}/votes", "votes": 0, "hasVoted": False},
            "watches": {"self": f"{url}/watch", "watchCount": 1, "isWatching": False},
            "worklog": {"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []},
            "comment": {"comments": comments, "self": f"{url}/comment", **page},
        }

    def _value(self, state: State, field: Field, value: Stored, version: int) -> object:
        if isinstance(value, tuple):
            return [self.chosen(state, field, one, version) for one in value]
        if value is None:
            return [] if field.kind in (Kind.LABELS, Kind.VERSIONS, Kind.COMPONENTS) else None
        if field.kind is Kind.RICH and version > 2:  # noqa: PLR2004 - Jira's own number
            return adf.document(str(value))
        return self.chosen(state, field, value, version)


def item(one: Item) -> Json:
    """Write one line of a changelog; a few of Jira's own fields have no fieldId."""
    field = FIELDS.get(one.field)
    said: Json = {
        "field": one.told,
        "fieldtype": "custom" if field and field.custom else "jira",
        **({"fieldId": one.field} if one.field and one.field != "parent" else {}),
        "from": one.old,
        "fromString": one.old_words,
        "to": one.new,
        "toString": one.new_words,
    }
    return said


def told_item(one: Item) -> Json:
    """Write one line of a changelog as a webhook does, which names accounts once more."""
    field = FIELDS.get(one.field)
    if field and field.kind is Kind.USER:
        return {**item(one), "tmpFromAccountId": one.old, "tmpToAccountId": one.new}
    return item(one)
