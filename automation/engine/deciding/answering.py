"""Commands answered: refusals, help, and a word to whoever asked where a rule had none for them."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from automation.effects import Comment, Step, Verdict
from automation.engine.deciding.looking import Look
from automation.engine.deciding.taking import Call, Gathered
from automation.engine.folder.actors import asker, is_assignee, is_program
from automation.engine.folder.world import World
from automation.engine.grammar.allowing import who_may
from automation.engine.grammar.commands import (
    HELP,
    CannotReadError,
    Commanded,
    arguments,
    asked,
    named,
)
from automation.engine.grammar.evaluate import Known, failed
from automation.engine.grammar.rule import Rule
from automation.engine.language.frame import EvaluationError
from automation.engine.language.plain import in_comment
from automation.engine.language.vocabulary import suggest
from automation.model import Event
from automation.sayings import COMMANDS

_SEE_HELP: Final = "`/pitboard help` lists what you can ask."


def attend(
    call: Call, command: Commanded, gathered: Gathered, carry_out: Callable[[Call, Gathered], None]
) -> None:
    """Carry out what a person asked for, and answer them in any case."""
    look, event = call.look, call.event
    if event is not None and is_program(event, look.view.world):
        gathered.verdicts.append(_said(call, "held", "a program asks for nothing"))
        return
    known = Known(call.rule, look.known, look.now, event)
    refusal = refused(command, known, event, look.view.world, look.now) if event else None
    if refusal is not None:
        gathered.verdicts.append(_said(call, "unmet", refusal))
        _answer(call, gathered, refusal)
        return
    verdicts, steps = len(gathered.verdicts), _count(gathered)
    try:
        carry_out(call, gathered)
    except EvaluationError as error:
        gathered.verdicts.append(_said(call, "failed", failed(call.rule, error).because))
    if _count(gathered) == steps:
        said = gathered.verdicts[verdicts:]
        _answer(call, gathered, _nothing(said))


def command_of(call: Call) -> Commanded | None:
    """The command that called a rule; None where something else did."""
    event = call.event
    return None if event is None else _command(call.rule, event)


def unclaimed(look: Look, *, since: datetime) -> Iterator[Step]:
    """Answers to commands of `since` that no rule knows, help among them; each key once.

    Nobody is answered while no command is live: then Pitboard listens to nobody.
    """
    known = list(_live(look))
    found: dict[str, Step] = {}
    for event in _asked(look, since) if known else ():
        name = named(event)
        if name not in look.rules.listening.by_command:
            step = _step(look, COMMANDS, event, _help(known, name), _once(look, event, name))
            found.setdefault(step.effect.key, step)
    yield from found.values()


def _asked(look: Look, since: datetime) -> Iterator[Event]:
    """What people asked for in this look, programs and what is too old left out."""
    for reason in look.case.reasons:
        event = reason.event
        if event is None or not reason.name.startswith("occasion:") or not asked(event):
            continue
        if event.at >= since and not is_program(event, look.view.world):
            yield event


def _once(look: Look, event: Event, name: str) -> str:
    """What names the answer: the event, or the day where whoever asked is known to nobody. Anybody
    may comment on a public item, and nobody shall make Pitboard fill it with answers.
    """
    person = asker(event, look.view.world)
    if person is not None or is_assignee(event, look.known, person):
        return event.key
    return f"{HELP if name == HELP else 'unknown'}/{event.at:%Y-%m-%d}"


def _live(look: Look) -> Iterator[Commanded]:
    for rules in look.rules.listening.by_command.values():
        for rule in rules:
            if rule.state == "live":
                yield from (each for each in rule.triggers if isinstance(each, Commanded))


def _help(known: Sequence[Commanded], name: str) -> str:
    if name != HELP:
        near = suggest(name, [*(each.name for each in known), HELP])
        meant = f" Did you mean `/pitboard {near}`?" if near else ""
        return f"I do not know `/pitboard {in_comment(name)}`.{meant} {_SEE_HELP}"
    lines = {f"- `{each.usage}`: {each.help}. For {who_may(each.allow)}." for each in known}
    own = f"- `/pitboard {HELP}`: This list."
    return "\n".join(("You can ask this here:", "", *sorted(lines), own))


def refused(
    command: Commanded, known: Known, event: Event, world: World, now: datetime
) -> str | None:
    """Why the command is not carried out, as whoever asked is told; None where it is."""
    try:
        if command.allow is not None and not command.allow.holds(known, now):
            return f"`/pitboard {command.name}` is for {who_may(command.allow)}; nothing was done."
        arguments(command, event, world)
    except EvaluationError:
        return f"Pitboard could not tell who may use `/pitboard {command.name}`; nothing was done."
    except CannotReadError as error:
        usage = f"Write it as `{command.usage}`: {command.help}. {_SEE_HELP}"
        return f"{_sentence(str(error))} {usage}"
    return None


def _command(rule: Rule, event: Event) -> Commanded | None:
    heard = (t for t in rule.triggers if isinstance(t, Commanded) and t.hears(event))
    return next(heard, None)


def _nothing(said: Sequence[Verdict]) -> str:
    """Why nothing came of it, in the words of the verdict."""
    why = said[-1] if said else None
    match why.result if why else "":
        case "agreed":
            return "It is so already; nothing was done."
        case "held":
            return ""  # too old, or before the rule went live: nobody waits for it any more
        case "failed":
            where, parted, told = (why.because if why else "").partition(": ")
            return f"That cannot be done: {in_comment(told if parted else where)}."
        case _:
            told = f": {in_comment(why.because)}" if why else ""
            return f"Nothing was done{told}."


def _answer(call: Call, gathered: Gathered, text: str) -> None:
    if call.event is None or not text:
        return
    step = _step(call.look, call.rule.id, call.event, text)
    (gathered.shadow if call.rule.state == "shadow" else gathered.steps).append(step)


def _step(look: Look, rule: str, event: Event, text: str, once: str = "") -> Step:
    reply = Comment(
        connection=event.item_id.partition(":")[0],
        target=event.item_id,
        name="",
        text=text,
        occasion=f"{rule}/answer/{once or event.key}",
    )
    return Step(
        effect=reply,
        subject=look.case.subject,
        rule=rule,
        ruleset=look.rules.hash,
        because=f"{event.actor.login if event.actor else 'somebody'} asked for it",
        evidence=(),
    )


def _count(gathered: Gathered) -> int:
    return sum(map(len, (gathered.steps, gathered.shadow)))


def _said(call: Call, result: str, because: str) -> Verdict:
    look = call.look
    return Verdict(call.rule.id, look.rules.hash, look.item.id, look.now, result, because)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."
