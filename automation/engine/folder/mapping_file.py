"""The shape of mapping.yaml: how Pitboard reads boards that nobody re-made for it."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictStr,
    Tag,
)

from automation.engine.folder.shapes import choices
from automation.engine.folder.sheet import (
    FieldName,
    Id,
    Pattern,
    Patterns,
    Prefix,
    Sheet,
    Version,
    Word,
    Words,
    sort_of,
)
from automation.engine.language import amounts
from automation.engine.language.amounts import Mistaken
from automation.engine.language.vocabulary import ITEM_TYPES, suggest

DEFAULT = "default"


def _item_type(word: str) -> str:
    if word not in ITEM_TYPES:
        said = f'unknown type "{word}"; write {choices(ITEM_TYPES)}'
        raise Mistaken(said, suggest(word, ITEM_TYPES))
    return word


def _settles(word: str) -> str:
    return word if word == DEFAULT else _item_type(word)


def _csv(word: str) -> str:
    if not word.endswith(".csv") or ".." in word.split("/") or word.startswith("/"):
        raise Mistaken("must be a CSV file in the rules folder, such as requests/2026.csv")
    return word


ItemType = Annotated[StrictStr, AfterValidator(_item_type)]
SettleType = Annotated[StrictStr, AfterValidator(_settles)]
Seconds = Annotated[float, BeforeValidator(amounts.settle)]
CsvFile = Annotated[Word, AfterValidator(_csv)]


class LandingSheet(Sheet):
    """Where one of our fields stands in one tracker: a field there, or labels that begin alike."""

    label: Prefix | None = None
    field: Word | None = None
    values: dict[Word, Word] = Field(default_factory=dict)
    space: Annotated[Word, Field(max_length=3, pattern=r"^\S+$")] | None = None


_NO_LANDING = 'must be a field such as customfield_10050, or labels such as {label: "health: "}'
LandingSort = Annotated[
    Annotated[Word, Tag("<text>")] | Annotated[LandingSheet, Tag("<map>")],
    Discriminator(sort_of, custom_error_type="sort", custom_error_message=_NO_LANDING),
]


class FieldSheet(LandingSheet):
    """Where it stands in every tracker, or in each by the name of its connection."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, LandingSort] = Field(init=False)
    OTHERS: ClassVar[Any] = LandingSort

    write: StrictBool = False


FieldSort = Annotated[
    Annotated[Word, Tag("<text>")] | Annotated[FieldSheet, Tag("<map>")],
    Discriminator(sort_of, custom_error_type="sort", custom_error_message=_NO_LANDING),
]


class GroupsSheet(Sheet):
    """Which statuses mean what."""

    todo: Words = Field(default_factory=list)
    doing: Words = Field(default_factory=list)
    done: Words = Field(default_factory=list)
    dropped: Words = Field(default_factory=list)


class MarksSheet(Sheet):
    """What items of a sort can be told by."""

    labels: Patterns = Field(default_factory=list)
    projects: Patterns = Field(default_factory=list)
    types: Patterns = Field(default_factory=list)


class RequestsSheet(MarksSheet):
    """What tells that somebody asked, and that they were told. `source` is a CSV file of who asked
    for which item.
    """

    told: Patterns = Field(default_factory=list)
    source: CsvFile | None = None


class PausedSheet(Sheet):
    """What tells that people set an item aside."""

    statuses: Words = Field(default_factory=list)
    labels: Words = Field(default_factory=list)


class RestrictedSheet(Sheet):
    """What tells that only some people of the company may see an item."""

    projects: Patterns = Field(default_factory=list)
    labels: Patterns = Field(default_factory=list)


class LinksSheet(Sheet):
    """Which words of a text are the key of an item: PAY in PAY-12, and never UTF in UTF-8."""

    keys: Words = Field(default_factory=list)
    ignore: Words = Field(default_factory=list)


WorkSort = Annotated[
    Annotated[Pattern, Tag("<text>")]
    | Annotated[Patterns, Tag("<list>")]
    | Annotated[MarksSheet, Tag("<map>")],
    Discriminator(
        sort_of,
        custom_error_type="sort",
        custom_error_message="must be a list of labels, or labels, projects, types with lists",
    ),
]


class BoardSheet(Sheet):
    """What holds for every connection, or for one of them."""

    types: dict[Word, ItemType] = Field(default_factory=dict)
    statuses: GroupsSheet = Field(default_factory=GroupsSheet)
    settle: dict[SettleType, Seconds] = Field(default_factory=dict)
    priorities: Words = Field(default_factory=list)
    fields: dict[FieldName, FieldSort] = Field(default_factory=dict)
    requests: RequestsSheet = Field(default_factory=RequestsSheet)
    links: LinksSheet = Field(default_factory=LinksSheet)
    work: dict[Id, WorkSort] = Field(default_factory=dict)
    paused: PausedSheet = Field(default_factory=PausedSheet)
    restricted: RestrictedSheet = Field(default_factory=RestrictedSheet)


class MappingSheet(BoardSheet):
    """The whole file."""

    pitboard: Version
    mapping: Literal["trackers"]
    connections: dict[Word, BoardSheet] = Field(default_factory=dict)
