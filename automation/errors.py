"""Every error Pitboard raises on purpose, by who can mend it.

Anything else that is raised is our own fault and is allowed to be loud.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class PitboardError(Exception):
    """The root: a message a person can act on, never a traceback."""


class SettingsError(PitboardError):
    """The person who runs Pitboard can mend it: a setting, a port, a file, a disk."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a rule file. `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        """`file:line:col  path: message. Did you mean "x"?`."""
        where = f"{self.file}:{self.line}:{self.column}"
        what = f"{self.path}: {self.message}" if self.path else self.message
        hint = f'. Did you mean "{self.suggestion}"?' if self.suggestion else ""
        return f"{where}  {what}{hint}"


class RuleError(PitboardError):
    """The author of a rule can mend it. Holds every problem found, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems; the message is one line for each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DeliveryRejected(PitboardError):  # noqa: N818 - the design's word; the sender reads it
    """The sender can mend it: answered with this 4xx status, never stored."""

    def __init__(self, status: int, title: str) -> None:
        """`status` is the HTTP status; `title` is one sentence for the sender."""
        self.status = status
        self.title = title
        super().__init__(title)


class UnreadableDelivery(PitboardError):  # noqa: N818 - a state of the delivery, not of our code
    """A stored delivery that its tracker's parser cannot understand."""


class ServiceError(PitboardError):
    """The other service has to mend it.

    `retryable` means the call says nothing against the row (an outage, a timeout, a rate
    limit), so the row waits and is not blamed. `retry_after` is in seconds, None if unsaid.
    `gone` means that what the call was about is not there any more. `ambiguous` means that what
    was to be said may have been said, and nobody can look.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool,
        retry_after: float | None = None,
        gone: bool = False,
        ambiguous: bool = False,
    ) -> None:
        """Say what the service answered in one line."""
        self.retryable = retryable
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        self.gone = gone
        super().__init__(message)
