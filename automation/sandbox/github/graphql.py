"""As much GraphQL as it takes to ask what a node is: one query, fields, fragments on a type.

https://docs.github.com/graphql/guides/using-global-node-ids
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from automation.sandbox.github.state import State
from automation.sandbox.github.wire import Json, Wire, issue_node, node_id

_TOKEN = re.compile(r'\s+|,|#[^\n]*|(\.\.\.|[!$():={}@\[\]]|"(?:[^"\\]|\\.)*"|[\w-]+)')


class NotUnderstood(ValueError):  # noqa: N818 - what the answer says of the query
    """The query is not one that can be answered here."""


@dataclass(frozen=True, slots=True)
class Field:
    """One selected field: the key it answers under, its name, its arguments, what is in it."""

    key: str
    name: str
    arguments: Mapping[str, str]
    fields: "tuple[Field | Fragment, ...]"


@dataclass(frozen=True, slots=True)
class Fragment:
    """Fields that are selected only on one type."""

    type: str
    fields: "tuple[Field | Fragment, ...]"


def run(query: str, variables: Mapping[str, object], *, state: State, wire: Wire) -> Json:
    """Answer a query whose top fields are all `node(id:)` or `nodes(ids:)`. Raises NotUnderstood.

    What is not there is null, beside an error that says where.
    """
    data: Json = {}
    errors: list[Json] = []
    for field in _Reader(query).query():
        if not isinstance(field, Field) or field.name not in ("node", "nodes"):
            raise NotUnderstood("only node(id:) and nodes(ids:) can be asked for here")
        many = field.name == "nodes"
        ids = _ids(field.arguments.get("ids" if many else "id", ""), variables)
        found = [node(id_, state=state, wire=wire) for id_ in ids]
        picked = [_picked(one, field.fields) if one else None for one in found]
        data[field.key] = picked if many else picked[0]
        errors += [
            _not_found(id_, [field.key, *([number] if many else [])])
            for number, id_ in enumerate(ids)
            if found[number] is None
        ]
    return {"data": data, **({"errors": errors} if errors else {})}


def _ids(asked: str, variables: Mapping[str, object]) -> list[str]:
    """The ids of an argument: as it stands there, or in the variable that it names."""
    said = variables.get(asked[1:], "") if asked.startswith("$") else asked.strip('"')
    return [str(one) for one in said] if isinstance(said, list) else [str(said)]


def _not_found(id_: str, path: list[str | int]) -> Json:
    message = f"Could not resolve to a node with the global id of '{id_}'."
    return {"type": "NOT_FOUND", "path": path, "message": message}


def node(id_: str, *, state: State, wire: Wire) -> Json | None:
    """Show what a node is, as GraphQL names its fields; None where it is nothing that we know."""
    return _work(id_, state=state, wire=wire) or _plan(id_, state)


def _plan(id_: str, state: State) -> Json | None:
    """A milestone or a release."""
    for repository in state.repositories.values():
        for milestone in repository.milestones.values():
            if node_id("MI", milestone.id) == id_:
                return {"__typename": "Milestone", "id": id_, "number": milestone.number}
        for release in repository.releases.values():
            if node_id("RE", release.id) == id_:
                return {"__typename": "Release", "id": id_, "databaseId": release.id}
    return None


def _work(id_: str, *, state: State, wire: Wire) -> Json | None:
    """An issue or a pull request."""
    for place, number in state.places.values():
        repository = state.repositories[place]
        issue = repository.issues[number]
        if issue_node(issue) == id_:
            return {
                "__typename": "PullRequest" if issue.pull else "Issue",
                "id": id_,
                "databaseId": issue.pull.id if issue.pull else issue.id,
                "number": issue.number,
                "title": issue.title,
                "url": wire.page(repository, issue),
                "repository": {
                    "__typename": "Repository",
                    "id": node_id("R", repository.id),
                    "databaseId": repository.id,
                    "name": repository.name,
                    "nameWithOwner": repository.full_name,
                    "isPrivate": repository.private,
                },
            }
    return None


def _picked(found: Json, fields: tuple[Field | Fragment, ...]) -> Json:
    picked: Json = {}
    for field in fields:
        if isinstance(field, Fragment):
            if field.type in (found["__typename"], "Node"):
                picked |= _picked(found, field.fields)
            continue
        if field.name not in found:
            raise NotUnderstood(f"{field.name} of {found['__typename']} cannot be asked for here")
        value = found[field.name]
        picked[field.key] = _picked(value, field.fields) if isinstance(value, dict) else value
    return picked


class _Reader:
    """Reads one query, token by token."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))

    def query(self) -> tuple[Field | Fragment, ...]:
        """Read the selection of the operation, past its name and its variables."""
        while self._tokens and self._tokens[0] != "{":
            if self._next() == "mutation":
                raise NotUnderstood("nothing can be changed here")
        return self._selection()

    def _selection(self) -> tuple[Field | Fragment, ...]:
        self._take("{")
        found: list[Field | Fragment] = []
        while self._look() != "}":
            found.append(self._fragment() if self._look() == "..." else self._field())
        self._take("}")
        return tuple(found)

    def _fragment(self) -> Fragment:
        self._take("...")
        self._take("on")
        return Fragment(self._next(), self._selection())

    def _field(self) -> Field:
        key = name = self._next()
        if self._look() == ":":
            self._take(":")
            name = self._next()
        arguments = self._arguments() if self._look() == "(" else {}
        return Field(key, name, arguments, self._selection() if self._look() == "{" else ())

    def _arguments(self) -> dict[str, str]:
        self._take("(")
        found: dict[str, str] = {}
        while self._look() != ")":
            name = self._next()
            self._take(":")
            value = self._next()
            found[name] = value + self._next() if value == "$" else value
        self._take(")")
        return found

    def _look(self) -> str:
        if not self._tokens:
            raise NotUnderstood("the query ends too early")
        return self._tokens[0]

    def _next(self) -> str:
        found = self._look()
        del self._tokens[0]
        return found

    def _take(self, wanted: str) -> None:
        if (found := self._next()) != wanted:
            raise NotUnderstood(f"expected {wanted}, found {found}")


def _tokens(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise NotUnderstood(f"what is {text[place]!r}?")
        if found[1]:
            yield found[1]
        place = found.end()
