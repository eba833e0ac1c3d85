"""The shipped files beside the rules know everybody and everything of the company."""

from automation.engine.folder.answers import SeenStatus
from automation.model import Actor
from automation.sandbox.company.crew import people
from automation.sandbox.jira.site import WORKFLOWS
from tests.engine.items import item
from tests.sandbox.company.world import Acme, world


def test_no_status_is_guessed() -> None:
    seen = [
        SeenStatus("jira", status.name, status.category)
        for flow in WORKFLOWS.values()
        for status in flow
    ]
    boards = [SeenStatus("github", name, "") for name in ("Todo", "In progress", "Done")]

    assert world().guesses([*seen, *boards]) == ()


def test_the_german_words_of_former_boards_are_still_known() -> None:
    known = world().mapping.statuses

    for name, group in (("Offen", "todo"), ("In Arbeit", "doing"), ("Erledigt", "done")):
        assert known.group(SeenStatus("jira", name, ""), closed=False).value == group


def test_everybody_is_known_in_both_trackers() -> None:
    found = world()
    for each in people().values():
        in_github = found.person_of("github", Actor(str(each.number), each.login))
        in_jira = found.person_of("jira", Actor(each.account, each.name))
        assert in_github is not None
        assert in_jira is not None
        assert (in_github.id, in_jira.id) == (each.handle, each.handle)


def test_every_project_and_repository_is_a_teams(acme: Acme) -> None:
    places = [*acme.site.projects, *(one.full_name for one in acme.hub.repositories.values())]
    found = world().teams.projects

    assert {
        place: found.of_project("github" if "/" in place else "jira", place) for place in places
    } == {
        "PAY": "payments",
        "LOY": "payments",
        "LOG": "logistics",
        "SEC": "security",
        "acme/payments": "payments",
        "acme/storefront": "storefront",
        "acme/vault": "storefront",
        "acme/mobile": "mobile",
    }


def test_one_objective_is_delivered_in_full_and_its_measure_is_flat(acme: Acme) -> None:
    label = "objective:delivery"
    cards = [one for one in acme.site.issues.values() if label in one.several("labels")]
    issues = [
        one
        for place in acme.hub.repositories.values()
        for one in place.issues.values()
        if one.has(label)
    ]
    points = world().objectives.by_id["obj-delivery"].points
    values = [float(point.value) for point in points]

    assert {one.status.category for one in cards} == {"done"}
    assert {one.state for one in issues} == {"closed"}
    assert len(cards) + len(issues) == 4
    assert len(points) == 56
    assert max(values) - min(values) < 0.1 * values[0]


def test_every_objective_has_a_measure_and_an_owner_who_is_known() -> None:
    found = world()
    for objective in found.objectives.by_id.values():
        assert objective.points
        assert objective.sheet.owner in found.people.by_id


def test_the_vault_alone_is_restricted(acme: Acme) -> None:
    found = world()
    seen = {
        name: found.visibility(item(f"github:{name}#1", visibility="internal"))
        for name in acme.hub.repositories
    }

    assert [name for name, who in seen.items() if who == "restricted"] == ["acme/vault"]
