"""A standing as programs read it; times are ISO 8601 in UTC with a Z. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from automation.appraisal import Signal, Standing
from automation.health import GIVEN_UP, effective
from automation.model import Evidence, Override
from automation.render import instant
from automation.web import words
from automation.web.rulebook import Shelf

Told = Mapping[str, object]


def in_portfolio(standing: Standing, rules: Shelf, now: datetime) -> Told:
    """One item of the portfolio; `team` and `objective` are ids of the files."""
    status = standing.status
    return {
        "key": standing.key,
        "title": standing.title,
        "type": standing.type,
        "url": standing.url,
        "objective": status.objective,
        "team": status.team,
        **of_item(standing, rules, now),
        "updated": instant(status.at),
    }


def of_item(standing: Standing | None, rules: Shelf, now: datetime) -> Told:
    """What an item with a status says besides what every item does; nulls for the rest.

    `health` is a person's word while one holds and the work is not over, and `computed` what
    Pitboard would say; null is what was given up. `rule_state` is that of the rule behind it.
    """
    if standing is None:
        return dict.fromkeys(_NAMES)
    derived, status = standing.health, standing.status
    judged, found = words.judged(derived), status.progress
    held = _holding(standing.override, now)
    health = effective(judged, words.health(held.value) if held else None)
    return {
        "health": _maybe_given_up(health),
        "computed": _maybe_given_up(judged),
        "rule_state": rule_state(rules, derived.rule if derived else ""),
        "override": override(held) if held else None,
        "because": derived.because if derived else "",
        "evidence": evidence(derived.evidence if derived else ()),
        "progress": {"done": found.done, "total": found.total, "added": found.added},
        "forecast": None,
        "target": _maybe(status.target),
        "first_target": _maybe(status.first_target),
        "moves": status.moves,
        "likely": _maybe(status.pace.likely if status.pace else None),
        "asked": len(status.askings),
        "signals": [_signal(each) for each in status.signals],
    }


_NAMES = (
    *("health", "computed", "rule_state", "override", "because", "evidence", "progress"),
    *("forecast", "target", "first_target", "moves", "likely", "asked", "signals"),
)


def rule_state(rules: Shelf, rule: str) -> str | None:
    """Whether what a rule says is written: live, shadow or paused; None for one that is gone."""
    card = rules.of_rule(rule) if rule else None
    return card.state if card else None


def override(said: Override) -> Told:
    """A person's word for a field."""
    return {
        "field": said.field,
        "value": said.value,
        "by": said.by,
        "at": instant(said.at),
        "until": instant(said.until),
    }


def evidence(links: Iterable[Evidence]) -> list[Told]:
    """Each link behind a statement; `event` null where no event told of it."""
    return [
        {"text": e.text, "url": e.url, "at": instant(e.at), "event": e.event or None} for e in links
    ]


def _maybe_given_up(health: str) -> str | None:
    return None if health == GIVEN_UP else health


def _holding(override: Override | None, now: datetime) -> Override | None:
    return override if override and override.until > now else None


def _signal(signal: Signal) -> Told:
    return {
        "id": signal.id,
        "level": signal.level,
        "since": instant(signal.since),
        "text": signal.text,
        "clears": signal.clears,
        "evidence": evidence(signal.evidence),
    }


def _maybe(at: datetime | None) -> str | None:
    return None if at is None else instant(at)
