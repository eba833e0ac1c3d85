"""What is about no single item: labels, repositories, installations and the first ping.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from automation.model import Reading, Stale, Value
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import newest
from automation.trackers.shapes import Payload, text

_OTHERWISE_NAMED: Final = frozenset({"renamed", "transferred"})
_OTHERWISE_SEEN: Final = frozenset({"privatized", "publicized", "deleted"})


def read_label(message: Message) -> Reading:
    """`label`: a renamed label is stale on every issue that has it.

    One that was deleted needs nothing: GitHub tells each issue's `unlabeled`.
    """
    label, named = message.payload["label"], message.before.get("name") or {}
    stale: tuple[Stale, ...] = ()
    about: dict[str, Value] = {"label": text(label["name"])}
    if "from" in named:
        was = text(named["from"])
        about["was"] = was
        stale = (Stale(message.connection, message.place.project, label=was),)
    thing = f"{message.connection}:label:{label['id']}"
    event = tell(message, Where("", message.received_at, thing=thing, timed=False), about=about)
    return Reading(event, stale=stale)


def read_repository(message: Message) -> Reading:
    """`repository`: after a new name, owner or visibility every item of it is stale."""
    repository = message.payload["repository"]
    told = repository.get("updated_at")
    at = newest([told], otherwise=message.received_at)
    thing = f"{message.connection}:repository:{repository['id']}"
    where = Where("", at, text(repository["html_url"]), thing=thing, timed=bool(told))
    event = tell(message, where, about={"repository": text(repository["full_name"])})
    stale = tuple(Stale(message.connection, each) for each in _stale_projects(message))
    return Reading(event, stale=stale)


def _stale_projects(message: Message) -> Iterator[str]:
    """The name under which the items are known: the one before."""
    now = text(message.payload["repository"]["full_name"])
    if message.action in _OTHERWISE_NAMED:
        yield _former_name(message.before, now)
    if message.action in _OTHERWISE_SEEN:
        yield now


def _former_name(before: Payload, now: str) -> str:
    owner, _, name = now.partition("/")
    renamed = ((before.get("repository") or {}).get("name") or {}).get("from")
    moved = (before.get("owner") or {}).get("from") or {}
    account = moved.get("organization") or moved.get("user") or {}
    return f"{text(account.get('login') or owner)}/{text(renamed or name)}"


def read_installation(message: Message) -> Reading:
    """`installation` and `installation_repositories`: what Pitboard may read from now on."""
    installation = message.payload["installation"]
    thing = f"{message.connection}:installation:{installation['id']}"
    url = text(installation.get("html_url") or "")
    at, timed = _installed(message, installation)
    where = Where("", at, url, thing=thing, timed=timed)
    account = (installation.get("account") or {}).get("login")
    return Reading(tell(message, where, about={**_repositories(message), "account": account}))


def _installed(message: Message, installation: Payload) -> tuple[datetime, bool]:
    """When it happened, and whether the payload says so: that of a deletion does not."""
    told = [installation.get("updated_at"), installation.get("suspended_at")]
    if message.action == "deleted" or not any(told):
        return message.received_at, False
    return newest(told, otherwise=message.received_at), True


def _repositories(message: Message) -> dict[str, Value]:
    found = {
        name: message.payload.get(f"repositories_{name}") or () for name in ("added", "removed")
    }
    return {
        name: tuple(text(each["full_name"]) for each in some)
        for name, some in found.items()
        if some
    }


def read_ping(message: Message) -> Reading:
    """`ping`: the webhook was made, and these are the events it sends."""
    hook = message.payload.get("hook") or {}
    thing = f"{message.connection}:hook:{message.payload.get('hook_id')}"
    events = tuple(text(each) for each in hook.get("events") or ())
    where = Where("", message.received_at, thing=thing, timed=False)
    return Reading(tell(message, where, about={"events": events}))
