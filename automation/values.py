"""What a value reads as in one text: how a field of a tracker is compared with what we wish."""

from automation.model import Value


def read_as(value: Value) -> str | None:
    """3.0 is "3", one of several is itself, several are in a row; None where nothing stands."""
    if value is None or value in ("", ()):
        return None
    if isinstance(value, tuple):
        return ", ".join(read_as(each) or "" for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
