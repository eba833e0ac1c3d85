"""What a page of a pretend tracker says about its webhooks, in a reader's words. Pure."""

from collections.abc import Sequence

from automation.sandbox.courier import Attempt, P


def told(attempts: Sequence[Attempt[P]]) -> str:
    """Say what Pitboard answered to the webhooks of one act; "" where there were none."""
    if not attempts:
        return ""
    if all(attempt.status for attempt in attempts):
        answers = dict.fromkeys(str(attempt.status) for attempt in attempts)
        times = f" to each of {len(attempts)} webhooks" if len(attempts) > 1 else ""
        return f"Told Pitboard: {', '.join(answers)}{times}"
    error = next((attempt.error for attempt in attempts if attempt.error), None)
    if error:
        return f"Could not tell Pitboard: {error}"
    return "Telling Pitboard: no answer yet"
