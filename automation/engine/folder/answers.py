"""What the mapping files say of one item: a word, why, and whether it was guessed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """A team, an objective, a kind of work, a group or a type. `value` None: nothing says.

    `because` is a sentence part for people: "its epic PAY-1 belongs to Payments".
    """

    value: str | None
    because: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class SeenStatus:
    """A status as a board has it. `category` is Jira's own word for it, "" where it has none."""

    connection: str
    name: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A status that no file names, and what Pitboard takes it for. `group` None: no idea."""

    connection: str
    status: str
    group: str | None

    def __str__(self) -> str:
        """What to do about it, in one line."""
        mend = "put it into rules/mapping.yaml under statuses"
        if self.group is None:
            return f"{self.connection}: status '{self.status}' says nothing to Pitboard: {mend}"
        return f"{self.connection}: status '{self.status}' is guessed to be {self.group}: {mend}"


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody who asked for an item. `since` None: not known since when.

    `how` says how we know: "label customer:acme", "jira:SUP-7", "requests.csv:3".
    """

    customer: str
    since: datetime | None
    how: str
    url: str = ""
