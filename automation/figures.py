"""Numbers as people write them, in pages and mails."""

from typing import Final

_SMALL: Final = 10


def number(count: int) -> str:
    """1,200."""
    return f"{count:,}"


def figure(value: object) -> str:
    """1,200 or 38.2: a number of a table as people write it; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def rounded(value: float) -> str:
    """41, or 2.5 where it is small: no more digits than a reader uses."""
    return figure(round(value) if value >= _SMALL else round(value, 1))
