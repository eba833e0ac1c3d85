"""What deciding returns: Plans made of Steps and Verdicts, and what becomes of a Step.

Deciding code returns these; only `deliver` changes the world.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from automation.appraisal import Status
from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.model import Derived, Evidence, Override
from automation.removals import RemoveComment
from automation.sayings import Saying


class Outcome(StrEnum):
    """What became of a Step, as a value and never as an accident."""

    DONE = "done"
    ALREADY = "already"
    HELD = "held"
    FAILED = "failed"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SetLabel:
    """A settable wish: of the labels in `slot`, exactly `value` stands on the target, or none.

    `basis` is what stood there when the wish was made: a different value found at the tracker
    is a person's newer edit and stops the write.
    """

    connection: str
    target: str
    field: str
    slot: tuple[str, ...]
    value: str | None
    basis: tuple[str, ...]

    @property
    def key(self) -> str:
        """One open row for each (target, field): a newer wish replaces the older one."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class SetField:
    """A settable wish: `field` ("health") reads `value` where it lands, at `place` of the target.

    `place` is the tracker's id of the field ("customfield_10050") or "project/7/Health". `basis`
    is what stood there when the wish was made, unless nobody has `told` us what stands there yet:
    then whatever does is no newer edit. Values are as people read them ("At risk"); the tracker's
    client turns them into what its API takes.
    """

    connection: str
    target: str
    field: str
    place: str
    value: str | None
    basis: str | None
    told: bool = True

    @property
    def key(self) -> str:
        """One open row for each (target, field): a newer wish replaces the older one."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said under an item. A sticky one has a `name`, stands once and is edited in place;
    `occasion` is the event, or the change of a value, that it speaks about. With a `basis` it goes
    back to former words, and only where it still reads that.
    """

    connection: str
    target: str
    name: str
    text: str
    occasion: str
    basis: str | None = None

    @property
    def field(self) -> str:
        """What keeps two comments of one target apart."""
        return f"comment:{self.name or self.occasion}"

    @property
    def value(self) -> str:
        """What it reads: a sticky comment that reads so already is not written again."""
        return self.text

    @property
    def key(self) -> str:
        """Sticky: (target, name). Otherwise the occasion, never the delivery, tells it apart."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class Email:
    """A mail to one person, about one item or of one report. `occasion` as for a Comment.

    `html` says what `text` says, "" for a plain mail. `headers` are further ones, by name.
    """

    recipient: str
    subject: str
    text: str
    target: str
    occasion: str
    connection: str = "email"
    html: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        """What keeps two mails about one target apart."""
        return f"mail:{self.recipient}:{self.occasion}"

    @property
    def value(self) -> str:
        """What it says."""
        return self.text

    @property
    def key(self) -> str:
        """(target, recipient, occasion), never the delivery: said once, it is never repeated."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for one person. Those of one `digest` ("", "hourly", "daily 09:00") become one mail;
    without a digest it is a mail by itself. `url` is where the line leads.
    """

    recipient: str
    text: str
    url: str
    target: str
    occasion: str
    digest: str = ""
    connection: str = "email"

    @property
    def field(self) -> str:
        """What keeps two lines about one target apart."""
        return f"notice:{self.recipient}:{self.occasion}"

    @property
    def value(self) -> str:
        """What it says."""
        return self.text

    @property
    def key(self) -> str:
        """(target, recipient, occasion), as for a mail."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """JSON that is posted to an address of somebody else's, once an occasion."""

    url: str
    body: str
    target: str
    occasion: str
    connection: str = "webhook"

    @property
    def field(self) -> str:
        """What keeps two messages about one target apart."""
        return f"webhook:{self.occasion}"

    @property
    def value(self) -> str:
        """What is posted."""
        return self.body

    @property
    def key(self) -> str:
        """(target, occasion), never the delivery; who gets it knows a repeat by this."""
        return f"{self.target}/{self.field}"


Settable = SetLabel | SetField | SetStatus | SetAssignee | SetLink | RemoveComment
Mail = Email | Notice
Spoken = Comment | Email | NewItem | Notice | Webhook
Effect = Settable | Spoken


@dataclass(frozen=True, slots=True)
class Step:
    """One wanted effect with the rule, the reason and the evidence behind it.

    What is spoken is not said before `opens`, by the company's clock. `once` names what is said a
    single time for ever; "" where the occasion alone tells.
    """

    effect: Effect
    subject: str
    rule: str
    ruleset: str
    because: str
    evidence: tuple[Evidence, ...]
    opens: datetime | None = None
    once: str = ""


FIRED: Final = "fired"

ARM: Final = "timer:*:arm"
"""The row that arms the timers of rules at an item and does nothing else; `changed` names them."""


@dataclass(frozen=True, slots=True)
class Wake:
    """A later look at a subject. `due_on` is the clock that counts: "wall" or "company"; on FIRED
    nobody looks again, and the row keeps that it was. `since` is when what a timer waits for
    began, as text that sorts: a row that has fired is moved by a later beginning alone.
    """

    subject: str
    reason: str
    due_on: str
    due_at: datetime
    since: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a trace: what was asked, what it came to, and the values it looked at."""

    text: str
    held: bool | None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why one rule did or did not act on one subject.

    `result` is one of: acted, agreed, held, shadow, not_about, unmet, no_row,
    waiting, failed.
    """

    rule: str
    ruleset: str
    subject: str
    at: datetime
    result: str
    because: str
    trace: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that deciding wants for one subject; nothing of it has happened yet.

    `settled` holds the keys of effects that need no write now: an older wish still waiting
    under such a key is withdrawn. `type` is what the item is in our words, "" where nobody asked.
    `sayings` are what people said to Pitboard, to be kept.
    """

    subject: str
    steps: tuple[Step, ...] = ()
    settled: tuple[str, ...] = ()
    shadow: tuple[Step, ...] = ()
    derived: tuple[Derived, ...] = ()
    overrides: tuple[Override, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    wakes: tuple[Wake, ...] = ()
    status: Status | None = None
    type: str = ""
    sayings: tuple[Saying, ...] = ()
