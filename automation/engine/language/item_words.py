"""The fields of `item`, and the items around it that a rule may look at."""

from collections.abc import Mapping

from automation.engine.language.words import Field, Kind, Relation
from automation.graph import HIGHEST

ITEM_TYPES = (
    "objective",
    "initiative",
    "epic",
    "issue",
    "pull_request",
    "release",
    "milestone",
    "request",
    "decision",
    "experiment",
)
STATES = ("open", "closed")
GROUPS = ("todo", "doing", "done", "dropped")
REVIEWS = ("approved", "changes_requested", "pending")
CHECKS = ("success", "failure", "pending")


def _worked_out(
    name: str,
    kind: Kind,
    description: str,
    example: str,
    one_of: tuple[str, ...] = (),
    *,
    links: int = 0,
) -> Field:
    return Field(name, kind, description, example, one_of, computed=True, links=links)


_FIELDS = (
    Field("key", Kind.TEXT, "What people call it", "item.key == 'github:acme/shop#12'"),
    _worked_out(
        "short",
        Kind.TEXT,
        "Its key as people write it, without the name of the connection",
        "item.short == 'acme/shop#12'",
    ),
    Field("type", Kind.TEXT, "What it is", "item.type == 'issue'", ITEM_TYPES),
    Field("project", Kind.TEXT, "The repository or project", "item.project == 'acme/shop'"),
    Field("title", Kind.TEXT, "Its title", "item.title | starts_with('Crash')"),
    Field("state", Kind.TEXT, "open or closed", "item.state == 'open'", STATES),
    Field("state_reason", Kind.TEXT, "Why it was closed", "item.state_reason == 'completed'"),
    Field("status", Kind.TEXT, "Its status, as the tracker says it", "item.status == 'In review'"),
    _worked_out(
        "status_group",
        Kind.TEXT,
        "What its status comes to, by rules/mapping.yaml",
        "item.status_group == 'doing'",
        GROUPS,
    ),
    Field("kind", Kind.TEXT, "The tracker's own type of it", "item.kind == 'Bug'"),
    Field("labels", Kind.LIST, "The names of its labels", "'bug' in item.labels"),
    Field("author", Kind.TEXT, "Who opened it", "item.author != 'renovate[bot]'"),
    Field("reporter", Kind.TEXT, "Who reported it", "item.reporter == 'ann-moss'"),
    Field("assignees", Kind.LIST, "Who works on it", "item.assignees | count == 0"),
    _worked_out("team", Kind.TEXT, "The team it belongs to", "item.team == 'payments'"),
    _worked_out("owner", Kind.TEXT, "Who answers for it", "item.owner is missing"),
    _worked_out(
        "customers",
        Kind.LIST,
        "Who asked for it and was not told yet that it is there, who has waited longest first; by "
        "rules/mapping.yaml",
        "item.customers | count > 0",
        links=1,
    ),
    _worked_out(
        "asked",
        Kind.TIME,
        "When the first of these customers asked",
        "item.asked | days >= 90",
        links=1,
    ),
    _worked_out(
        "snoozed_until",
        Kind.TIME,
        "Until when Pitboard is to say nothing of it, as a person asked",
        "item.snoozed_until is missing",
    ),
    _worked_out(
        "pinned",
        Kind.LIST,
        "The fields of the item looked at in which a person's value holds",
        "'health' in item.pinned",
    ),
    Field("milestone", Kind.TEXT, "The title of its milestone", "item.milestone is missing"),
    Field("priority", Kind.TEXT, "Its priority", "item.priority == 'Highest'"),
    Field("points", Kind.NUMBER, "Its estimate in points", "item.points > 8"),
    Field("sprint", Kind.TEXT, "The sprint it is in", "item.sprint is missing"),
    Field("versions", Kind.LIST, "The versions it shall ship in", "'2.0' in item.versions"),
    Field("components", Kind.LIST, "The parts it is about", "'api' in item.components"),
    Field("resolution", Kind.TEXT, "How it was resolved", "item.resolution == 'Duplicate'"),
    Field("flagged", Kind.YES_NO, "Whether it is flagged as impeded", "item.flagged == true"),
    _worked_out("paused", Kind.YES_NO, "Whether people set it aside", "item.paused == true"),
    Field("start", Kind.TIME, "When work is to begin", "item.start < now"),
    Field("due", Kind.TIME, "When it is due", "item.due < now"),
    Field("created", Kind.TIME, "When it was opened", "item.created | days > 3"),
    Field("updated", Kind.TIME, "When it last changed", "item.updated | older_than('5 days')"),
    Field("closed", Kind.TIME, "When it was closed", "item.closed is not missing"),
    Field("commented", Kind.TIME, "When somebody last commented", "item.commented | days > 5"),
    Field("comments", Kind.NUMBER, "How many comments it has", "item.comments > 2"),
    Field("draft", Kind.YES_NO, "A pull request: whether it is a draft", "item.draft == true"),
    Field("merged", Kind.YES_NO, "A pull request: whether it is merged", "item.merged == true"),
    Field("merged_at", Kind.TIME, "A pull request: when it was merged", "item.merged_at < now"),
    Field("branch", Kind.TEXT, "A pull request: from here", "item.branch | starts_with('fix/')"),
    Field("base", Kind.TEXT, "A pull request: into this branch", "item.base == 'main'"),
    Field("pushed", Kind.TIME, "A pull request: its last commit", "item.pushed | days > 3"),
    _worked_out(
        "review",
        Kind.TEXT,
        "A pull request: what its reviews come to",
        "item.review == 'approved'",
        REVIEWS,
    ),
    _worked_out(
        "checks",
        Kind.TEXT,
        "A pull request: what its checks come to",
        "item.checks == 'failure'",
        CHECKS,
    ),
    Field("tag", Kind.TEXT, "A release: its tag", "item.tag == 'v2.0'"),
    Field("published", Kind.TIME, "A release: when it went out", "item.published < now"),
    Field("prerelease", Kind.YES_NO, "A release: only for trial", "item.prerelease == false"),
    Field("url", Kind.TEXT, "Its page in the tracker", "item.url | contains('github.com')"),
    Field("visibility", Kind.TEXT, "Who may see it", "item.visibility == 'public'"),
)
ITEM: Mapping[str, Field] = {field.name: field for field in _FIELDS}

