"""What pages show of an item that has a status: health, why, and the numbers beside it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from automation.appraisal import Asking, Pace, Progress, Standing, Status
from automation.cleaning import clean
from automation.engine.folder.people import People
from automation.engine.folder.world import World
from automation.health import OVER, effective
from automation.model import Derived, Evidence, Override
from automation.pinned import UNTIL_CHANGED
from automation.reasons import clearing
from automation.web import words
from automation.web.rulebook import Shelf
from automation.web.words import Said

NOT_JUDGED = "No rule has judged it yet."
LATELY: Final = timedelta(days=28)
"""How long a page tells whose word ended last."""

_RESTRICTED = "restricted"
_AT_REST = frozenset({*OVER, "paused"})


@dataclass(frozen=True, slots=True)
class Held:
    """A person's word, which stands instead of Pitboard's until it runs out or the work is over."""

    said: Said
    by: str
    at: datetime
    until: datetime

    @property
    def pinned(self) -> bool:
        """Whether it stays until what it is made of changes."""
        return self.until == UNTIL_CHANGED


@dataclass(frozen=True, slots=True)
class Pending:
    """What it will read from `ripe` on, None where nobody knows the day, if nothing changes.

    `unless` is what would change it ("SEC-40 closes"), "" where nothing is known to.
    """

    said: Said
    since: datetime
    ripe: datetime | None
    unless: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item as the portfolio shows it.

    `health` is the word that counts, a person's where one holds and the work is not over, and
    `judged` Pitboard's own; `said` and `computed` are how they are shown, and `note` is what to
    know about the latter, "" while its rule is live. `ended` is a person's word that ended lately,
    where none holds. `waiting` are those who asked and were not told.
    """

    key: str
    called: str
    title: str
    type: str
    url: str
    restricted: bool
    health: str
    judged: str
    said: Said
    computed: Said
    because: str
    evidence: Sequence[Evidence]
    since: datetime | None
    note: str
    held: Held | None
    ended: Held | None
    pending: Pending | None
    status: Status
    team: str
    share: int
    moved: Evidence | None
    waiting: Sequence[Asking]

    @property
    def progress(self) -> Progress:
        """Leaf items in absolute numbers."""
        return self.status.progress

    @property
    def pace(self) -> Pace | None:
        """How fast it goes; None for what is set aside or over, which goes nowhere."""
        status = self.status
        rests = self.health in _AT_REST or status.paused_since or status.closed_at
        return None if rests else status.pace

    @property
    def disputed(self) -> bool:
        """Whether a person says something else than Pitboard would, and it counts."""
        return self.held is not None and self.health != self.judged

    @property
    def told(self) -> bool:
        """Whether mails tell of it: nothing restricted, and nothing that a rule only rehearses."""
        return not self.restricted and not self.note

    @property
    def is_over(self) -> bool:
        """Whether it is done or given up: then that is told first, whatever a person says."""
        return self.judged in OVER


def row(standing: Standing, world: World, rules: Shelf, now: datetime) -> Row:
    """One standing as of `now`, the company's time."""
    derived, status = standing.health, standing.status
    held = _held(standing.override, world.people, now)
    judged = words.judged(derived)
    theirs = words.health(standing.override.value) if held and standing.override else None
    health = effective(judged, theirs)
    card = rules.of_rule(derived.rule) if derived else None
    return Row(
        key=standing.key,
        called=words.called(standing.key).partition(":")[2] or standing.type,
        title=clean(standing.title).strip() or standing.key,
        type=standing.type,
        url=standing.url,
        restricted=standing.visibility == _RESTRICTED,
        health=health,
        judged=judged,
        said=words.value(health) if held is None or judged in OVER else held.said,
        computed=words.value(judged),
        because=derived.because if derived else NOT_JUDGED,
        evidence=[told(e, world.people) for e in (derived.evidence if derived else ())],
        since=derived.changed_at if derived else None,
        note=words.standing(card.state if card else None) if derived else "",
        held=held,
        ended=None if held else _ended(standing, world.people, now),
        pending=None if derived is None or held else _pending(derived, standing),
        status=status,
        team=team_name(world, status.team),
        share=share(status.progress),
        moved=told(status.moved, world.people) if status.moved else None,
        waiting=[each for each in status.askings if each.told is None],
    )


def share(progress: Progress) -> int:
    """Whole percent that is done, and never 100 before all is."""
    return 100 * progress.done // progress.total if progress.total else 0


def team_name(world: World, team: str | None) -> str:
    """A team as people call it; "" for nobody's."""
    found = world.team(team) if team else None
    return found.name if found else team or ""


def by_name(text: str, people: People) -> str:
    """A login, or a sentence that begins with one, with the name of the person whose it is.

    It may stand behind the key of the item that it is about: "PAY-12: ann-moss closed it".
    """
    key, colon, deed = text.partition(": ")
    if colon and " " not in key:
        return f"{key}: {by_name(deed, people)}"
    login, space, rest = text.partition(" ")
    person = people.by_login.get(login.casefold())
    return f"{person.name}{space}{rest}" if person else text


def told(evidence: Evidence, people: People) -> Evidence:
    """The evidence with the name of who did it."""
    return replace(evidence, text=by_name(evidence.text, people))


def _held(override: Override | None, people: People, now: datetime) -> Held | None:
    return _word(override, people) if override and override.until > now else None


def _ended(standing: Standing, people: People, now: datetime) -> Held | None:
    """The word that ended last, as long as that is news: one may not be struck yet."""
    for each in (standing.override, standing.ended):
        if each is not None and now - LATELY < each.until <= now:
            return _word(each, people)
    return None


def _word(override: Override, people: People) -> Held:
    said = words.value(override.value, override.field)
    return Held(said, by_name(override.by, people), override.at, override.until)


def _pending(derived: Derived, standing: Standing) -> Pending | None:
    if derived.candidate_since is None:
        return None
    candidate = words.judgement(derived.candidate)
    worse = candidate in words.WORSE
    unless = clearing(standing.status.signals) if worse else ""
    said = words.value(candidate)
    return Pending(said, derived.candidate_since, standing.ripe, unless)
