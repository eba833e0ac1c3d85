"""The pages a person reads: what is watched, one item with its evidence, the rules."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    redirect,
    request,
    send_from_directory,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from automation import paths
from automation.engine.folder.world import World
from automation.store.record import Record
from automation.store.views import Views
from automation.web import shown, standings, words
from automation.web.appraised import chosen, warned
from automation.web.belonging import belonging, measure_of
from automation.web.conduct import agreement, bearing, bearings, last_runs
from automation.web.discreet import discreet
from automation.web.facets import answers, facets
from automation.web.frame import show, the_files, the_line, the_portfolio, the_rules, the_zone
from automation.web.problems import problem
from automation.web.rests import shadowed, workings
from automation.web.rulebook import Shelf

MOST_ITEMS = 200
MOST_SHADOW = 50

pages = Blueprint("pages", __name__)


@pages.get("/items")
def items() -> AnyResponse:
    """Every item seen lately, with what Pitboard says about it; one that is asked for by its key
    leads to its page.
    """
    rules, now, asked = the_rules(), _now(), request.args.get("key", "").strip()
    known = _views().item(asked) is not None or _views().key_of(asked) if asked else None
    if known:
        return redirect(url_for("pages.item", key=asked), 302)
    people, found = the_files().world().people, _views().items(limit=MOST_ITEMS)
    return show(
        "web/items.html",
        asked=asked,
        entries=[shown.listed(one, rules, now, people) for one in found],
        most=MOST_ITEMS,
        rules=rules,
        connections=sorted(the_line().settings.connections),
    )


@pages.get("/items/<path:key>")
def item(key: str) -> AnyResponse:
    """One item with everything said and done about it; 301 from an alias or a bare key."""
    view = _views().item(key)
    if view is None:
        known = _views().key_of(key)
        if known is None:
            return problem(404, f'No item is known as "{key[:200]}".')
        return redirect(url_for("pages.item", key=known), 301)
    rules, record, world = the_rules(), the_line().record, the_files().world()
    view = discreet(view, record)
    files = belonging(world, record, view.item)
    links, people = dict(shown.links(view.links, world)), world.people
    return show(
        "web/item.html",
        item=view.item,
        type=files.type.replace("_", " "),
        is_open=world.status_group(view.item).value not in {"done", "dropped"},
        answers=list(answers(files, world)),
        asked=files.requests,
        measure=measure_of(view.item, record),
        title=shown.title(view.item),
        state=shown.state(view.item, world),
        labels=sorted(view.item.labels),
        parts_of_it=links.pop("Parts", ()),
        links=list(links.items()),
        facets=list(facets(view.item, the_zone())),
        tracker=_tracker(view.item.connection),
        statements=list(shown.statements(view, rules, _now(), people)),
        writes=[shown.write(row, rules) for row in view.writes],
        opinions=[shown.opinion(row, rules) for row in view.verdicts],
        every_rule=[card for card in rules.cards if card.id],
        past=list(shown.past(view.history, people)),
        above=list(_above(files.above, world)),
        snooze=view.snooze if view.snooze and view.snooze.until > _now() else None,
        proposals=view.proposals,
        **_standing(view.item.id, world, rules),
    )


def _standing(item_id: str, world: World, rules: Shelf) -> Mapping[str, object]:
    """The status of an item with its warnings; all of it None or empty where it has none.

    An objective that no rule judges has a measure instead.
    """
    found, now = the_portfolio().standing(item_id), _now()
    if found is None or (found.type == "objective" and found.health is None):
        return {"standing": None, "signals": (), "judged": None, "line": None}
    judged = rules.of_rule(found.health.rule) if found.health else None
    return {
        "standing": standings.row(found, world, rules, now),
        "signals": list(warned(found, world, rules, now)),
        "judged": judged,
        "line": chosen(judged, found.health.value if found.health else None),
    }


def _above(ids: Sequence[str], world: World) -> Iterator[standings.Row]:
    """The epics and initiatives an item is part of, as they stand."""
    for id_ in ids:
        found = the_portfolio().standing(id_)
        if found is not None and found.type != "objective":
            yield standings.row(found, world, the_rules(), _now())


@pages.get("/rules")
def rules() -> Response:
    """The files of the active set."""
    shelf = the_rules()
    record, works = _record(), workings(_record(), shelf)
    return show(
        "web/rules.html",
        wide=True,
        cards=[(card, works[card.id]) for card in shelf.cards if card.id],
        beside=[card for card in shelf.cards if not card.id],
        set_=shelf.hash[:12],
        bearings=bearings(_now()),
        shadow=list(shadowed(record, limit=MOST_SHADOW)),
        shadow_count=sum(record.fuses.shadow_counts().values()),
    )


@pages.get("/rules/<path:file>")
def rule(file: str) -> Response:
    """The source of one active file, each line with an address of its own."""
    shelf = the_rules()
    card = shelf.of_file(file)
    if card is None:
        return problem(404, f'No active rule file is called "{file[:200]}".')
    return show(
        "web/rule.html",
        card=card,
        works=workings(_record(), shelf).get(card.id),
        bearing=bearing(card, _now()),
        agreed=agreement(card),
        runs=last_runs(card),
        lines=card.text.splitlines(),
        set_=shelf.hash[:12],
    )


@pages.get("/static/<path:name>")
def static(name: str) -> Response:
    """Style sheet and icon."""
    return send_from_directory(paths.static(), name)


def _record() -> Record:
    record: Record = current_app.extensions["record"]
    return record


def _views() -> Views:
    return _record().views


def _now() -> datetime:
    """The company's time."""
    line = the_line()
    return line.record.clocks.company(line.clock())


def _tracker(connection: str) -> str:
    """The tracker's name as people write it, for "Open in ..."; "" for the rule folder."""
    settings = the_line().settings.connections.get(connection)
    name = settings.tracker if settings else connection
    return words.tracker(name)
