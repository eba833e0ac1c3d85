"""An effect that takes back what Pitboard said: a comment of its own is deleted.

It is wished as those of `effects`, which names it beside labels, fields and words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RemoveComment:
    """A settable wish: the comment that stands as `field` ("comment:status") stands no more."""

    connection: str
    target: str
    field: str

    @property
    def value(self) -> None:
        """Nothing is left of it."""
        return

    @property
    def key(self) -> str:
        """As the comment's own: by it the comment was marked, and is found again."""
        return f"{self.target}/{self.field}"
