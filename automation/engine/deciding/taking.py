"""Taking the steps of one rule for one item: the effects they wish for, and what is said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from automation.changes import SetAssignee, SetLink, SetStatus
from automation.effects import Effect, Plan, SetField, SetLabel, Spoken, Step, Verdict, Wake
from automation.engine.deciding.accounts import account
from automation.engine.deciding.evidence import evidence
from automation.engine.deciding.looking import Look
from automation.engine.deciding.outside import shown
from automation.engine.deciding.standing import read_place
from automation.engine.folder.facts import ItemFacts, facts
from automation.engine.grammar.action import Occasion, Start, Wanted
from automation.engine.grammar.commands import named
from automation.engine.grammar.evaluate import Judgement, Known, failed, judge
from automation.engine.grammar.repeating import Round, occasion_of, rounds, told
from automation.engine.grammar.rule import Rule
from automation.engine.grammar.step import Act
from automation.engine.grammar.triggers import Held, Silence
from automation.engine.language.frame import EvaluationError, day
from automation.model import Event, Evidence, Item
from automation.ports import Reason
from automation.sayings import Proposal, Saying, Snooze
from automation.values import read_as
from automation.visibility import PUBLIC, company


@dataclass(frozen=True, slots=True)
class Call:
    """One rule called by one agenda row. `happened` names the occasion, whatever brought it."""

    look: Look
    rule: Rule
    reason: Reason
    happened: str

    @property
    def event(self) -> Event | None:
        """What happened, None for a sweep or a schedule."""
        return self.reason.event

    @property
    def timer(self) -> Held | Silence | None:
        """The trigger whose time has come, None for everything else."""
        found = self.look.rules.timers.by_name.get(self.reason.name)
        return found.trigger if found else None


@dataclass(slots=True)
class Gathered:
    """What the calls of one look come to."""

    steps: list[Step] = field(default_factory=list)
    shadow: list[Step] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    wakes: list[Wake] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)

    def plan(self, subject: str) -> Plan:
        """All of it as a plan."""
        return Plan(
            subject=subject,
            steps=tuple(self.steps),
            settled=tuple(self.settled),
            shadow=tuple(self.shadow),
            verdicts=tuple(self.verdicts),
            wakes=tuple(self.wakes),
            sayings=tuple(self.sayings),
        )


@dataclass(frozen=True, slots=True)
class _Taking:
    """One call about one item."""

    call: Call
    item: Item
    seen: ItemFacts
    known: Known
    judgement: Judgement

    def said(self, result: str, because: str) -> Verdict:
        look = self.call.look
        return Verdict(self.call.rule.id, look.rules.hash, self.item.id, look.now, result, because)


def take(call: Call, item: Item, gathered: Gathered) -> None:
    """Judge the item, take the steps of `then` or `else`, and say what came of it."""
    look, rule = call.look, call.rule
    seen = look.known if item.id == look.item.id else facts(item, look.view)
    known = Known(rule, seen, look.now, call.event)
    judgement = judge(rule, known, look.now)
    taking = _Taking(call, item, seen, known, judgement)
    acts = {"met": rule.then, "unmet": rule.otherwise}.get(judgement.result, ())
    if not acts:
        gathered.verdicts.append(taking.said(judgement.result, judgement.because))
        return
    try:
        wanted, left_out = _wanted(taking, acts)
    except EvaluationError as error:
        gathered.verdicts.append(taking.said("failed", failed(rule, error).because))
        return
    snoozed = _unspoken(taking, wanted)
    if snoozed is not None:
        gathered.verdicts.append(taking.said("held", snoozed))
        wanted = [(act, effect) for act, effect in wanted if not isinstance(effect, Spoken)]
        if not wanted:
            return
    acted = [_gather(taking, act, effect, gathered) for act, effect in wanted]
    result = "shadow" if rule.state == "shadow" else "acted" if any(acted) else "agreed"
    gathered.verdicts.append(taking.said(result, f"{judgement.because}{left_out}"))


def _unspoken(taking: _Taking, wanted: Sequence[tuple[Act, Wanted]]) -> str | None:
    """Why nothing may be said of the item now; None where something may, or there is nothing to
    say. Whoever asks in a comment is answered.
    """
    call = taking.call
    snooze = call.look.case.sayings.snoozed.get(taking.item.id)
    is_asked = call.event is not None and bool(named(call.event))
    if snooze is None or is_asked or not any(isinstance(each, Spoken) for _, each in wanted):
        return None
    return f"{snooze.by} asked for quiet until {day(snooze.until)}"


def _wanted(taking: _Taking, acts: Sequence[Act]) -> tuple[list[tuple[Act, Wanted]], str]:
    """What the steps come to, each with its step, and what was left out of them, in words."""
    wanted: list[tuple[Act, Wanted]] = []
    left_out = ""
    for act in acts:
        each, more = rounds(act, taking.known, taking.call.look.now)
        wanted += [(act, effect) for one in each for effect in _effects(taking, act, one)]
        if more:
            left_out += f"; step {act.id} took the first {len(each)} of {len(each) + more}"
    return wanted, left_out


def _effects(taking: _Taking, act: Act, one: Round) -> Iterator[Wanted]:
    call, look = taking.call, taking.call.look
    if act.condition is not None and not act.condition.holds(one.known, look.now):
        return
    known = told(act, one, _told(taking, act))
    occasion = Occasion(
        rule=call.rule.id,
        step=act.id,
        happened=occasion_of(act, one, call.happened, known, look.now),
        item=taking.item,
        event=call.event,
        view=look.view,
        at=call.event.at if call.event else look.now,
        by=_by(taking),
        who=_by(taking, "person") or _by(taking, "account"),
        account=partial(account, look, taking.item),
    )
    yield from act.effects(occasion, known, look.now)


def _by(taking: _Taking, field: str = "name") -> str:
    """Who did it, by the name that people.yaml has for them, or by another field."""
    actor = taking.known.get("actor")
    found = actor.get(field) if isinstance(actor, Mapping) else None
    return str(found or ("somebody" if field == "name" else ""))


def _told(taking: _Taking, act: Act) -> Known:
    """What the texts of a step may tell: nothing narrower than whoever reads them has a name."""
    item, look = taking.item, taking.call.look
    readers = company(item) if act.action.inside else item.visibility
    is_own = readers == PUBLIC and item.id == look.item.id
    return taking.known.told_to(readers, look.outside if is_own else None)


def _gather(taking: _Taking, act: Act, effect: Wanted, gathered: Gathered) -> bool:
    """Put one effect where it belongs; whether something is to be done."""
    if isinstance(effect, Start):
        return _start(taking, effect, gathered)
    if isinstance(effect, Saying):
        return _kept(taking, effect, gathered)
    if taking.call.rule.state == "shadow":
        gathered.shadow.append(_step(taking, act, effect))
        return False
    # A later occasion of the same look has the last word about a field.
    gathered.steps[:] = [each for each in gathered.steps if each.effect.key != effect.key]
    if stands(taking.item, effect):
        gathered.settled.append(effect.key)
        return False
    gathered.settled[:] = [key for key in gathered.settled if key != effect.key]
    gathered.steps.append(_step(taking, act, effect))
    return True


def _kept(taking: _Taking, saying: Saying, gathered: Gathered) -> bool:
    """Keep what a person said, and let the rules that write here look again when it tells."""
    call, look = taking.call, taking.call.look
    if call.rule.state == "shadow":
        return False
    gathered.sayings.append(saying)
    due = max(saying.until, look.now) if isinstance(saying, Snooze) else look.now
    for rule in look.rules.rules if not isinstance(saying, Proposal) else ():
        if rule.derive is not None and rule.state == "live":
            name = f"wake:{rule.id}:{call.happened}"
            gathered.wakes.append(Wake(taking.item.id, name, "company", due))
    return True


def _start(taking: _Taking, start: Start, gathered: Gathered) -> bool:
    """Let another rule look at the item; a rule that was woken so wakes nobody."""
    call = taking.call
    if call.rule.state == "shadow" or call.reason.name.startswith("wake:"):
        return False
    name = f"wake:{start.rule}:{call.happened}"
    gathered.wakes.append(Wake(taking.item.id, name, "company", call.look.now))
    return True


def stands(item: Item, effect: Effect) -> bool:
    """Whether a settable wish is so already; what is said is never known to be said here."""
    match effect:
        case SetLabel():
            wanted = () if effect.value is None else (effect.value,)
            return tuple(sorted(item.labels & set(effect.slot))) == wanted
        case SetField():
            found = read_place(item, effect.place)
            return read_as(found) == effect.value
        case SetStatus() | SetAssignee() | SetLink():
            return effect.stands
        case _:
            return False


def _step(taking: _Taking, act: Act, effect: Effect) -> Step:
    call = taking.call
    return Step(
        effect=effect,
        subject=call.look.case.subject,
        rule=call.rule.id,
        ruleset=call.look.rules.hash,
        because=taking.judgement.because,
        evidence=shown(_evidence(taking, act), taking.item, call.look.view.around),
        # Without its target: what is said once is said of one thing.
        once=effect.field if act.once is not None else "",
    )


def _evidence(taking: _Taking, act: Act) -> tuple[Evidence, ...]:
    """The event itself; for a sweep the last changes of what was read."""
    event = taking.call.event
    if event is None:
        return evidence(taking.seen, taking.judgement.reads | act.reads, frozenset())
    text = event.kind.partition(".")[2].replace(".", " ").replace("_", " ")
    by = f" by {event.actor.login}" if event.actor else ""
    return (Evidence(f"{text}{by}", event.url, event.at, event.key),)
