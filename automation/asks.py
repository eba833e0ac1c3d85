"""Whatever Pitboard asks of a person, in one shape: a question, and what holds if nobody answers.

Pure: what is known in, questions out. Each is named after what it asks about, so that it is asked
once; another date, another run or another value is another question.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from automation.dates import spoken
from automation.sayings import Proposal

WEEKLY: Final = 2
"""Questions that are mailed to one person within seven days; the others stand on the page."""

LASTS: Final = timedelta(days=28)
"""How long a question stays open. Then what holds without an answer holds for good."""

GUESS, FUSE, TRIP, PROPOSAL, REVIEW, NOISE = (
    *("guess", "fuse", "trip"),
    *("proposal", "review", "noise"),
)
MAILED: Final = (REVIEW, NOISE)
"""Kinds that are mailed. A rule that rests told its owner when it began to, what is proposed is
mailed by the rule that takes it; a guess is nobody's."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. `person` is the id of whom it is for, "" for whoever keeps the rules.

    `subject` is the rule, the item or the status it is about, `otherwise` what holds as long as
    nobody answers, and `url` a page of ours that shows more, from its root.
    """

    kind: str
    name: str
    person: str
    subject: str
    question: str
    otherwise: str
    url: str

    @property
    def id(self) -> str:
        """What it is answered by."""
        return f"{self.kind}:{self.name}"


def of_guess(connection: str, status: str, group: str | None) -> Ask:
    """Whether a status that no file names means what it is taken for."""
    meant = f'is "{status}" of {connection} {group}?' if group else f'what is "{status}"?'
    holds = f"it counts as {group}" if group else "work that stands there counts as not begun"
    return Ask(
        *(GUESS, f"{connection}/{status}/{group or ''}", "", f"{connection}: {status}"),
        question=f"{meant[0].upper()}{meant[1:]} Name it in rules/mapping.yaml.",
        otherwise=holds,
        url="/operations",
    )


def of_rest(row: Row, owner: str, title: str) -> Ask:
    """Whether a rule that rests may go on."""
    rule = row["rule"]
    return Ask(
        *(FUSE, f"{rule}/{row['run']}", owner, rule),
        question=f'"{title}" rests. Is what it wants right? `pitboard apply {rule} --all` asks.',
        otherwise="it rests, and nothing of what it wants is written",
        url="/operations",
    )


def of_trip(row: Row, owner: str, key: str) -> Ask:
    """Whether a rule may write again where it wrote to and fro."""
    rule = row["rule"]
    return Ask(
        *(TRIP, f"{rule}/{row['item']}/{row['field']}/{row['at']:%Y%m%d%H%M}", owner, rule),
        question=f"{rule} wrote {row['field']} of {key} to and fro: which rule is right there?",
        otherwise="it writes nothing there, and works everywhere else",
        url=f"/items/{key.replace('#', '%23')}",
    )


def of_proposal(proposed: Proposal, owner: str, key: str) -> Ask:
    """Whether a field shall read what somebody proposed in a comment."""
    name = f"{proposed.item_id}/{proposed.field}/{proposed.who}/{proposed.at:%Y%m%d%H%M%S}"
    return Ask(
        *(PROPOSAL, name, owner, key),
        question=f"{proposed.by} proposes {spoken(proposed.value)} as {proposed.field} of {key}. "
        "Set it in the tracker if that is right.",
        otherwise="it stays as it is",
        url=f"/items/{key.replace('#', '%23')}",
    )


def of_review(rule: str, owner: str, title: str, due: date, file: str) -> Ask:
    """Whether a rule is still wanted whose day of review has passed."""
    return Ask(
        *(REVIEW, f"{rule}/{due}", owner, rule),
        question=f'"{title}" was to be reviewed by {spoken(str(due))}. Is it still wanted? Name '
        "another day in its file, or pause it.",
        otherwise="it goes on as it is",
        url=f"/rules/{file}",
    )


def of_noise(rule: str, owner: str, said: str, file: str, now: datetime) -> Ask:
    """Whether a rule shall go on that nobody listens to; once a quarter."""
    quarter = f"{now.year}-{(now.month - 1) // 3 + 1}"
    return Ask(
        *(NOISE, f"{rule}/{quarter}", owner, rule),
        question=said,
        otherwise="it goes on as it is",
        url=f"/rules/{file}",
    )


def within_budget(
    waiting: Iterable[Row], mailed: Mapping[str, int], mails: Mapping[str, str]
) -> Iterator[tuple[Row, str]]:
    """Those questions that may be mailed now, oldest first, each with the address it goes to.

    `mailed` counts what each person was mailed in the last seven days.
    """
    left = {person: WEEKLY - mailed.get(person, 0) for person in mails}
    for row in waiting:
        if row["kind"] in MAILED and left.get(row["person"], 0) > 0:
            left[row["person"]] -= 1
            yield row, mails[row["person"]]
