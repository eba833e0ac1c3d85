"""Every connection as the line works it: its parser, its client, its pace."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from automation import catalog
from automation.channels.email import Folder, Smtp, mail_server
from automation.channels.webhook import Https, signing_key
from automation.engine.folder.objectives import OWN
from automation.engine.folder.world import World
from automation.engine.language.vocabulary import ITEM_TYPES
from automation.model import Item
from automation.pipeline import Site
from automation.ports import Channel, Clock, Poster, Tracker
from automation.settings import ConnectionSettings, Settings
from automation.store.pace import Pace
from automation.store.record import Record
from automation.telling import measured


def put_on_record(record: Record, settings: Settings, *, wall: datetime) -> None:
    """Every connection of the settings, and the rule folder as one. Raises SettingsError for a
    tracker that nobody knows. Who can be asked is asked what did not arrive.
    """
    record.connect(OWN, OWN, wall=wall)
    for name, connection in settings.connections.items():
        catalog.tracker(connection.tracker, connection=name)
        record.connect(name, connection.tracker, account=connection.account, wall=wall)
        if connection.token:
            record.recoveries.ask(name, wall=wall)


def sites_of(settings: Settings, world: World) -> Mapping[str, Site]:
    """How to read each connection, and how long its items settle: as mapping.yaml says, else as
    the settings do. What the rule folder says of its own items settles at once.
    """

    def type_of(item: Item) -> str:
        return world.type_of(item).value or item.type

    def site(name: str, connection: ConnectionSettings) -> Site:
        parse, settle = (
            catalog.tracker(connection.tracker, connection=name).parse,
            connection.settle,
        )
        settles = {each: world.settle(name, each, settle) for each in ITEM_TYPES}
        done = partial(finished_at, world)
        return Site(parse, settle, settles, type_of, done, world.visibility)

    known = {name: site(name, each) for name, each in settings.connections.items()}
    return {OWN: Site(catalog.TRACKERS[OWN].parse, 0), **known}


def finished_at(world: World, item: Item) -> datetime | None:
    """Since when the work of an item is done; None for what is no work by itself, a pull request
    or a release, and for what was dropped.
    """
    if world.type_of(item).value != "issue" or world.status_group(item).value != "done":
        return None
    closed = item.fields.get("closed")
    marks = [item.marks[facet] for facet in ("status", "state") if facet in item.marks]
    return closed if isinstance(closed, datetime) else max((m.at for m in marks), default=None)


def clients_of(settings: Settings, clock: Clock) -> Mapping[str, Tracker]:
    """The client of each connection of the settings."""
    return {name: _client(name, each, clock) for name, each in settings.connections.items()}


def own_client(record: Record, world: Callable[[], World], clock: Clock, now: Clock) -> Tracker:
    """The client of the rule folder, by what the active set says and by the company's time."""

    def tell(item_id: str, table: str, url: str) -> bytes:
        return measured(record, item_id, table, url=url, now=now())

    module = catalog.client(catalog.TRACKERS[OWN])
    opened: Tracker = module.open_client(
        OWN, addresses=lambda: world().addresses(), tell=tell, clock=clock
    )
    return opened


def channels_of(settings: Settings, clock: Clock) -> Mapping[str, Channel]:
    """The ways to tell people something: without a mail server, into a folder."""
    mail = settings.mail
    if mail.server:
        return {"email": Smtp(mail_server(mail.server), sender=mail.sender, clock=clock)}
    return {"email": Folder(settings.data / "mail", sender=mail.sender, clock=clock)}


def poster_of(settings: Settings) -> Poster:
    """What posts the webhooks of rules, signed with a key of this installation."""
    return Https(settings.webhook_hosts, signing_key(settings.secret_key))


def paces_of(settings: Settings) -> Mapping[str, Pace]:
    """How fast each connection may be written to."""
    return {
        name: Pace(gap=c.gap, minute=c.minute, hour=c.hour)
        for name, c in settings.connections.items()
    }


def rooms_of(settings: Settings) -> Sequence[str]:
    """Where the pretend trackers are; none where the trackers are real."""
    found = [urlsplit(each.url) for each in settings.connections.values()]
    if settings.sandbox_company is None or not all(_is_here(at.hostname) for at in found):
        return ()
    return tuple(f"{at.scheme}://{at.netloc}" for at in found)


def sources_of(settings: Settings) -> tuple[str, ...]:
    """The trackers that facts come from, as people call them."""
    names = {"github": "GitHub", "jira": "Jira"}
    return tuple(sorted({names.get(c.tracker, c.tracker) for c in settings.connections.values()}))


def _is_here(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _client(name: str, connection: ConnectionSettings, clock: Clock) -> Tracker:
    module = catalog.client(catalog.tracker(connection.tracker, connection=name))
    opened: Tracker = module.open_client(
        name, url=connection.url, token=connection.token, clock=clock
    )
    return opened
