"""Where an issue stands on boards: the fields of its projects, as GitHub's GraphQL has them.

Pure. A REST page of an issue says nothing of projects, and an item of a project names its fields by
ids that only the project tells. https://docs.github.com/en/issues/planning-and-tracking-with-projects
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from automation.errors import ServiceError
from automation.model import Value

STATUS: Final = "Status"
"""The field that GitHub gives to every project, and shows as the columns of a board."""

_FIELD: Final = "updatedAt field { ... on ProjectV2FieldCommon { name dataType } }"

_CARD: Final = f"""
projectItems(first: 20, includeArchived: false) {{ nodes {{
  id updatedAt
  project {{
    id number closed
    owner {{ ... on Organization {{ login }} ... on User {{ login }} }}
    fields(first: 60) {{ nodes {{
      ... on ProjectV2Field {{ id name dataType }}
      ... on ProjectV2SingleSelectField {{ id name dataType options {{ id name }} }}
      ... on ProjectV2IterationField {{
        id name dataType configuration {{ iterations {{ id title }} }}
      }}
    }} }}
  }}
  fieldValues(first: 60) {{ nodes {{
    ... on ProjectV2ItemFieldTextValue {{ text {_FIELD} }}
    ... on ProjectV2ItemFieldNumberValue {{ number {_FIELD} }}
    ... on ProjectV2ItemFieldDateValue {{ date {_FIELD} }}
    ... on ProjectV2ItemFieldSingleSelectValue {{ name {_FIELD} }}
    ... on ProjectV2ItemFieldIterationValue {{ title {_FIELD} }}
  }} }}
}} }}
"""

CARDS: Final = f"""
query($owner: String!, $name: String!, $number: Int!) {{
  repository(owner: $owner, name: $name) {{
    issueOrPullRequest(number: $number) {{
      ... on Issue {{ {_CARD} }}
      ... on PullRequest {{ {_CARD} }}
    }}
  }}
}}
"""
"""https://docs.github.com/en/graphql/reference/objects#projectv2item"""

PUT: Final = """
mutation($input: UpdateProjectV2ItemFieldValueInput!) {
  updateProjectV2ItemFieldValue(input: $input) { projectV2Item { id } }
}
"""
"""https://docs.github.com/en/graphql/reference/mutations#updateprojectv2itemfieldvalue"""

EMPTY: Final = """
mutation($input: ClearProjectV2ItemFieldValueInput!) {
  clearProjectV2ItemFieldValue(input: $input) { projectV2Item { id } }
}
"""
"""https://docs.github.com/en/graphql/reference/mutations#clearprojectv2itemfieldvalue"""

_READS: Final = {
    "TEXT": "text",
    "NUMBER": "number",
    "DATE": "date",
    "SINGLE_SELECT": "name",
    "ITERATION": "title",
}
"""The kinds of fields that are a project's own, and under what each of them shows its value."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a project. `choices` are the ids of its options or iterations, by their names."""

    id: str
    name: str
    kind: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """An issue in one project: the ids of both, and what stands in the project's own fields."""

    id: str
    project: str
    number: int
    fields: Mapping[str, Field]
    values: Mapping[str, Value]

    def place(self, name: str) -> str:
        """The facet in which webhooks tell of this field."""
        return f"project/{self.number}/{name}"


def cards_of(owner: str, nodes: Any) -> tuple[Card, ...]:  # noqa: ANN401 - GitHub's JSON
    """The cards of an issue in the open projects of its repository's owner, by their numbers.

    Projects of others have numbers of their own, and their webhooks go elsewhere.
    """
    found = [_card(node) for node in nodes_in(owner, nodes)]
    return tuple(sorted(found, key=lambda card: card.number))


def nodes_in(owner: str, nodes: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - GitHub's JSON
    """The nodes of the cards in the open projects of this owner."""
    for node in nodes or ():
        project = (node or {}).get("project") or {}
        login = (project.get("owner") or {}).get("login") or ""
        if project and not project.get("closed") and login.casefold() == owner.casefold():
            yield node


def nodes_of(data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - GitHub's JSON
    """The nodes of the cards in what `CARDS` was answered with; None where nothing is shown."""
    page = (data.get("repository") or {}).get("issueOrPullRequest") or {}
    return (page.get("projectItems") or {}).get("nodes")


def read_values(node: Mapping[str, Any]) -> Iterator[tuple[str, Value, str]]:
    """Each of a project's own fields that holds something: its name, its value, and since when."""
    for each in (node.get("fieldValues") or {}).get("nodes") or ():
        field = (each or {}).get("field") or {}
        if (kind := field.get("dataType")) in _READS:
            yield field["name"], _whole(each.get(_READS[kind])), each["updatedAt"]


def _whole(found: Value) -> Value:
    """A whole number without its decimals, as webhooks tell it."""
    return int(found) if isinstance(found, float) and found.is_integer() else found


def own_fields(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The fields of a card's project that are not GitHub's own, such as its title."""
    for each in (node["project"].get("fields") or {}).get("nodes") or ():
        if each and each.get("dataType") in _READS:
            yield each


def input_of(card: Card, name: str, value: Value) -> Mapping[str, object]:
    """The input of the mutation after which this field reads this: `PUT`, or `EMPTY` for None.

    Raises ServiceError where the project has no such field, or the field takes no such value.
    """
    field = card.fields.get(name)
    if field is None:
        known = ", ".join(card.fields) or "none of its own"
        raise _refused(f'project {card.number} has no field "{name}"; it has {known}')
    there = {"projectId": card.project, "itemId": card.id, "fieldId": field.id}
    if value is None:
        return there
    return {**there, "value": _written(card, field, value)}


def _written(card: Card, field: Field, value: Value) -> Mapping[str, object]:
    said = str(value)
    if field.kind in ("SINGLE_SELECT", "ITERATION"):
        if said not in field.choices:
            known = ", ".join(field.choices) or "nothing"
            trouble = f'"{field.name}" of project {card.number} takes no "{said}"'
            raise _refused(f"{trouble}; it takes {known}")
        key = "iterationId" if field.kind == "ITERATION" else "singleSelectOptionId"
        return {key: field.choices[said]}
    if field.kind == "NUMBER":
        return {"number": _number(card, field, said)}
    return {"date": _day(card, field, said)} if field.kind == "DATE" else {"text": said}


def _number(card: Card, field: Field, said: str) -> float:
    try:
        found = float(said)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _refused(f'"{field.name}" of project {card.number} takes a number, not "{said}"')
    return found


def _day(card: Card, field: Field, said: str) -> str:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        like = "a day such as 2026-12-05"
        trouble = f'"{field.name}" of project {card.number} takes {like}, not "{said}"'
        raise _refused(trouble) from None


def _refused(said: str) -> ServiceError:
    return ServiceError(said, retryable=False)


def _card(node: Mapping[str, Any]) -> Card:
    fields = (_field(each) for each in own_fields(node))
    return Card(
        id=node["id"],
        project=node["project"]["id"],
        number=node["project"]["number"],
        fields={field.name: field for field in fields},
        values={name: value for name, value, _ in read_values(node)},
    )


def _field(told: Mapping[str, Any]) -> Field:
    options = told.get("options") or (told.get("configuration") or {}).get("iterations") or ()
    choices = {each.get("name") or each["title"]: each["id"] for each in options}
    return Field(told["id"], told["name"], told["dataType"], choices)
