"""What the plan of an epic is made of. Days are numbers of `days.Days`."""

from dataclasses import dataclass
from typing import Final

PAY, LOG, LOY, SEC = "PAY", "LOG", "LOY", "SEC"
STOREFRONT, MOBILE, VAULT = "acme/storefront", "acme/mobile", "acme/vault"
TILL = "acme/payments"
"""The repository of Payments: pull requests only, the work itself stands in PAY."""

HOME: Final = {
    PAY: "payments",
    LOG: "logistics",
    LOY: "payments",
    SEC: "security",
    STOREFRONT: "storefront",
    VAULT: "storefront",
    MOBILE: "mobile",
    TILL: "payments",
}
"""Whose people work in a project or a repository."""

LEAD: Final = {
    "payments": "mara",
    "logistics": "greta",
    "storefront": "nora",
    "mobile": "ada",
    "security": "aiko",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An epic from its first day to its last.

    `done` of its children are finished at the end of the past and `doing` are begun; of all of
    them the last `dropped` are given up, and those after `baseline` are added while it runs, on
    the days `added`. `dates` are pairs: on that day somebody promised that one. `finish` is the
    day of the last child, None where work goes on. `typed` are the days from which its owner
    typed another health than "On track".
    """

    name: str
    place: str
    title: str
    text: str
    opened: int
    begun: int
    children: tuple[str, ...]
    finish: int | None = None
    done: int = 0
    doing: int = 0
    dropped: int = 0
    added: tuple[int, ...] = ()
    dates: tuple[tuple[int, int], ...] = ()
    labels: tuple[str, ...] = ()
    typed: tuple[tuple[int, str], ...] = ()
    elsewhere: int = 0
    """So many of its first children stand in the storefront's repository instead."""
    halted: int | None = None
    """The day from which nobody works on it."""

    @property
    def is_over(self) -> bool:
        """Whether the past ends with all of it done."""
        return self.finish is not None and self.finish <= 0

    @property
    def lead(self) -> str:
        """Who answers for it."""
        return LEAD[HOME[self.place]]
