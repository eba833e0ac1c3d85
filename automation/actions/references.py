"""Which item or project of a tracker a step names."""

from automation.engine.grammar.action import CannotActError
from automation.model import Item


def on_site(item: Item, name: str) -> str:
    """A key or a project of the item's own tracker, as that calls it: "PAY-7", "acme/shop#12".

    It may begin with the tracker's name, as keys of ours do. Raises CannotActError where it begins
    with that of another.
    """
    site, colon, rest = name.partition(":")
    if not colon:
        return name
    if site != item.connection:
        raise CannotActError(f"{name} stands in {site}, and {item.key} in {item.connection}")
    return rest


def key_on_site(item: Item, name: str) -> str:
    """The key of an item there; "#12" is one of the item's own repository."""
    found = on_site(item, name)
    return f"{item.project}{found}" if found.startswith("#") else found
