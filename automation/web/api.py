"""The JSON that programs may rely on: the inbox in numbers, the portfolio, and one item whole."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from automation.engine.folder.answers import Answer
from automation.model import Derived, Item, Mark, Value
from automation.render import instant
from automation.sayings import Proposal
from automation.store.record import Record
from automation.store.related import Relation
from automation.store.views import ItemView, Views
from automation.web.belonging import SHOWN, Belonging, belonging, measure_of
from automation.web.discreet import discreet
from automation.web.frame import the_files, the_line, the_rules
from automation.web.problems import problem
from automation.web.rulebook import Shelf
from automation.web.standing_json import evidence, in_portfolio, of_item, override, rule_state

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/inbox")
def inbox() -> Response:
    """How many deliveries were received, and how many of them are in each state."""
    return jsonify(_views().counts())


@api.get("/portfolio")
def portfolio() -> Response:
    """Every epic and initiative with its status, in the order of their keys."""
    every, rules, now = the_line().record.portfolio.standings(), the_rules(), _now()
    shown = [in_portfolio(each, rules, now) for each in every if each.type != "objective"]
    return jsonify({"items": shown})


@api.get("/items/<path:key>")
def item(key: str) -> AnyResponse:
    """One item with all that Pitboard says and did; 301 from an alias or a unique bare key."""
    view = _views().item(key)
    if view is not None:
        record, rules = the_line().record, the_rules()
        view = discreet(view, record)
        found = belonging(the_files().world(), record, view.item)
        standing = of_item(record.portfolio.standing(view.item.id), rules, _now())
        measure = _measured(view.item, record)
        return jsonify({**as_json(view, rules), **said_by_files(found), **measure, **standing})
    known = _views().key_of(key)
    if known is None:
        return problem(404, f'No item is known as "{key[:200]}".')
    return redirect(url_for("api.item", key=known), 301)


@api.get("/openapi.json")
def openapi() -> Response:
    """This description, which the tests hold against real answers."""
    return jsonify(json.loads((Path(__file__).parent / "openapi.json").read_text("utf-8")))


def as_json(view: ItemView, rules: Shelf) -> Mapping[str, object]:
    """An item as programs read it; times are ISO 8601 in UTC with a Z."""
    return {
        **_seen(view.item),
        "facets": {name: _plain(value) for name, value in sorted(view.item.facets.items())},
        "links": [_link(each) for each in view.links],
        "derived": [_derived(each, view.ripe.get(each.rule), rules) for each in view.derived],
        "overrides": [override(each) for each in view.overrides],
        "snoozed_until": _maybe(view.snooze.until if view.snooze else None),
        "proposals": [_proposal(each) for each in view.proposals],
        "writes": [_write(row) for row in view.writes],
        "verdicts": [_verdict(row) for row in view.verdicts],
        "history": [_moment(facet, mark) for facet, mark in view.history],
    }


def _proposal(proposed: Proposal) -> Mapping[str, object]:
    return {
        "field": proposed.field,
        "value": proposed.value,
        "by": proposed.by,
        "at": instant(proposed.at),
        "why": proposed.why,
        "url": proposed.url,
    }


def said_by_files(found: Belonging) -> Mapping[str, object]:
    """What the files beside the rules say of an item."""
    return {
        "type": found.type,
        "team": _answer(found.team),
        "objective": _answer(found.objective),
        "work": _answer(found.work),
        "owner": _answer(found.owner),
        "requests": [
            {"customer": r.customer, "since": _maybe(r.since), "how": r.how, "url": r.url}
            for r in found.requests
        ],
    }


def _answer(answer: Answer) -> Mapping[str, object]:
    return {"value": answer.value, "because": answer.because}


def _measured(item: Item, record: Record) -> Mapping[str, object]:
    measure = measure_of(item, record)
    if measure is None:
        return {"measure": None}
    told = {
        "name": measure.name,
        "unit": measure.unit,
        "start": measure.start,
        "target": measure.target,
        "by": _plain(measure.by),
        "points": [{"at": instant(at), "value": value} for at, value in measure.points[:SHOWN]],
    }
    return {"measure": told}


def _seen(item: Item) -> Mapping[str, object]:
    updated = item.fields.get("updated")
    return {
        "key": item.key,
        "title": str(item.fields.get("title") or ""),
        "type": item.type,
        "url": item.url,
        "state": str(item.fields.get("state") or ""),
        "labels": sorted(item.labels),
        "project": item.project,
        "visibility": item.visibility,
        "updated": _maybe(updated if isinstance(updated, datetime) else None),
        "deleted": _maybe(item.deleted_at),
    }


def _plain(value: Value) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return instant(value) if isinstance(value, datetime) else value


def _link(link: Relation) -> Mapping[str, object]:
    return {
        "kind": link.kind,
        "outward": link.outward,
        "reference": link.reference,
        "key": link.key or None,
        "title": link.title,
        "type": link.type,
        "state": link.state,
        "url": link.url,
    }


def _derived(derived: Derived, ripe: datetime | None, rules: Shelf) -> Mapping[str, object]:
    return {
        "field": derived.field,
        "value": derived.value,
        "because": derived.because,
        "since": instant(derived.changed_at),
        "pending": _pending(derived, ripe),
        "rule": derived.rule,
        "rule_state": rule_state(rules, derived.rule),
        "ruleset": derived.ruleset,
        "evidence": evidence(derived.evidence),
    }


def _pending(derived: Derived, ripe: datetime | None) -> Mapping[str, object] | None:
    """What it will read, and from when, if nothing changes."""
    if derived.candidate_since is None:
        return None
    return {
        "value": derived.candidate,
        "since": instant(derived.candidate_since),
        "from": instant(ripe) if ripe else None,
    }


def _write(row: Mapping[str, Any]) -> Mapping[str, object]:
    return {
        "field": row["field"],
        "value": row["value"],
        "state": row["state"],
        "said": row["said"],
        "before": row["before"],
        "after": row["after"],
        "planned_at": instant(row["planned_at"]),
        "sent_at": _maybe(row["sent_at"]),
        "done_at": _maybe(row["done_at"]),
        "rule": row["rule"],
        "because": row["because"],
    }


def _verdict(row: Mapping[str, Any]) -> Mapping[str, object]:
    return {
        "rule": row["rule"],
        "ruleset": row["ruleset"],
        "result": row["result"],
        "because": row["because"],
        "at": instant(row["at"]),
    }


def _moment(facet: str, mark: Mark) -> Mapping[str, object]:
    return {
        "facet": facet,
        "at": instant(mark.at),
        "text": mark.text,
        "url": mark.url,
        "by": mark.actor.login if mark.actor else None,
        "ours": mark.ours,
        "event": mark.event or None,
    }


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else instant(at)


def _now() -> datetime:
    line = the_line()
    return line.record.clocks.company(line.clock())


def _views() -> Views:
    views: Views = current_app.extensions["record"].views
    return views
