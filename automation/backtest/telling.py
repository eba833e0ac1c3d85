"""What would differ, in words: for a terminal and for programs."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from automation.backtest.difference import Difference, Differences
from automation.backtest.outcome import COMMENT, MAIL, NOTICE, WEBHOOK, WRITE, Act
from automation.model import Value

_NOTHING: Final = "nothing"
_LABEL: Final = "label:"
_LONGEST: Final = 140
_KINDS: Final = {
    COMMENT: "comment",
    MAIL: "mail",
    NOTICE: "notice",
    WEBHOOK: "webhook",
    WRITE: "other write",
}


def summary(found: Differences) -> str:
    """The sentence that stands above everything."""
    span = f"{_days(found)}, {_counted(found.events, 'event')}"
    if found.brisk:
        span += ", a status looked at every two hours"
    if found.is_none:
        return f"Nothing would differ ({span})."
    said = [*_of_values(found), *_of_people(found), *_of_acts(found)]
    return f"{_capital('; '.join(said))} ({span})."


def as_text(found: Differences) -> Iterator[str]:
    """Lines for a terminal."""
    yield summary(found)
    for each in found.values:
        yield f"  {item_words(found, each.item_id)}  {_change(each)}"
        yield f"      {when_words(each)}{_because(each.because)}{hand_words(each)}"
    for sign, act in both(found):
        yield f"  {sign} {item_words(found, act.item_id)}  {act_words(act)}"
    for said in found.failed:
        yield f"  failed: {said}"


def as_data(found: Differences) -> dict[str, Any]:
    """The same as plain data for JSON."""
    return {
        "summary": summary(found),
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "events": found.events,
        "differs": not found.is_none,
        "values": [_value_data(found, each) for each in found.values],
        "acts": {
            kind: {
                "was": acts.was,
                "becomes": acts.becomes,
                "more": [_act_data(found, act) for act in acts.more],
                "fewer": [_act_data(found, act) for act in acts.fewer],
            }
            for kind, acts in found.acts.items()
        },
        "against_people": [_key(found, id_) for id_ in found.against_people],
        "failed": list(found.failed),
    }


def _of_values(found: Differences) -> Iterator[str]:
    """Such as: 14 epics would have read health At risk. The most first."""
    places = {(each.item_id, each.field, each.becomes) for each in found.values}
    counts = Counter((field, becomes) for _, field, becomes in places)
    for (field, becomes), count in sorted(counts.items(), key=lambda c: (-c[1], str(c[0]))):
        types = {
            named.type
            for id_, f, b in places
            if (f, b) == (field, becomes) and (named := found.items.get(id_))
        }
        word = next(iter(types)).replace("_", " ") if len(types) == 1 else "item"
        yield f"{_counted(count, word)} would have {_had(field, becomes)}"


def _had(field: str, value: Value) -> str:
    if not field.startswith(_LABEL):
        return f"read {field_words(field)} {value_words(field, value)}"
    return f"had no label {field_words(field)}" if value is None else f"had the label {value}"


def _of_people(found: Differences) -> Iterator[str]:
    if count := len(found.against_people):
        yield f"{count:,} {'differs' if count == 1 else 'differ'} from what people set"


def _of_acts(found: Differences) -> Iterator[str]:
    for kind, acts in found.acts.items():
        if acts.was != acts.becomes:
            yield f"{_counted(acts.becomes, _KINDS[kind])} instead of {acts.was:,}"
        elif acts.more:
            yield f"{_counted(len(acts.more), _KINDS[kind])} at another time or in other words"


def _days(found: Differences) -> str:
    days = max(1, round((found.until - found.since).total_seconds() / 86_400))
    return f"{_counted(days, 'day')} until {found.until:%Y-%m-%d}"


def both(found: Differences) -> Iterator[tuple[str, Act]]:
    """What only one of the two says, in the order of time: "-" only the first, "+" the second."""
    told = [
        (act, sign)
        for acts in found.acts.values()
        for sign, some in (("-", acts.fewer), ("+", acts.more))
        for act in some
    ]
    return ((sign, act) for act, sign in sorted(told))


def act_words(act: Act) -> str:
    """A comment, mail or write in a line."""
    said = f"{_KINDS[act.kind]} by {act.rule}, {_moment(act.at)}"
    return f"{said}: {short(act.value or _NOTHING)}"


def _change(each: Difference) -> str:
    was, becomes = (value_words(each.field, value) for value in (each.was, each.becomes))
    return f"{field_words(each.field)}: {was} -> {becomes}"


def when_words(each: Difference) -> str:
    """From when on and until when."""
    begin = "from the start" if each.opens else f"from {_moment(each.at)}"
    return f"{begin} until {_moment(each.until)}" if each.until else begin


def _because(because: str) -> str:
    return f": {short(because)}" if because else ""


def hand_words(each: Difference) -> str:
    """What a person had set otherwise; "" where nobody had."""
    if each.by_hand is None or not each.is_against_a_person:
        return ""
    return f" ({each.by_hand.by} had set {value_words(each.field, each.by_hand.value or None)})"


def field_words(field: str) -> str:
    """A field, or a slot of labels, by its name."""
    return field.removeprefix(_LABEL)


def value_words(field: str, value: Value) -> str:
    """A value as people read it: At risk; a label as it is called."""
    if value is None:
        return _NOTHING
    return str(value) if field.startswith(_LABEL) else str(value).replace("_", " ").capitalize()


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def short(text: str) -> str:
    """The first line, and not all of a long one."""
    first = text.strip().partition("\n")[0]
    return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1]}…"


def item_words(found: Differences, id_: str) -> str:
    """An item by its key and title."""
    named = found.items.get(id_)
    return f"{named.key} {short(named.title)}".strip() if named else id_


def _key(found: Differences, id_: str) -> str:
    named = found.items.get(id_)
    return named.key if named else id_


def _value_data(found: Differences, each: Difference) -> dict[str, Any]:
    hand = each.by_hand
    return {
        "item": _key(found, each.item_id),
        "field": each.field,
        "from": each.was,
        "to": each.becomes,
        "at": each.at.isoformat(),
        "until": each.until.isoformat() if each.until else None,
        "because": each.because,
        "rule": each.rule,
        "from_the_start": each.opens,
        "set_by_hand": hand and {"value": hand.value or None, "by": hand.by},
    }


def _act_data(found: Differences, act: Act) -> dict[str, Any]:
    told = {"item": _key(found, act.item_id), "rule": act.rule, "field": act.field}
    return {**told, "at": act.at.isoformat(), "value": act.value}


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
