"""`link`: the item is linked to another of its tracker, if it is not yet."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StrictStr

from automation.actions.plain import one_line
from automation.actions.references import key_on_site
from automation.changes import SetLink
from automation.engine.folder.sheet import Sheet
from automation.engine.grammar.action import Action, Arguments, CannotActError, Occasion
from automation.graph import Graph
from automation.model import Item, LinkKind

Relation = Literal["blocks", "blocked by", "parent", "relates"]


class LinkSheet(Sheet):
    """To which item, and what the one is to the other."""

    to: Annotated[
        StrictStr,
        Field(
            min_length=1,
            max_length=200,
            description="The key of the other item, in the same tracker",
            examples=["PAY-7", '"{{ item.parent.key }}"'],
        ),
    ]
    as_: Annotated[
        Relation,
        Field(
            alias="as",
            description="What the item is to the other: it blocks it, is blocked by it or relates "
            "to it; `parent`: the other is what the item is part of",
            examples=["blocked by"],
        ),
    ]


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[SetLink]:
    """The wish that the link stands. Raises CannotActError for an item of another tracker."""
    item, relation = occasion.item, str(arguments["as"]).replace(" ", "_")
    to = key_on_site(item, str(arguments["to"]).strip())
    if f"{item.connection}:{to}" == item.key:
        raise CannotActError(f"{item.key} cannot be linked to itself")
    yield SetLink(
        connection=item.connection,
        target=item.id,
        relation=relation,
        to=to,
        value=to,
        stands=_stands(item, relation, to, occasion.view.around),
    )


def _stands(item: Item, relation: str, to: str, around: Graph) -> bool:
    """Whether it is on record; one that is not known to stand is looked for in the tracker."""
    kind = _KINDS[relation]
    known = around.targets(item.id, kind)
    if relation in ("blocks", "relates"):
        known = (*(known if relation == "relates" else ()), *around.sources(item.id, kind))
    return any(each.key == f"{item.connection}:{to}" for each in known)


_KINDS = {
    "blocks": LinkKind.BLOCKED_BY,
    "blocked_by": LinkKind.BLOCKED_BY,
    "parent": LinkKind.PARENT,
    "relates": LinkKind.RELATES,
}


ACTION = Action(
    name="link",
    shape=LinkSheet,
    description="The item is linked to another of the same tracker, if it is not so already; what "
    "is part of something stays there",
    example="link: {to: PAY-7, as: blocked by}",
    effects=effects,
    quote=one_line,
    plain=frozenset({"as"}),
    whole=frozenset({"to"}),
)
