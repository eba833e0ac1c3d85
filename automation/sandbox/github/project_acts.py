"""What can be done to the organisation's project, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AddItem:
    """Put the issue or pull request of this id into the project."""

    content: int


@dataclass(frozen=True, slots=True)
class SetField:
    """Give one field of an item a value, or none.

    A value is a text, a number, a date as `2026-03-02`, or the id of an option or iteration.
    """

    item: int
    field: int
    value: str | float | None


@dataclass(frozen=True, slots=True)
class RemoveItem:
    """Take an item out of the project."""

    item: int


ProjectAct = AddItem | SetField | RemoveItem
