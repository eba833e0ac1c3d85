"""What a pretend tracker says when it refuses."""

from automation.errors import PitboardError


class Refusal(PitboardError):  # noqa: N818 - an answer of the protocol, not a fault of ours
    """The act is not possible; `status` and `message` are the ones the tracker answers with."""

    def __init__(self, status: int, message: str) -> None:
        """Keep the two parts that every tracker's answer has."""
        self.status = status
        self.message = message
        super().__init__(message)
