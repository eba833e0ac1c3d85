"""Every registry in one place: a new tracker is one folder and one line here."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from automation.appraisal import Appraise
from automation.errors import SettingsError
from automation.ports import Parser
from automation.status.appraise import appraise
from automation.trackers.door import Door
from automation.trackers.github import parse as github
from automation.trackers.jira import parse as jira
from automation.trackers.own import parse as own

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class TrackerKind:
    """The pure half of a tracker, and the module of its client, loaded only by who delivers."""

    door: Door
    parse: Parser
    client: str


APPRAISE: Final[Appraise] = appraise
"""How the status of an item is worked out."""

TRACKERS: Mapping[str, TrackerKind] = {
    "github": TrackerKind(github.DOOR, github.parse, "automation.trackers.github.client"),
    "jira": TrackerKind(jira.DOOR, jira.parse, "automation.trackers.jira.client"),
    own.OWN: TrackerKind(own.DOOR, own.parse, "automation.trackers.own.client"),
}


def tracker(name: str, *, connection: str) -> TrackerKind:
    """The kind of tracker of this name, which settings may connect. Raises SettingsError."""
    if connection == own.OWN:
        raise SettingsError(f"connection {own.OWN}: the rule folder has this name. Choose another.")
    if name not in TRACKERS or name == own.OWN:
        known = ", ".join(sorted(TRACKERS.keys() - {own.OWN}))
        raise SettingsError(f'connection {connection}: no tracker "{name}". Known: {known}.')
    return TRACKERS[name]


def client(kind: TrackerKind) -> "ModuleType":
    """The client's module; it has `open_client(connection, url, token, clock)`.

    That of the rule folder has no address and no token, and asks for others in their place.
    """
    return import_module(kind.client)
