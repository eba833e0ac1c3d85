"""Every mistake in the other files is told at its place, in words that say how to mend it.

The files, and all that is told of each, stand in broken_sheets.txt beside this one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from automation.errors import RuleError
from tests.engine.sheets import SOUND, edited, judged

CORPUS = Path(__file__).with_name("broken_sheets.txt")


def broken() -> Iterator[tuple[str, str, list[str]]]:
    """The file, the edit that breaks it, and what is told of it, line by line."""
    blocks = CORPUS.read_text("utf-8").split("\nin ")[1:]
    for block in blocks:
        file, old, new, *told = block.strip().split("\n")
        passages = (each[2:].replace("\\n", "\n") for each in (old, new))
        yield file, " => ".join(passages), told


def told_of(files: Mapping[str, str]) -> list[str]:
    try:
        return [str(problem) for problem in judged(files)[1]]
    except RuleError as error:
        return [str(problem) for problem in error.problems]


def test_the_sound_files_hold_together() -> None:
    assert told_of(SOUND) == []


@pytest.mark.parametrize(("file", "edit", "told"), list(broken()))
def test_all_that_is_told_of_a_broken_file_is_this(file: str, edit: str, told: list[str]) -> None:
    assert told
    assert told_of(edited(file, edit)) == told


def test_no_message_speaks_the_checker_s_own_language() -> None:
    every = [line for _, _, told in broken() for line in told]

    for word in ("Input should", "Extra inputs", "Field required", "pydantic", "dict", "not under"):
        assert [line for line in every if word in line] == []


def test_there_are_enough_of_them() -> None:
    assert len(list(broken())) >= 120


TWO = [
    (
        {"more.yaml": "pitboard: 1\nmapping: trackers\n"},
        (
            "more.yaml:2:1  mapping: a mapping stands in mapping.yaml already; "
            "put everything into that file"
        ),
    ),
    (
        {"more.yaml": "pitboard: 1\nteams: {shop: {name: Second shop}}\n"},
        'more.yaml:2:15  teams.shop: a team "shop" stands in teams.yaml:10; rename one',
    ),
    (
        {"more.yaml": "pitboard: 1\nobjectives: [{id: obj-retain, title: Again}]\n"},
        (
            'more.yaml:2:19  objectives[0].id: an objective "obj-retain" stands in '
            "objectives.yaml:4; rename one"
        ),
    ),
    (
        {"more.yaml": "pitboard: 1\npeople: {mara: {name: Mara Two}}\n"},
        'more.yaml:2:16  people.mara: "mara" is Mara Lind already; give one of them another id',
    ),
    (
        {"more.yaml": "pitboard: 1\npolicy: signals\nscope: {watch: 12 %}\n"},
        "more.yaml:3:16  scope.watch: is set in thresholds.yaml:4 already; keep one of the two",
    ),
]


@pytest.mark.parametrize(("more", "told"), TWO)
def test_two_files_that_dispute_something_are_told_where_the_other_stands(
    more: Mapping[str, str], told: str
) -> None:
    assert told_of({**SOUND, **more}) == [told]


def test_a_broken_teams_file_makes_no_strangers_of_its_teams() -> None:
    files = edited("teams.yaml", "lead: mara => leed: mara")

    assert [line.partition(":")[0] for line in told_of(files)] == ["teams.yaml"]


def test_one_table_that_two_files_name_is_told_once() -> None:
    twin = "  obj-twin: {title: T, measure: {name: R, source: measures/back.csv}}\n"
    files = {**edited("measures/back.csv", "90.5 => many")}
    files["objectives.yaml"] += twin

    assert len(told_of(files)) == 1


def test_a_file_that_is_checked_alone_misses_nobody() -> None:
    for name in ("teams.yaml", "objectives.yaml", "mapping.yaml", "thresholds.yaml"):
        assert told_of({name: SOUND[name]}) == []
