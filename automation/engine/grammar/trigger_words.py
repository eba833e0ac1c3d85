"""A trigger as people say it, for telling what a rule waits for."""

from datetime import timedelta

from automation.engine.grammar.commands import Commanded
from automation.engine.grammar.triggers import Changed, Due, Happened, Held, Silence, Trigger, Woken
from automation.engine.language.durations import Lasting


def words(trigger: Trigger) -> str:  # noqa: PLR0911 - one for each sort of trigger
    """What it waits for: "a change of issue (labels, state)", "the time every day at 06:00"."""
    match trigger:
        case Changed():
            return _changed(trigger)
        case Happened():
            return f"the event {trigger.kind}"
        case Due():
            return f"the time {trigger.schedule.text}"
        case Held():
            value = f" {_listed(trigger.values)}" if trigger.values else " the same"
            of = f"{trigger.field} of {_types(trigger.types)}"
            return f"{of} reading{value} for {_lasting(trigger.lasting)}"
        case Silence():
            who = "people" if trigger.by_people else "anybody"
            of = f"about {_types(trigger.types)}"
            return f"silence of {who} {of} for {_lasting(trigger.lasting)}"
        case Woken():
            return f"a wake by {_listed(trigger.by) if trigger.by else 'any rule'}"
        case Commanded():
            return trigger.words()


def _changed(trigger: Changed) -> str:
    narrowed = [
        f"{word} {_listed(values)}"
        for word, values in (("from", trigger.was), ("to", trigger.becomes))
        if values
    ]
    facets = _listed(trigger.facets) if trigger.facets else "anything"
    return " ".join((f"a change of {_types(trigger.types)} ({facets})", *narrowed))


def _types(types: frozenset[str]) -> str:
    return _listed(types).replace("_", " ")


def _listed(words_: frozenset[str]) -> str:
    return ", ".join(sorted(words_))


def _lasting(lasting: Lasting) -> str:
    if lasting.working_days:
        return _counted(lasting.working_days, "working day")
    days, rest = divmod(lasting.time, timedelta(days=1))
    if not rest:
        return _counted(days, "day")
    return _counted(lasting.time // timedelta(hours=1), "hour")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
