"""The closed list of events a rule may wait for, and what it may read of one."""

from collections.abc import Iterator, Mapping

from automation.engine.language.words import EventKind, Field, Kind

_GITHUB = {
    "issues": (
        "issue",
        """opened edited closed reopened deleted transferred labeled unlabeled assigned unassigned
        milestoned demilestoned typed untyped pinned unpinned locked unlocked""",
    ),
    "issue_comment": ("issue", "created edited deleted"),
    "pull_request": (
        "pull_request",
        """opened edited closed merged reopened labeled unlabeled assigned unassigned milestoned
        demilestoned review_requested review_request_removed ready_for_review
        converted_to_draft synchronize locked unlocked""",
    ),
    "pull_request_review": ("pull_request", "submitted edited dismissed"),
    "check_suite": ("pull_request", "completed"),
    "release": (
        "release",
        "published unpublished created edited deleted prereleased released",
    ),
    "milestone": ("milestone", "created closed opened edited deleted"),
    "sub_issues": (
        "issue",
        "parent_issue_added parent_issue_removed sub_issue_added sub_issue_removed",
    ),
    "issue_dependencies": (
        "issue",
        "blocked_by_added blocked_by_removed blocking_added blocking_removed",
    ),
    "projects_v2_item": (
        "issue",
        "created edited archived restored converted reordered deleted",
    ),
}
_JIRA = {
    "issue": ("issue", "created updated deleted"),
    "comment": ("issue", "created updated deleted"),
    "link": ("issue", "created deleted"),
    "version": ("release", "created updated released unreleased moved merged deleted"),
    "sprint": ("milestone", "created updated started closed deleted"),
}
_SAID = {
    "issues": "An issue was",
    "issue_comment": "A comment under an issue or a pull request was",
    "pull_request": "A pull request was",
    "pull_request_review": "A review of a pull request was",
    "check_suite": "The checks of a commit were",
    "release": "A release was",
    "milestone": "A milestone was",
    "sub_issues": "Of a parent issue and its part:",
    "issue_dependencies": "Of an issue and what it waits for:",
    "projects_v2_item": "A card on a project's board was",
    "issue": "An issue was",
    "comment": "A comment was",
    "link": "A link between two issues was",
    "version": "A version was",
    "sprint": "A sprint was",
}


def _kinds(tracker: str, whole: Mapping[str, tuple[str, str]]) -> Iterator[EventKind]:
    for what, (type_, actions) in whole.items():
        for action in actions.split():
            said = f"{_SAID[what]} {action.replace('_', ' ')}"
            yield EventKind(f"{tracker}.{what}.{action}", said, type_)


_EVENT_KINDS = (
    *_kinds("github", _GITHUB),
    EventKind("github.push", "Commits were pushed", "issue"),
    *_kinds("jira", _JIRA),
)
EVENT_KINDS: Mapping[str, EventKind] = {each.name: each for each in _EVENT_KINDS}

_EVENT = (
    Field("kind", Kind.TEXT, "What happened", "event.kind == 'github.release.published'"),
    Field("at", Kind.TIME, "When it happened", "event.at | older_than('1 hour')"),
    Field("comment", Kind.TEXT, "What a comment says", "event.comment | contains('/ship')"),
    Field(
        "tag",
        Kind.TEXT,
        "The tag of a release, in Jira the name of a version",
        "event.tag | starts_with('v')",
    ),
    Field("url", Kind.TEXT, "Where to see it", "event.url | contains('github.com')"),
    Field("fields", Kind.LIST, "The fields that it changed", "'due' in event.fields"),
)
EVENT: Mapping[str, Field] = {field.name: field for field in _EVENT}

SIDES = ("old", "new")
"""`event.status.old` and `event.status.new`: what a field read before and reads now."""

_ACTOR = (
    Field(
        "login",
        Kind.TEXT,
        "Who did it; on Jira the name people see, which anybody may choose",
        "actor.login == 'ann-moss'",
    ),
    Field("is_bot", Kind.YES_NO, "Whether that is a program", "actor.is_bot == false"),
    Field("name", Kind.TEXT, "Their name in rules/people.yaml, else the login", "actor.name"),
    Field("person", Kind.TEXT, "Their id in rules/people.yaml", "actor.person == item.owner"),
    Field("roles", Kind.LIST, "Their roles in rules/people.yaml", "'product' in actor.roles"),
    Field("team", Kind.TEXT, "Their team in rules/people.yaml", "actor.team == item.team"),
    Field("is_assignee", Kind.YES_NO, "Whether the item is given to them", "actor.is_assignee"),
)
ACTOR: Mapping[str, Field] = {field.name: field for field in _ACTOR}
