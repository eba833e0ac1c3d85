"""Why something gave up, for whoever runs Pitboard."""

from typing import Final

_OUR_FAULT: Final = "Pitboard has a fault here. Please report the line below."


def unread(error: str) -> str:
    """Why a delivery was given up, for whoever runs Pitboard."""
    if error.startswith("the worker died"):
        return "Reading it ended the worker each time."
    if error.startswith("not the shape of"):
        return "It does not look like what the tracker promises to send."
    if error.startswith(("the body", "the form")):
        return "Its body cannot be read."
    return _OUR_FAULT


def undecided(error: str) -> str:
    """Why a subject was given up."""
    if error.startswith("the worker died"):
        return "Deciding about it ended the worker each time."
    return _OUR_FAULT


def unwritten(said: str) -> str:
    """Why a write was given up."""
    if " answered 404" in said:
        return "The tracker does not know the item, or does not show it to Pitboard's account."
    if " answered 401" in said or " answered 403" in said:
        return "The tracker does not let Pitboard's account write this."
    if " answered " in said:
        return "The tracker refused it."
    return _OUR_FAULT