_RELATIONS = (
    Relation("parent", Kind.ITEM, 1, "What it is part of", "item.parent.title"),
    Relation(
        "children", Kind.ITEMS, 1, "What is directly part of it", "item.children | count == 0"
    ),
    Relation(
        "parts",
        Kind.ITEMS,
        HIGHEST,
        "All that is part of it, at any depth",
        "item.parts | where('status_group', 'done') | count",
    ),
    Relation(
        "ancestors",
        Kind.ITEMS,
        HIGHEST,
        "All that it is part of, nearest first",
        "item.ancestors | where('type', 'epic') | names",
    ),
    Relation("blockers", Kind.ITEMS, 1, "What it waits for", "item.blockers | names"),
    Relation(
        "blocked_by_open",
        Kind.ITEMS,
        1,
        "What it waits for and is not closed",
        "item.blocked_by_open | count > 0",
    ),
    Relation(
        "pull_requests",
        Kind.ITEMS,
        1,
        "The pull requests that work on it",
        "item.pull_requests | where('state', 'open') | count",
    ),
    Relation("requests", Kind.ITEMS, 1, "The requests for it", "item.requests | count >= 3"),
    Relation("release", Kind.ITEM, 1, "The release it ships in", "item.release.tag"),
    Relation(
        "ships",
        Kind.ITEMS,
        1,
        "A release: what ships in it",
        "item.ships | where('state', 'open') | count",
    ),
)
RELATIONS: Mapping[str, Relation] = {each.name: each for each in _RELATIONS}

MOST_HOPS = 2
"""Relations that may follow each other: `item.parent.children`, and no further."""
