"""Two outcomes of the same history, side by side: where the second says something else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from automation.backtest.outcome import Act, ByHand, Named, Outcome, Place, Told, timelines


@dataclass(frozen=True, slots=True)
class Difference:
    """From `at` to `until` a field would have read `becomes` and not `was`; None: nothing.

    `until` is None where it would still read so. `by_hand` is what a person had set there.
    """

    item_id: str
    field: str
    at: datetime
    was: str | None
    becomes: str | None
    because: str
    rule: str
    until: datetime | None = None
    opens: bool = False
    by_hand: ByHand | None = None

    @property
    def is_against_a_person(self) -> bool:
        """Whether a person had set something else there."""
        return self.by_hand is not None and self.by_hand.value != (self.becomes or "")


@dataclass(frozen=True, slots=True)
class Acts:
    """How many comments, mails or writes there were and would have been; `more` and `fewer` are
    those that only one of the two wanted, at that time and with those words.
    """

    was: int
    becomes: int
    more: tuple[Act, ...] = ()
    fewer: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """All that would differ, and the span it was looked for in. `brisk`: a status was looked at
    every two hours, for there were many events.
    """

    since: datetime
    until: datetime
    events: int
    values: tuple[Difference, ...]
    acts: Mapping[str, Acts]
    items: Mapping[str, Named]
    failed: tuple[str, ...] = ()
    brisk: bool = False

    @property
    def is_none(self) -> bool:
        """Whether nothing would differ."""
        return not (self.values or any(a.more or a.fewer for a in self.acts.values()))

    @property
    def against_people(self) -> Sequence[str]:
        """The items where it would differ from what people had set."""
        return list(dict.fromkeys(d.item_id for d in self.values if d.is_against_a_person))


def differences(
    was: Outcome,
    becomes: Outcome,
    *,
    since: datetime,
    until: datetime,
    events: int,
    brisk: bool = False,
) -> Differences:
    """What would differ had the second set decided and not the first."""
    before, after = timelines(was.told), timelines(becomes.told)
    hands = _hands([*was.by_hand, *becomes.by_hand])
    places = sorted(before.keys() | after.keys())
    found = [
        replace(each, by_hand=_hand(each, hands.get(place, ())))
        for place in places
        for each in _walked(place, before.get(place, ()), after.get(place, ()))
    ]
    kinds = sorted({act.kind for act in chain(was.acts, becomes.acts)})
    return Differences(
        since=since,
        until=until,
        events=events,
        values=tuple(sorted(found, key=lambda each: (each.at, each.item_id, each.field))),
        acts={kind: _acts(kind, was, becomes) for kind in kinds},
        items={**was.items, **becomes.items},
        failed=tuple(each for each in becomes.failed if each not in was.failed),
        brisk=brisk,
    )


def _walked(place: Place, was: Sequence[Told], becomes: Sequence[Told]) -> Iterator[Difference]:
    """The stretches of time in which the field reads two things."""
    open_: Difference | None = None
    for at in sorted({each.at for each in (*was, *becomes)}):
        old, new = _last(was, at), _last(becomes, at)
        values = (old.value if old else None, new.value if new else None)
        if open_ is not None and values != (open_.was, open_.becomes):
            yield replace(open_, until=at)
            open_ = None
        if open_ is None and values[0] != values[1]:
            told = new or old
            opens = any(each.opens for each in (old, new) if each is not None and each.at == at)
            if told is not None:
                because = new.because if new else ""
                open_ = Difference(*place, at, *values, because, told.rule, opens=opens)
    if open_ is not None:
        yield open_


def _last(line: Sequence[Told], at: datetime) -> Told | None:
    return next((each for each in reversed(line) if each.at <= at), None)


def _hands(found: Sequence[ByHand]) -> Mapping[Place, Sequence[ByHand]]:
    hands: dict[Place, list[ByHand]] = {}
    for each in sorted(set(found)):
        hands.setdefault((each.item_id, each.field), []).append(each)
    return hands


def _hand(of: Difference, hands: Sequence[ByHand]) -> ByHand | None:
    """What a person had set there while it would have read so; the last of several."""
    held = [h for h in hands if (of.until is None or h.at < of.until) and h.until > of.at]
    return held[-1] if held else None


def _acts(kind: str, was: Outcome, becomes: Outcome) -> Acts:
    old, new = (Counter(a for a in each.acts if a.kind == kind) for each in (was, becomes))
    more, fewer = sorted((new - old).elements()), sorted((old - new).elements())
    return Acts(old.total(), new.total(), tuple(more), tuple(fewer))
