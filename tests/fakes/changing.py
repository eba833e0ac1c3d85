"""The half of the tracker in memory that moves, assigns, links and opens items."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from automation.ports import Bond, Column, Draft, Holder, Made, Move

FLOW = {"To Do": "new", "In Progress": "indeterminate", "In Review": "indeterminate"}


@dataclass
class FakeChanges:
    """Where items stand, who has them, what they are linked to, and what was opened."""

    flow: dict[str, str] = field(default_factory=lambda: {**FLOW, "Done": "done"})
    status: str = "To Do"
    asks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    held_by: tuple[str, ...] = ()
    people: dict[str, str] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    instead: str = ""
    opened: list[tuple[Draft, str]] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    seen_by: str = "internal"

    def column(self, key: str, *, timeout: float) -> Column:
        self._asked(timeout, key)
        return Column(self.status, self.flow[self.status])

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        self._asked(timeout, key)
        ways = [name for name in self.flow if name != self.status]
        return [Move(name, Column(name, self.flow[name]), self.asks.get(name, ())) for name in ways]

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        self._asked(timeout)
        self.status = move.to.name
        self._done("moved", key, move.to.name)

    def holders(self, key: str, *, timeout: float) -> Sequence[Holder]:
        self._asked(timeout, key)
        return [Holder(each, each.title()) for each in self.held_by]

    def holder(self, account: str, *, timeout: float) -> Holder:
        self._asked(timeout)
        return Holder(account, account.title())

    def called(self, key: str, name: str, *, timeout: float) -> Sequence[Holder]:
        self._asked(timeout, key, name)
        return [Holder(account, shown) for account, shown in self.people.items()]

    def hand_over(self, key: str, account: str | None, *, timeout: float) -> None:
        self._asked(timeout)
        self.held_by = (account,) if account else ()
        self._done("assigned", key, str(account))

    def bond(self, key: str, relation: str, to: str, *, timeout: float) -> Bond:
        self._asked(timeout, key)
        stands, starts = (relation, to) in self.links, relation != "blocks"
        return Bond("1", "2", stands, instead=self.instead, starts=starts)

    def tie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        self._asked(timeout, bond)
        self.links.add((relation, to))
        self._done("tied", key, to)

    def untie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        self._asked(timeout, bond)
        self.links.discard((relation, to))
        self._done("untied", key, to)

    def audience(self, project: str, *, timeout: float) -> str:
        self._asked(timeout, project)
        return self.seen_by

    def open_item(self, draft: Draft, marker: str, *, timeout: float) -> Made:
        self._asked(timeout)
        self.opened.append((draft, marker))
        self._done("opened", draft.project, draft.title)
        return Made(str(9000 + len(self.opened)), f"{draft.project}#{len(self.opened)}")

    def find_item(self, project: str, marker: str, *, timeout: float) -> Made | None:
        self._asked(timeout)
        for number, (draft, mark) in enumerate(self.opened, start=1):
            if (draft.project, mark) == (project, marker):
                return Made(str(9000 + number), f"{project}#{number}")
        return None

    def place(self, made: Made, draft: Draft, *, timeout: float) -> None:
        self._asked(timeout)
        if made.key not in self.placed:
            self.placed.add(made.key)
            self._done("placed", made.key, draft.parent)

    def _asked(self, timeout: float, *about: object) -> None:
        """A call about this begins."""

    def _done(self, verb: str, key: str, what: str) -> None:
        """A write was made."""
