"""`webhook`: JSON is posted to an address outside, once an occasion, where its host is allowed."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, JsonValue, StrictStr

from automation.effects import Webhook
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.world import World
from automation.engine.grammar.action import (
    Action,
    Arguments,
    CannotActError,
    Doubt,
    Occasion,
    nothing_doubted,
)

LONGEST = 65_536
"""Bytes of what is posted."""

HERE = "127.0.0.1"


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.hostname and (parts.port or 1)
    except ValueError:
        sound = None
    if not sound or "@" in parts.netloc or "{{" in text or not text.isprintable():
        raise ValueError("must be one address, such as https://hooks.example.com/pitboard")
    if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", HERE):
        raise ValueError("must begin with https://; what is posted is nobody else's to read")
    return text


class WebhookSheet(Sheet):
    """Where to, and what."""

    url: Annotated[
        StrictStr,
        Field(
            max_length=1_000,
            description="Where it is posted; PITBOARD_WEBHOOK_HOSTS names the hosts",
            examples=["https://hooks.example.com/pitboard"],
        ),
        AfterValidator(_url),
    ]
    json_: Annotated[
        dict[StrictStr, JsonValue],
        Field(
            alias="json",
            max_length=50,
            description="What is posted; its texts may hold expressions",
            examples=['{key: "{{ item.key }}", text: "{{ item.title }}"}'],
        ),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[Webhook]:
    """The message. Raises CannotActError for one that is too long."""
    body = json.dumps(arguments["json"], ensure_ascii=False, separators=(",", ":"))
    if len(body.encode("utf-8", "replace")) > LONGEST:
        raise CannotActError(f"what is to be posted is longer than {LONGEST // 1024} kB")
    yield Webhook(str(arguments["url"]), body, occasion.item.id, occasion.name)


def action(doubts: Callable[[Arguments, World], Iterable[Doubt]] = nothing_doubted) -> Action:
    """The action, with what speaks against an address."""
    return Action(
        name="webhook",
        shape=WebhookSheet,
        description="JSON is posted to an address outside, once an occasion, signed, and with a "
        "key by which a repeat is known. PITBOARD_WEBHOOK_HOSTS names the hosts that may be posted "
        "to",
        example='webhook: {url: "https://hooks.example.com/a", json: {key: "{{ item.key }}"}}',
        effects=effects,
        plain=frozenset({"url"}),
        lines=frozenset({"json"}),
        inside=True,
        speaks=True,
        doubts=doubts,
    )


def to(hosts: Collection[str]) -> Action:
    """The action where only these hosts may be posted to."""

    def doubts(arguments: Arguments, world: World) -> Iterator[Doubt]:
        del world
        host = urlsplit(str(arguments["url"])).hostname or ""
        if host not in hosts:
            said = f"may not be posted to; allow it with PITBOARD_WEBHOOK_HOSTS={host}"
            yield Doubt("url", f'the host "{host}" {said}, set where Pitboard is started')

    return action(doubts)


ACTION = action()
