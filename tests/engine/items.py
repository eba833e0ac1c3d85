"""Items of both trackers as tests need them, and the graphs they make."""

from datetime import UTC, datetime

from automation.graph import Edge, Graph
from automation.model import Item, LinkKind, Mark, Value

CREATED = datetime(2026, 10, 5, 8, tzinfo=UTC)


def item(
    key: str,
    type_: str = "issue",
    *,
    labels: tuple[str, ...] = (),
    facets: dict[str, Value] | None = None,
    marks: dict[str, Mark] | None = None,
    visibility: str = "internal",
    **fields: Value,
) -> Item:
    """An item by its key: `jira:PAY-1`, or `github:acme/shop#12`."""
    connection, _, name = key.partition(":")
    return Item(
        id=f"{connection}:id-{name}",
        connection=connection,
        key=key,
        type=type_,
        project=name.partition("#")[0] if "#" in name else name.partition("-")[0],
        url=f"https://{connection}.example.com/{name}",
        visibility=visibility,
        labels=frozenset(labels),
        facets=facets or {},
        marks=marks or {},
        fields={"state": "open", "created": CREATED, **fields},
    )


def graph(*links: tuple[Item, Item], kind: LinkKind = LinkKind.PARENT) -> Graph:
    """The items of these links, from the first of each pair to the second."""
    items = {each.id: each for pair in links for each in pair}
    return Graph(items, tuple(Edge(a.id, kind, b.id) for a, b in links))
