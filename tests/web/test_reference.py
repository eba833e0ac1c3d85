"""Trouble with the rules stands on every page, and every line of it leads into the reference."""

import re

import pytest

from automation.errors import Problem
from automation.pointing import pointed, taken_apart
from tests.builders import NOON
from tests.engine.broken_bases import BASES
from tests.engine.test_broken_rules import broken
from tests.web.conftest import EVERY_PAGE, World, words_of

LINE = 'a.yaml:3:1  about.query: item has no field "tema". Did you mean "team"?'
POINTED = f"{LINE} (rules/README.md#fields-of-item)"
FOR_READERS = "/u/"
"""Pages behind the links of a mail are for people who know nothing of rule files."""


def pages_of_people(world: World) -> list[str]:
    """Every address without a part to fill in that answers with a page."""
    plain = [
        rule.rule
        for rule in world.app.url_map.iter_rules()
        if not rule.arguments and "GET" in (rule.methods or ())
    ]
    told = ("/api", "/hooks", "/healthz", "/readyz", "/metrics", FOR_READERS)
    return [address for address in plain if not address.startswith(told)]


def test_what_is_wrong_stands_on_every_page_there_is(world: World) -> None:
    world.sees()
    world.record.rulesets.report_trouble("rules", [POINTED], wall=NOON)

    for address in {*pages_of_people(world), *EVERY_PAGE}:
        page = world.reads(address)
        if "<!doctype" in page:
            assert "1 problem in the rule files" in words_of(page), address
            assert LINE in page.replace("&#34;", '"')
            assert 'href="/reference#fields-of-item"' in page


def test_it_stands_on_the_page_that_says_there_is_none_too(world: World) -> None:
    world.record.rulesets.report_trouble("rules", [POINTED], wall=NOON)

    answer = world.app.test_client().get("/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "1 problem in the rule files" in words_of(answer.text)


def test_the_reference_has_every_place_that_a_problem_points_at(world: World) -> None:
    ids = set(re.findall(r'id="([^"]+)"', world.reads("/reference")))
    problems = [Problem("it.yaml", 1, 1, "", "this is not valid YAML")]
    for file, text, told in broken():
        path = told[0].partition("  ")[2].partition(": ")[0]
        (line,) = pointed([Problem(file, 1, 1, path, told[0].partition(": ")[2])], {file: text})
        assert taken_apart(line)[1] in ids, line

    assert taken_apart(pointed(problems, {"it.yaml": "a: ["})[0])[1] in ids


@pytest.mark.parametrize(
    ("path", "message", "at"),
    [
        ("when[0].held.for", "is missing", "keys-under-whenheld"),
        ("then[1].comment.txt", "unknown key", "keys-under-thencomment"),
        ("else[0].label", "needs labels", "keys-under-thenlabel"),
        ("limits.writes", "unknown key", "keys-under-limits"),
        ("derive.choose[2].if", 'unknown filter "x"', "filters-behind"),
        ("if.any[0]", 'item has no field "x"', "fields-of-item"),
        ("titel", "unknown key", "keys-of-the-file"),
    ],
)
def test_a_problem_points_at_the_keys_around_it(path: str, message: str, at: str) -> None:
    (line,) = pointed([Problem("it.yaml", 1, 1, path, message)], {"it.yaml": BASES["held.yaml"]})

    assert taken_apart(line) == (f"it.yaml:1:1  {path}: {message}", at)


def test_a_mapping_points_at_its_own_part() -> None:
    text = "pitboard: 1\nmapping: trackers\nstatuses: {tood: [x]}\n"

    (line,) = pointed([Problem("m.yaml", 3, 1, "statuses.tood", "unknown key")], {"m.yaml": text})

    assert taken_apart(line)[1] == "mapping-how-boards-are-read"


def test_a_line_that_points_nowhere_is_shown_as_it_is() -> None:
    assert taken_apart("no such folder (yet)") == ("no such folder (yet)", "")


def test_what_to_look_at_stands_beside_its_rule(world: World) -> None:
    (file, text), *others = read_folder_of(world).items()
    noted = text.replace("derive:", "settings: {unused: 3}\nderive:", 1)
    world.record.rulesets.activate("b" * 64, {file: noted, **dict(others)}, {}, wall=NOON)

    said = words_of(world.reads(f"/rules/{file}"))

    assert "1 thing to look at" in said
    assert "settings.unused: is used nowhere" in said


def read_folder_of(world: World) -> dict[str, str]:
    found = world.record.rulesets.active()
    assert found is not None
    return dict(found.files)
