"""JSON on its way out: what others wrote is told as on the pages, without what hides or turns the
text around it. What they really wrote is at the tracker, and in the delivery as it was kept.
"""

from collections.abc import Mapping
from typing import Any

from flask.json.provider import DefaultJSONProvider

from automation.cleaning import clean


class CleanJson(DefaultJSONProvider):
    """Writes JSON in which every text may be shown."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:  # noqa: ANN401 - Flask's own signature
        """The JSON of this value."""
        return super().dumps(cleaned(obj), **kwargs)


def cleaned(value: object) -> object:
    """The value with every text in it cleaned, names of an object's members too."""
    match value:
        case str():
            return clean(value)
        case Mapping():
            return {cleaned(name): cleaned(each) for name, each in value.items()}
        case list() | tuple():
            return [cleaned(each) for each in value]
    return value
