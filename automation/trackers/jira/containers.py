"""What holds issues and is none: versions are releases, sprints are milestones."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.jira.fields import NONE_KNOWN
from automation.trackers.jira.links import sprint_id, version_id
from automation.trackers.jira.shapes import Message, day, identity, site
from automation.trackers.shapes import Payload, maybe, text, time

_NAMES: Final[Mapping[str, str]] = {"name": "title", "endDate": "due"}
"""What an edited sprint tells the former value of."""


def read_version(message: Message) -> Reading:
    """A version as it is now. One merged into another is gone; its issues tell where they went."""
    version: Payload = message.body["version"]
    merged = maybe(message.body.get("mergedTo"), _merged_into)
    project = text(version.get("project") or "") or identity(version.get("projectId", "-"))
    seen = Sighting(
        item_id=version_id(message.connection, version["id"]),
        connection=message.connection,
        type="release",
        at=message.at,
        key=f"{message.connection}:{project}/version/{identity(version['id'])}",
        project=text(version.get("project") or ""),
        url=_version_page(version),
        visibility="internal",
        fields=_version_fields(version),
        deleted=message.action in {"deleted", "merged"},
    )
    # What ships it is called so in both trackers: a rule may ask for one word.
    about: dict[str, Value] = dict.fromkeys(("version", "tag"), text(version["name"]))
    if merged:
        about["merged_into"] = version_id(message.connection, merged)
    return _told(message, seen, _VERSION_CHANGES.get(message.action, ()), about)


def read_sprint(message: Message) -> Reading:
    """A sprint as it is now."""
    sprint: Payload = message.body["sprint"]
    id_ = sprint_id(message.connection, sprint["id"])
    seen = Sighting(
        item_id=id_,
        connection=message.connection,
        type="milestone",
        at=message.at,
        key=id_,
        url=_board_page(sprint),
        visibility="internal",
        fields=_sprint_fields(sprint),
        deleted=message.action == "deleted",
    )
    changes = _SPRINT_CHANGES.get(message.action) or _edited(message.body, sprint)
    return _told(message, seen, changes, {"sprint": text(sprint["name"])})


def _told(
    message: Message,
    seen: Sighting,
    changes: tuple[Change, ...],
    about: Mapping[str, Value],
) -> Reading:
    told = message.event(seen.item_id, message.stamp, url=seen.url, changes=changes, about=about)
    return Reading(told, (seen,))


def _version_fields(version: Payload) -> dict[str, Value]:
    released, archived = bool(version.get("released")), bool(version.get("archived"))
    ended = maybe(version.get("releaseDate"), day)
    status = "archived" if archived else "released" if released else "unreleased"
    return {
        **NONE_KNOWN,
        "title": text(version["name"]),
        "state": "open" if status == "unreleased" else "closed",
        "status": status,
        "kind": "version",
        "due": ended,
        "closed": ended if released else None,
    }


def _sprint_fields(sprint: Payload) -> dict[str, Value]:
    status = text(sprint.get("state") or "future").lower()
    return {
        **NONE_KNOWN,
        "title": text(sprint["name"]),
        "state": "closed" if status == "closed" else "open",
        "status": status,
        "kind": "sprint",
        "created": maybe(sprint.get("createdDate"), _moment),
        "due": maybe(sprint.get("endDate"), _moment),
        "closed": maybe(sprint.get("completeDate"), _moment),
    }


def _moment(found: str) -> datetime | None:
    """Data Center may write a sprint's times as its readers do, which is not to be read here."""
    with suppress(ValueError):
        return time(found)
    return None


def _edited(body: Payload, sprint: Payload) -> tuple[Change, ...]:
    """What an edited sprint read before: Jira tells it beside the new one."""
    before = body.get("oldValue") or {}
    if not before:
        return ()
    old, new = _sprint_fields({**sprint, **before}), _sprint_fields(sprint)
    return tuple(
        Change(name, old[name], new[name]) for name in _NAMES.values() if old[name] != new[name]
    )


def _merged_into(found: object) -> str:
    """Jira names the other version by its id, or shows it whole."""
    return identity(found["id"] if isinstance(found, dict) else found)


def _version_page(version: Payload) -> str:
    """A version has a page in its project, which not every message names by its key."""
    found, project = site(version.get("self")), version.get("project")
    if not (found and project):
        return ""
    return f"{found}/projects/{text(project)}/versions/{identity(version['id'])}"


def _board_page(sprint: Payload) -> str:
    found, board = site(sprint.get("self")), sprint.get("originBoardId")
    if not found or board is None:
        return ""
    return f"{found}/secure/RapidBoard.jspa?rapidView={identity(board)}"


_OPENED: Final = Change("state", None, "open")
_VERSION_CHANGES: Final[Mapping[str, tuple[Change, ...]]] = {
    "created": (_OPENED,),
    "released": (
        Change("state", "open", "closed"),
        Change("status", "unreleased", "released"),
    ),
    "unreleased": (
        Change("state", "closed", "open"),
        Change("status", "released", "unreleased"),
    ),
}
_SPRINT_CHANGES: Final[Mapping[str, tuple[Change, ...]]] = {
    "created": (_OPENED,),
    "started": (Change("status", "future", "active"),),
    "closed": (
        Change("state", "open", "closed"),
        Change("status", "active", "closed"),
    ),
}
