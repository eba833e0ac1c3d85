"""Policy files: from when on a signal counts, for everybody and for single teams."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from automation.amount import Amount, Limits
from automation.engine.folder.places import Place
from automation.engine.folder.shapes import choices
from automation.engine.language.amounts import Mistaken, amount
from automation.engine.language.thresholds import SOURCES, Limit, SignalPolicy, signals
from automation.engine.language.vocabulary import suggest
from automation.errors import Problem

_OPENING = ("pitboard", "policy")


def defaults() -> Limits:
    """What holds where no file says more."""
    return {s.word: {key: each.default for key, each in s.limits.items()} for s in signals()}


@dataclass(frozen=True)
class Policies:
    """The limits of everybody, and of the teams that have some of their own."""

    changed: Limits | None = None
    teams: Mapping[str, Limits] = field(default_factory=dict)

    @cached_property
    def general(self) -> Limits:
        """What holds for everybody: the defaults, where no file changes any."""
        return defaults() if self.changed is None else self.changed

    def of(self, team: str | None) -> Limits:
        """The limits that hold for a team, or for what belongs to none."""
        return self.general if team is None else self.teams.get(team, self.general)


@dataclass(frozen=True, slots=True)
class Said:
    """One limit that a file sets: for a team, or for everybody where `team` is ""."""

    team: str
    word: str
    key: str
    value: Amount | tuple[str, ...]
    place: Place


def read_policy(root: Place) -> tuple[tuple[Said, ...], list[Problem]]:
    """Every limit the file sets; nothing where there are problems."""
    known = {each.word: each for each in signals()}
    problems = list(_opening(root))
    said: list[Said] = []
    for word, place in root.entries():
        if word == "teams":
            for team, limits in place.entries():
                _read_signals(team, limits, known, said, problems)
            if not isinstance(place.node.value, Mapping):
                problems.append(place.problem(_BY_TEAM))
    _read_signals("", root, known, said, problems)
    return (() if problems else tuple(said)), problems


_BY_TEAM = "must be teams with limits, such as `payments: {blocked: {serious: 3 working days}}`"


def _opening(root: Place) -> Iterator[Problem]:
    version, sort = root.child("pitboard"), root.child("policy")
    if version is None:
        yield root.key_problem("pitboard", "is missing; write it, such as `pitboard: 1`")
    elif type(version.node.value) is not int or version.node.value != 1:
        yield version.problem("must be 1, the only grammar this version of Pitboard understands")
    if sort is not None and sort.node.value != "signals":
        hint = suggest(sort.node.value, ["signals"])
        yield sort.problem("must be signals, the only policy there is", hint)


def _read_signals(
    team: str,
    place: Place,
    known: Mapping[str, SignalPolicy],
    said: list[Said],
    problems: list[Problem],
) -> None:
    """Add what stands here to what is said, and to the problems."""
    if not isinstance(place.node.value, Mapping):
        problems.append(place.problem(_BY_TEAM))
    for word, limits in place.entries():
        if not team and word in (*_OPENING, "teams"):
            continue
        if word not in known:
            problems.append(_unknown(place, word, known))
        elif not isinstance(limits.node.value, Mapping):
            problems.append(limits.problem(f"must be a mapping, such as {_sample(known[word])}"))
        else:
            _read_limits(team, known[word], limits, said, problems)


def _unknown(place: Place, word: str, known: Mapping[str, SignalPolicy]) -> Problem:
    by_id = {each.id: each.word for each in known.values()}
    if word in by_id:
        return place.key_problem(word, f"{word} is called {by_id[word]} here", by_id[word])
    said = f'unknown signal "{word}"; the signals are {", ".join(sorted(known))}'
    return place.key_problem(word, said, suggest(word, known))


def _sample(signal: SignalPolicy) -> str:
    key, limit = next(iter(signal.limits.items()))
    return f"{{{key}: {_written(limit.default)}}}"


def _written(value: Amount | tuple[str, ...]) -> str:
    return str(value) if isinstance(value, Amount) else f"[{', '.join(value)}]"


def _read_limits(
    team: str, signal: SignalPolicy, place: Place, said: list[Said], problems: list[Problem]
) -> None:
    for key, where in place.entries():
        limit = signal.limits.get(key)
        if limit is None:
            message = f'{signal.word} has no limit "{key}"; it has {choices(list(signal.limits))}'
            problems.append(place.key_problem(key, message, suggest(key, signal.limits)))
            continue
        try:
            said.append(Said(team, signal.word, key, _value(where, limit), where))
        except Mistaken as error:
            problems.append(where.problem(str(error), error.suggestion))


def _value(place: Place, limit: Limit) -> Amount | tuple[str, ...]:
    if limit.units:
        return amount(place.node.value, limit.units)
    found = tuple(word for word, _ in place.words())
    for word in found:
        if word not in SOURCES and not word.startswith("label "):
            said = (
                f'"{word}" does not say that something is blocked; write status, flag, blocked_by'
            )
            raise Mistaken(f"{said} or label <name>", suggest(word, SOURCES))
    if not found:
        raise Mistaken("must be a list, such as [status, flag, label blocked, blocked_by]")
    return found


def join_policies(said: Iterable[Said]) -> tuple[Policies, list[Problem]]:
    """The limits of all files over the defaults, and limits that are set twice or out of order."""
    problems: list[Problem] = []
    first: dict[tuple[str, str, str], Said] = {}
    for each in said:
        other = first.setdefault((each.team, each.word, each.key), each)
        if other is not each:
            where = f"{other.place.file}:{other.place.node.line}"
            problems.append(each.place.problem(f"is set in {where} already; keep one of the two"))
    general = _over(defaults(), [each for each in first.values() if not each.team])
    teams = {
        team: _over(general, [each for each in first.values() if each.team == team])
        for team in {each.team for each in first.values()} - {""}
    }
    for signal in signals():
        for team in {each.team for each in first.values() if each.word == signal.word}:
            limits = (teams[team] if team else general)[signal.word]
            setting = [first.get((team, signal.word, key)) for key in ("serious", "watch")]
            problems += _out_of_order(next(filter(None, setting), None), signal, limits)
    return Policies(general, teams), problems


def _over(limits: Limits, said: Iterable[Said]) -> Limits:
    after = {word: dict(keys) for word, keys in limits.items()}
    for each in said:
        after[each.word][each.key] = each.value
    return after


def _out_of_order(
    said: Said | None, signal: SignalPolicy, limits: Mapping[str, Amount | tuple[str, ...]]
) -> Iterator[Problem]:
    """Tell a serious limit that is reached before the watch one; `said` is what set one of them."""
    watch, serious = limits.get("watch"), limits.get("serious")
    if said is None or not isinstance(watch, Amount) or not isinstance(serious, Amount):
        return
    if signal.limits["watch"].units != signal.limits["serious"].units:
        return
    if serious.size > watch.size if signal.falls else serious.size < watch.size:
        yield said.place.problem(
            f"serious ({serious}) is reached before watch ({watch}); change one of them"
        )
