"""The shapes that all of GitHub's payloads share: texts, times, people, repositories.

Everything here forgives what GitHub may leave out, and raises only what `parse` calls unreadable:
KeyError, TypeError, ValueError or AttributeError.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from automation.model import Actor, LinkChange, Sighting, Value
from automation.trackers.shapes import Payload, maybe, text
from automation.trackers.shapes import time as iso_time
from automation.trackers.texts import page_alias

FIELDS: Final = (
    "title",
    "state",
    "state_reason",
    "status",
    "kind",
    "author",
    "assignees",
    "milestone",
    "created",
    "updated",
    "closed",
    "due",
    "draft",
    "merged",
    "merged_at",
    "branch",
    "base",
    "comments",
    "tag",
    "published",
    "prerelease",
)
"""Every field an item of GitHub can have; what does not apply to its type is None."""


@dataclass(frozen=True, slots=True)
class Place:
    """The repository that items are in: what their keys begin with and who may see them."""

    connection: str
    project: str
    visibility: str

    def key(self, number: object) -> str:
        """`<connection>:<owner/repo>#<number>`, of an issue or a pull request."""
        return f"{self.connection}:{self.project}#{int(str(number))}"


def place(connection: str, repository: Payload) -> Place:
    """Where the items of a message are."""
    return Place(connection, text(repository["full_name"]), visibility(repository))


def visibility(repository: Payload) -> str:
    """public, or internal for what GitHub does not show everybody; a doubt is restricted.

    A private repository is the company's own: what only some of it may see is told by mapping.yaml.
    """
    said, private = repository.get("visibility"), repository.get("private")
    if said in {"internal", "private"} or (said is None and private is True):
        return "internal"
    # An older server says only whether it is private; where both are said they must agree.
    is_open = private is False if said is None else said == "public" and not private
    return "public" if is_open else "restricted"


def fields(page: Payload, **more: Value) -> dict[str, Value]:
    """The fields that issues, pull requests and milestones have in common, and `more`."""
    return {
        **dict.fromkeys(FIELDS),
        "title": text(page["title"]),
        "state": state(page),
        "created": time(page["created_at"]),
        "updated": time(page["updated_at"]),
        "closed": maybe(page.get("closed_at"), time),
        **more,
    }


def state(page: Payload) -> str:
    """Whether it is open or closed."""
    # `pinned` has come without a state; the closing time says the same.
    return text(page.get("state") or ("closed" if page.get("closed_at") else "open"))


def labels(page: Payload) -> tuple[str, ...] | None:
    """The labels' names, None where the page does not show them: `pinned` has come without."""
    found = page.get("labels")
    return None if found is None else tuple(each for each in map(label, found) if each)


def label(found: str | Payload | None) -> str:
    """A label's name, "" for none. GitHub's contract allows the bare name as well."""
    if found is None or isinstance(found, str):
        return text(found or "")
    return text(found.get("name") or "")


def assignees(page: Payload) -> tuple[str, ...]:
    """Who works on it, sorted."""
    return tuple(sorted(login(user) for user in page.get("assignees") or () if user))


def milestone_id(connection: str, milestone: Payload) -> str:
    """The id of a milestone's item; GitHub's own ids are unique only among milestones."""
    return f"{connection}:milestone:{milestone['id']}"


def apart(
    seen: Sighting,
    *,
    at: datetime,
    facets: Mapping[str, Value] | None = None,
    link_changes: tuple[LinkChange, ...] = (),
) -> Sighting:
    """Facets or single links of an item that have a time of their own, without the rest of it."""
    return replace(
        seen,
        at=at,
        fields=None,
        labels=None,
        facets=facets or {},
        links={},
        link_changes=link_changes,
        aliases=(),
    )


def aliases(connection: str, page: Payload, *more: str) -> tuple[str, ...]:
    """Further names of an item: its node id, its page's address, and `more`."""
    node, address = page.get("node_id"), page.get("html_url")
    found = [f"{connection}:node:{text(node)}"] if node else []
    found += [page_alias(text(address))] if address else []
    return (*found, *more)


def actor(user: Payload) -> Actor:
    """Who did something. A bot that writes with a person's token shows as that person."""
    return Actor(id=str(user["id"]), login=login(user), is_bot=is_bot(user))


def is_bot(user: Payload | None) -> bool:
    """Whether GitHub calls this account a bot; a deleted one (None) is taken for a person."""
    return user is not None and user.get("type") == "Bot"


def login(user: Payload) -> str:
    """The name of an account, which can be changed."""
    return text(user["login"])


def title(named: Payload) -> str:
    """The title of a milestone."""
    return text(named["title"])


def body(page: Payload, name: str = "body") -> str:
    """A long text as it came, "" for none: read for its links only, and never stored."""
    found = page.get(name)
    return found if isinstance(found, str) else ""


def time(found: str | int) -> datetime:
    """A time in UTC; push and installation tell some as seconds since 1970."""
    return datetime.fromtimestamp(found, UTC) if isinstance(found, int) else iso_time(found)


def newest(times: Iterable[str | int | None], *, otherwise: datetime) -> datetime:
    """The latest of the times that are told at all."""
    return max((time(each) for each in times if each is not None), default=otherwise)
