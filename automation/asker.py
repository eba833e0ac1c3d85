"""The clock's part of asking: what there is to ask, and which of it goes out as a mail."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation import asks
from automation.asks import Ask
from automation.conduct import proposal
from automation.effects import Email
from automation.engine.folder.answers import SeenStatus
from automation.engine.grammar.rule import Rule
from automation.engine.ruleset.loader import RuleSet
from automation.store.record import Record
from automation.visibility import RESTRICTED

EVERY: Final = timedelta(minutes=1)
"""Wall time between two looks: a question is no alarm."""

HOURLY: Final = timedelta(hours=1)
"""Wall time between two looks at who listens to a rule: all that was said of late is counted."""


@dataclass(slots=True)
class Asker:
    """Keeps the one list of questions. `address` is where people reach the pages."""

    record: Record
    address: str
    _looked: datetime | None = None
    _heard: "_Heard | None" = None

    def tend(self, rules: RuleSet | None, *, wall: datetime, now: datetime) -> None:
        """Ask what is new, settle what is over, and mail what the week has room for."""
        if rules is None or (self._looked is not None and wall - self._looked < EVERY):
            return
        self._looked = wall
        if self.record.clocks.for_a_turn().is_playing_in:
            return
        self.record.asks.ask(list(self._wanted(rules, now)), now=now)
        self._mail(rules, wall, now)

    def _wanted(self, rules: RuleSet, now: datetime) -> Iterator[Ask]:
        seen = (SeenStatus(*each) for each in self.record.folder.statuses())
        for guess in rules.world.guesses(seen):
            yield asks.of_guess(guess.connection, guess.status, guess.group)
        by_id = {rule.id: rule for rule in rules.rules}
        for row in self.record.fuses.resting():
            if rule := by_id.get(row["rule"]):
                yield asks.of_rest(row, person(rules, rule), rule.title)
        for row, item in self.record.asks.trips(by_id):
            if rules.world.visibility(item) != RESTRICTED:  # the list is for the whole company
                yield asks.of_trip(row, person(rules, by_id[row["rule"]]), item.key)
        yield from self._proposed(rules, now)
        yield from self._about_rules(rules, now)

    def _proposed(self, rules: RuleSet, now: datetime) -> Iterator[Ask]:
        for proposed, item in self.record.asks.proposals(now):
            if rules.world.visibility(item) != RESTRICTED:  # the list is for the whole company
                owner = rules.world.owner_of(item).value or ""
                if proposed.who != owner:  # nobody is asked about what they said themselves
                    yield asks.of_proposal(proposed, owner, item.key)

    def _about_rules(self, rules: RuleSet, now: datetime) -> Iterator[Ask]:
        calendar = rules.world.calendar(None)
        for rule in rules.rules:
            due = rule.review_by
            if due is not None and due < calendar.day(now):
                yield asks.of_review(rule.id, person(rules, rule), rule.title, due, rule.file)
        noisy = self._noise(rules, now)
        for rule in rules.rules:
            if said := noisy.get(rule.id):
                yield asks.of_noise(rule.id, person(rules, rule), said, rule.file, now)

    def _noise(self, rules: RuleSet, now: datetime) -> Mapping[str, str]:
        """What is to be said of live rules that nobody listens to: as it was within the hour."""
        wall, known = self._looked, self._heard
        if wall is None:
            return {}
        if known is None or known.hash != rules.hash or wall - known.at >= HOURLY:
            live = [rule.id for rule in rules.rules if rule.state == "live"]
            world = rules.world
            conducts = self.record.conducts.heard(
                live, world.calendar(None), now, is_program=world.is_program
            )
            said = {rule: proposal(each) for rule, each in conducts.items()}
            known = self._heard = _Heard(rules.hash, wall, said)
        return known.said

    def _mail(self, rules: RuleSet, wall: datetime, now: datetime) -> None:
        waiting = [row for row in self.record.asks.listed() if row["mailed_at"] is None]
        people = rules.world.people.by_id
        mails = {id_: each.mail for id_, each in people.items() if each.mail}
        mailed = self.record.asks.mailed(now)
        for row, address in asks.within_budget(waiting, mailed, mails):
            email = self._letter(row, address)
            self.record.asks.mail(row, email, version=rules.hash, wall=wall, now=now)

    def _letter(self, row: asks.Row, address: str) -> Email:
        text = (
            f"{row['question']}\n\nAs long as nobody answers, {row['otherwise']}. It is not asked "
            f"again.\n\n{self.address}{row['url']}\nAll questions: {self.address}/asks\n"
        )
        subject = f"A question about {row['subject']}"
        return Email(address, subject, text, f"ask:{row['id']}", "ask")


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was to be said of each live rule of a set that nobody listens to, and when."""

    hash: str
    at: datetime
    said: Mapping[str, str]


def person(rules: RuleSet, rule: Rule) -> str:
    """The id of whom a rule is of, or of who leads the team it is of; "" where no file tells."""
    team = rules.world.team(rule.owner)
    id_ = (team.lead if team else None) or rule.owner
    return id_ if id_ in rules.world.people.by_id else ""
