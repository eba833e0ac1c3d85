"""Rules that a person broke in one place: where, what, and how to mend it; and at what cost.

The rules, and all that is told of each, stand in broken_rules.txt beside this one. Cost is counted
in calls of Python's, some millions a second, so that no clock decides: 100 ms are 200,000.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from automation.engine.ruleset.loader import load
from automation.errors import RuleError
from automation.rulefiles import read, read_file
from tests.engine.broken_bases import BASES
from tests.engine.files import SOUND, changed, load_texts

CORPUS = Path(__file__).with_name("broken_rules.txt")
MOST_CALLS = 200_000


def broken() -> Iterator[tuple[str, str, list[str]]]:
    """The file, its broken text, and what is told of it, line by line."""
    for block in CORPUS.read_text("utf-8").split("\nin ")[1:]:
        file, old, new, *told = block.rstrip().split("\n")
        before, after = (each[2:].replace("\\n", "\n").replace("\\t", "\t") for each in (old, new))
        yield file, changed(before, after, BASES[file]), told


ALL = list(broken())


def told_of(file: str, text: str) -> list[str]:
    try:
        load_texts({file: text})
    except RuleError as error:
        return [str(problem) for problem in error.problems]
    return []


def calls_of(act: Callable[[], object]) -> int:
    """How many functions it calls, ours and the libraries'."""
    found = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal found
        del frame, argument
        found += event.endswith("call")

    sys.setprofile(count)
    try:
        act()
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize("file", BASES)
def test_the_sound_rules_are_sound(file: str) -> None:
    assert told_of(file, BASES[file]) == []


@pytest.mark.parametrize(("file", "text", "told"), ALL, ids=[str(n) for n in range(len(ALL))])
def test_all_that_is_told_of_a_broken_rule_is_this(file: str, text: str, told: list[str]) -> None:
    assert told
    assert told_of(file, text) == told


def test_there_are_enough_of_them_and_none_costs_more_than_a_tenth_of_a_second() -> None:
    costs = {text: calls_of(partial(told_of, file, text)) for file, text, _ in ALL}

    assert len(ALL) >= 60
    assert [text for text, calls in costs.items() if calls > MOST_CALLS] == []


HOSTILE = [
    ("an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\n", "1:4  anchors (&name) are not allowed"),
    ("a key twice", "rule: a\nrule: b\n", '2:1  "rule" stands here twice; the first is in line 1'),
    ("1 MB", "# x\n" * 250_000, "1:1  the file is larger than 256 kB; split it"),
    ("10,000 brackets", "a: " + "[" * 10_000, "1:24  nested deeper than 20 levels"),
    (
        "10,000 lists in lists",
        "- " * 10_000 + "x",
        "1:41  nested deeper than 20 levels",
    ),
    (
        "as deep as a file may be large",
        "".join(f"{' ' * n}a:\n" for n in range(700)),
        "21:21  nested deeper than 20 levels",
    ),
    ("a tab", "rule: a\nwhen:\n\t- x\n", "3:1  this is not valid YAML: found character '\\t'"),
    ("NUL", "rule: a\nwhy: \x00\n", "2:6  a character that YAML does not allow"),
    ("a tag", "rule: !!python/object:os.system [id]\n", "1:7  tags (!name) are not allowed"),
    ("nothing", "", "1:1  the file is empty"),
    ("only white", "\n \n\n", "1:1  the file is empty"),
]


@pytest.mark.parametrize(("text", "said"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_a_hostile_file_is_refused_at_its_place_before_it_costs_anything(
    text: str, said: str
) -> None:
    told: list[str] = []

    calls = calls_of(lambda: told.extend(told_of("it.yaml", text)))

    assert len(told) == 1
    assert told[0].startswith(f"it.yaml:{said}")
    assert calls < MOST_CALLS


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (SOUND.replace("title:", "titel:").encode(), "3:1"),
        (SOUND.replace("title:", "titel:").replace("\n", "\r\n").encode(), "3:1"),
        (b"\xef\xbb\xbf" + SOUND.replace("title:", "titel:").encode(), "3:1"),
        (b"\xef\xbb\xbf" + SOUND.replace("pitboard:", "pitbord:").encode(), "1:1"),
        (SOUND.replace("title:", "titel:").encode().rstrip(), "3:1"),
    ],
    ids=["as it is", "of Windows", "with a mark", "a mark before the mistake", "without an end"],
)
def test_how_a_file_was_saved_moves_no_mistake(raw: bytes, where: str, tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_bytes(raw)

    with pytest.raises(RuleError) as raised:
        load({"it.yaml": read(read_file(file), "it.yaml")}, "")

    first = raised.value.problems[0]
    assert f"{first.line}:{first.column}" == where


@pytest.mark.parametrize(
    "raw",
    [SOUND.encode("utf-16"), SOUND.replace("days.", "days, sagt Jürgen.").encode("cp1252")],
    ids=["UTF-16", "an old code page"],
)
def test_a_file_in_another_encoding_says_how_to_save_it(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.write_bytes(raw)

    with pytest.raises(RuleError) as raised:
        read_file(file)

    assert str(raised.value) == "it.yaml:1:1  the file is not UTF-8 text; save it as UTF-8"
