"""What a tracker says in which no item is moved, given away, tied or opened."""

from collections.abc import Sequence

from automation.errors import ServiceError
from automation.ports import Bond, Column, Draft, Holder, Made, Move


class Unchanging:
    """Refuses every change. Raises ServiceError."""

    def column(self, key: str, *, timeout: float) -> Column:
        """Refused."""
        del timeout
        raise _never(key)

    def moves(self, key: str, *, timeout: float) -> Sequence[Move]:
        """Refused."""
        del timeout
        raise _never(key)

    def move(self, key: str, move: Move, *, timeout: float) -> None:
        """Refused."""
        del move, timeout
        raise _never(key)

    def holders(self, key: str, *, timeout: float) -> Sequence[Holder]:
        """Refused."""
        del timeout
        raise _never(key)

    def shown(self, account: str, *, timeout: float) -> str:
        """Refused."""
        del timeout
        raise _never(account)

    def hand_over(self, key: str, account: str | None, *, timeout: float) -> None:
        """Refused."""
        del account, timeout
        raise _never(key)

    def bond(self, key: str, relation: str, to: str, *, timeout: float) -> Bond:
        """Refused."""
        del relation, to, timeout
        raise _never(key)

    def tie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Refused."""
        del relation, to, bond, timeout
        raise _never(key)

    def untie(self, key: str, relation: str, to: str, bond: Bond, *, timeout: float) -> None:
        """Refused."""
        del relation, to, bond, timeout
        raise _never(key)

    def audience(self, project: str, *, timeout: float) -> str:
        """Refused."""
        del timeout
        raise _never(project)

    def open_item(self, draft: Draft, marker: str, *, timeout: float) -> Made:
        """Refused."""
        del marker, timeout
        raise _never(draft.project)

    def find_item(self, project: str, marker: str, *, timeout: float) -> Made | None:
        """Nothing was ever opened there."""
        del project, marker, timeout
        return None

    def place(self, made: Made, draft: Draft, *, timeout: float) -> None:
        """Refused."""
        del draft, timeout
        raise _never(made.key)


def _never(key: str) -> ServiceError:
    return ServiceError(
        f"nothing is changed in {key}: it stands in the rule folder", retryable=False
    )
