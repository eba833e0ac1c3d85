"""As much GraphQL as Pitboard asks for: what a node is, an issue's projects, and their fields set.

https://docs.github.com/graphql/guides/using-global-node-ids
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from automation.sandbox.github.graphql_text import Field, Fragment, NotUnderstood, understood
from automation.sandbox.github.project_acts import SetField
from automation.sandbox.github.project_graph import cards, wished
from automation.sandbox.github.state import Issue, Refusal, Repository, State
from automation.sandbox.github.wire import Json, Wire, issue_node, node_id

__all__ = ["Asked", "NotUnderstood", "run"]

_MUTATIONS = ("updateProjectV2ItemFieldValue", "clearProjectV2ItemFieldValue")


@dataclass(frozen=True)
class Asked:
    """Whom the queries are about: what stands now, how it is written, and who does it."""

    state: Callable[[], State]
    wire: Wire
    do: Callable[[SetField], object]


def run(query: str, variables: Mapping[str, object], *, asked: Asked) -> Json:
    """Answer a query, or do what it asks. Raises NotUnderstood for what cannot be asked for here.

    What is not there is null, beside an error that says where.
    """
    operation = understood(query)
    data: Json = {}
    errors: list[Json] = []
    for field in operation.fields:
        if not isinstance(field, Field):
            raise NotUnderstood("only a field can be asked for here")
        answer = _changed if operation.changes else _shown
        data[field.key] = answer(field, variables, asked, errors)
    return {"data": data, **({"errors": errors} if errors else {})}


def _shown(
    field: Field, variables: Mapping[str, object], asked: Asked, errors: list[Json]
) -> object:
    state, wire = asked.state(), asked.wire
    if field.name == "repository":
        found = _repository(field, variables, state=state, wire=wire)
        if found is None:
            errors.append(_trouble("Could not resolve to a Repository.", [field.key]))
        return _picked(found, field.fields, variables) if found else None
    if field.name not in ("node", "nodes"):
        raise NotUnderstood("only node, nodes and repository can be asked for here")
    many = field.name == "nodes"
    said = field.given("ids" if many else "id", variables)
    ids = [str(one) for one in said] if isinstance(said, list) else [str(said)]
    found_ = [node(id_, state=state, wire=wire) for id_ in ids]
    for number, id_ in enumerate(ids):
        if found_[number] is None:
            message = f"Could not resolve to a node with the global id of '{id_}'."
            errors.append(_trouble(message, [field.key, *([number] if many else [])]))
    picked = [_picked(one, field.fields, variables) if one else None for one in found_]
    return picked if many else picked[0]


def _changed(
    field: Field, variables: Mapping[str, object], asked: Asked, errors: list[Json]
) -> object:
    if field.name not in _MUTATIONS:
        raise NotUnderstood(f"{field.name} cannot be asked for here")
    said = field.given("input", variables)
    fields = said if isinstance(said, dict) else {}
    try:
        act = wished(fields, asked.state(), clears=field.name.startswith("clear"))
        asked.do(act)
    except Refusal as refusal:
        type_ = "NOT_FOUND" if refusal.status == 404 else "UNPROCESSABLE"  # noqa: PLR2004 - of HTTP
        errors.append(_trouble(refusal.message, [field.key], type_))
        return None
    changed: Json = {"__typename": field.name, "projectV2Item": _item(act.item)}
    return _picked(changed, field.fields, variables)


def _item(id_: int) -> Json:
    return {"__typename": "ProjectV2Item", "id": node_id("PVTI", id_)}


def _trouble(message: str, path: list[str | int], type_: str = "NOT_FOUND") -> Json:
    return {"type": type_, "path": path, "message": message}


def _repository(
    field: Field, variables: Mapping[str, object], *, state: State, wire: Wire
) -> Json | None:
    named = f"{field.given('owner', variables)}/{field.given('name', variables)}"
    try:
        found = state.repository(named)
    except Refusal:
        return None

    def one(arguments: Mapping[str, object]) -> Json | None:
        number = int(str(arguments.get("number", 0)))
        issue = found.issues.get(number)
        return _page(found, issue, state=state, wire=wire) if issue else None

    return {**_home(found), "issueOrPullRequest": one}


def node(id_: str, *, state: State, wire: Wire) -> Json | None:
    """Show what a node is, as GraphQL names its fields; None where it is nothing that we know."""
    for place, number in state.places.values():
        repository = state.repositories[place]
        issue = repository.issues[number]
        if issue_node(issue) == id_:
            return _page(repository, issue, state=state, wire=wire)
    return _plan(id_, state)


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


def _page(repository: Repository, issue: Issue, *, state: State, wire: Wire) -> Json:
    """An issue or a pull request."""
    return {
        "__typename": "PullRequest" if issue.pull else "Issue",
        "id": issue_node(issue),
        "databaseId": issue.pull.id if issue.pull else issue.id,
        "number": issue.number,
        "title": issue.title,
        "url": wire.page(repository, issue),
        "repository": _home(repository),
        "projectItems": lambda _: cards(state, issue),
    }


def _home(repository: Repository) -> Json:
    return {
        "__typename": "Repository",
        "id": node_id("R", repository.id),
        "databaseId": repository.id,
        "name": repository.name,
        "nameWithOwner": repository.full_name,
        "isPrivate": repository.private,
    }


def _picked(
    found: Json, fields: tuple[Field | Fragment, ...], variables: Mapping[str, object]
) -> Json:
    picked: Json = {}
    for field in fields:
        if isinstance(field, Fragment):
            if field.type in (found["__typename"], "Node", found.get("__interface")):
                picked |= _picked(found, field.fields, variables)
            continue
        if field.name not in found:
            raise NotUnderstood(f"{field.name} of {found['__typename']} cannot be asked for here")
        value = found[field.name]
        if callable(value):
            value = value({name: field.given(name, variables) for name in field.arguments})
        picked[field.key] = _within(value, field, variables)
    return picked


def _within(value: object, field: Field, variables: Mapping[str, object]) -> object:
    if isinstance(value, dict):
        return _picked(value, field.fields, variables)
    if isinstance(value, list):
        return [_within(one, field, variables) for one in value]
    return value
