"""`create`: a new item is opened, once an occasion."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from automation.actions.plain import in_comment, one_line
from automation.actions.references import key_on_site, on_site
from automation.changes import NewItem
from automation.engine.folder.sheet import Sheet, Words
from automation.engine.grammar.action import Action, Arguments, Occasion

Name = Annotated[StrictStr, Field(min_length=1, max_length=200)]


class CreateSheet(Sheet):
    """What is opened, and where."""

    project: Name | None = Field(
        default=None,
        description="The project or repository; else that of the item. Both stand in one tracker",
        examples=["PAY", "acme/shop"],
    )
    type: Name | None = Field(
        default=None,
        description="The tracker's own type of it; else its usual one, in Jira Task",
        examples=["Task"],
    )
    title: Annotated[
        Name, Field(description="What it is called", examples=['"Tell about {{ item.title }}"'])
    ]
    text: Annotated[
        StrictStr,
        Field(min_length=1, max_length=8_000, description="What it says", examples=["See there."]),
    ]
    labels: Annotated[
        Words, Field(max_length=20, description="Labels it begins with", examples=["docs"])
    ] = Field(default_factory=list)
    parent: Name | None = Field(
        default=None,
        description="The key of what it is part of, in the same tracker",
        examples=['"{{ item.key }}"'],
    )


def effects(occasion: Occasion, arguments: Arguments) -> Iterator[NewItem]:
    """The wish. Raises CannotActError where it should stand in another tracker than the item."""
    item = occasion.item
    project, parent = arguments["project"], arguments["parent"]
    labels = arguments["labels"]
    yield NewItem(
        connection=item.connection,
        origin=item.id,
        project=on_site(item, str(project)) if project else item.project,
        kind=str(arguments["type"] or ""),
        title=one_line(str(arguments["title"]))[:_LONGEST],
        text=str(arguments["text"]),
        labels=tuple(map(str, labels)) if isinstance(labels, tuple) else (),
        parent=key_on_site(item, str(parent)) if parent else "",
        audience=item.visibility,
        occasion=occasion.name,
    )


_LONGEST = 250
"""Characters of a title: Jira takes 254, GitHub 256."""


ACTION = Action(
    name="create",
    shape=CreateSheet,
    description="A new item is opened in the item's tracker, once an occasion. What the company "
    "keeps to itself never goes into a project that everybody may see",
    example='create: {project: PAY, type: Task, title: "Follow up {{ item.key }}", '
    'text: "It came out of {{ item.key }}.", labels: [docs]}',
    effects=effects,
    quote=in_comment,
    lines=frozenset({"text"}),
    speaks=True,
    names=frozenset({"project", "type", "title", "labels", "parent"}),
    whole=frozenset({"project", "type", "title", "labels", "parent"}),
)
