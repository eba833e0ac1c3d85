"""A standing as programs read it; times are ISO 8601 in UTC with a Z. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from automation.appraisal import Signal, Standing
from automation.model import Evidence, Override
from automation.render import instant
from automation.web import words

Told = Mapping[str, object]


def in_portfolio(standing: Standing, now: datetime) -> Told:
    """One item of the portfolio; `team` and `objective` are ids of the files."""
    status = standing.status
    return {
        "key": standing.key,
        "title": standing.title,
        "type": standing.type,
        "url": standing.url,
        "objective": status.objective,
        "team": status.team,
        **of_item(standing, now),
        "updated": instant(status.at),
    }


def of_item(standing: Standing | None, now: datetime) -> Told:
    """What an item with a status says besides what every item does; nulls for the rest.

    `health` is a person's word while one holds, and `computed` what Pitboard would say; null is
    what was given up.
    """
    if standing is None:
        return dict.fromkeys(_NAMES)
    derived, status = standing.health, standing.status
    computed = None if derived and derived.value is None else words.judged(derived)
    held = _holding(standing.override, now)
    found = status.progress
    return {
        "health": words.health(held.value) if held else computed,
        "computed": computed,
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
    *("health", "computed", "because", "evidence", "progress", "forecast", "target"),
    *("first_target", "moves", "likely", "asked", "signals"),
)


def evidence(links: Iterable[Evidence]) -> list[Told]:
    """Each link behind a statement; `event` null where no event told of it."""
    return [
        {"text": e.text, "url": e.url, "at": instant(e.at), "event": e.event or None} for e in links
    ]


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
