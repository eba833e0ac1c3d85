"""Effects that change where an item stands, whose it is and what it belongs to, or open a new one.

They are wishes as those of `effects`, which names them beside labels, fields and words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetStatus:
    """A settable wish: the target stands in the status `value`, reached as its tracker allows.

    `value` may be a group (todo, doing, done, dropped); `groups` then says what mapping.yaml takes
    statuses for, by their names as they are compared. `basis` is the status that stood when the
    wish was made. `stands` says that nothing is to be done, as far as the record knows.
    """

    connection: str
    target: str
    value: str
    basis: str
    groups: tuple[tuple[str, str], ...] = ()
    stands: bool = False

    @property
    def field(self) -> str:
        """A target has one status."""
        return "status"

    @property
    def key(self) -> str:
        """One open row for each target: a newer wish replaces the older one."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class SetAssignee:
    """A settable wish: the target is the work of the account `value`, or of nobody.

    Where `by_name`, nobody has told us the account, and `value` is the name that people see. `who`
    is the id of the person in people.yaml, "" for nobody. `basis` are the people who stood
    there when the wish was made, as their tracker shows them; what is somebody's work is only
    given to another where the wish `replaces`. `stands` as for a SetStatus.
    """

    connection: str
    target: str
    who: str
    value: str | None
    basis: tuple[str, ...]
    replaces: bool = False
    stands: bool = False
    by_name: bool = False

    @property
    def field(self) -> str:
        """A target has its people in one place."""
        return "assignees"

    @property
    def key(self) -> str:
        """One open row for each target: a newer wish replaces the older one."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class SetLink:
    """A settable wish: the target is to the item `to` what `relation` says.

    `relation` is blocks, blocked_by, parent or relates; `to` is the key of an item of the same
    tracker. `value` is `to` again, or None where the link shall not stand. `stands` as above.
    """

    connection: str
    target: str
    relation: str
    to: str
    value: str | None
    stands: bool = False

    @property
    def field(self) -> str:
        """What keeps two links of one target apart; it has one parent at a time."""
        other = "" if self.relation == "parent" else f":{self.to}"
        return f"link:{self.relation}{other}"

    @property
    def key(self) -> str:
        """One open row for each (target, relation, other item)."""
        return f"{self.target}/{self.field}"


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is opened once, because of the item `origin`. `occasion` as for a Comment.

    `kind` is the tracker's own type of it, "" for its usual one; `parent` is the key of the item it
    is part of, or "". `audience` is the visibility of the item that its words are made of.
    """

    connection: str
    origin: str
    project: str
    kind: str
    title: str
    text: str
    labels: tuple[str, ...]
    parent: str
    audience: str
    occasion: str

    @property
    def target(self) -> str:
        """No item yet: whatever is opened at this connection."""
        return anything_of(self.connection)

    @property
    def field(self) -> str:
        """What keeps two new items apart."""
        return f"create:{self.origin}:{self.occasion}"

    @property
    def value(self) -> str:
        """What it is called."""
        return self.title

    @property
    def key(self) -> str:
        """(item, occasion), never the delivery: opened once, it is never opened again."""
        return f"{self.origin}/create:{self.occasion}"


def anything_of(connection: str) -> str:
    """Stands for an item of a connection that has no id yet."""
    return f"{connection}:*"
