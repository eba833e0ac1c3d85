"""Every registry in one place: a new tracker is one folder and one line here."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from automation.errors import SettingsError
from automation.ports import Parser
from automation.trackers.door import Door
from automation.trackers.github import parse as github
from automation.trackers.jira import parse as jira

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class TrackerKind:
    """The pure half of a tracker, and the module of its client, loaded only by who delivers."""

    door: Door
    parse: Parser
    client: str


TRACKERS: Mapping[str, TrackerKind] = {
    "github": TrackerKind(github.DOOR, github.parse, "automation.trackers.github.client"),
    "jira": TrackerKind(jira.DOOR, jira.parse, "automation.trackers.jira.client"),
}


def tracker(name: str, *, connection: str) -> TrackerKind:
    """The kind of tracker of this name. Raises SettingsError."""
    if name not in TRACKERS:
        known = ", ".join(sorted(TRACKERS))
        raise SettingsError(f'connection {connection}: no tracker "{name}". Known: {known}.')
    return TRACKERS[name]


def client(kind: TrackerKind) -> "ModuleType":
    """The client's module; it has `open_client(connection, url, token, clock)`."""
    return import_module(kind.client)
