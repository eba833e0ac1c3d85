"""Text to tree: places are exact, words stay words, and nothing hostile costs anything."""

import time

import pytest

from automation.errors import RuleError
from automation.rulefiles import read, read_all


def problem(text: str) -> str:
    with pytest.raises(RuleError) as raised:
        read(text, "a.yaml")
    (only,) = raised.value.problems
    return str(only)


def test_only_true_and_false_are_not_text() -> None:
    tree = read(
        "a: [true, false, yes, no, on, off, True, 'true', 2026-01-02, 22:22, 1.2.3]", "a.yaml"
    )

    assert tree.plain() == {
        "a": [
            True,
            False,
            *["yes", "no", "on", "off", "True", "true", "2026-01-02", "22:22", "1.2.3"],
        ]
    }


def test_numbers_and_nothing() -> None:
    tree = read("a: [1, -2, 1.5, 1e3, 007, .inf, 0x10, 1_000, ~, null, '']\nb:\n", "a.yaml")

    assert tree.plain() == {
        "a": [1, -2, 1.5, 1000.0, 7, ".inf", "0x10", "1_000", None, None, ""],
        "b": None,
    }


def test_on_and_numbers_are_words_where_they_are_keys() -> None:
    assert read("on: x\n1: y\ntrue: z\n", "a.yaml").plain() == {"on": "x", "1": "y", "true": "z"}


def test_every_value_knows_its_place() -> None:
    tree = read("a: 1\nb:\n  - x\n  - {c: 'y'}\n", "a.yaml")
    listed = tree.child("b")
    assert listed is not None
    mapping = listed.child(1)
    assert mapping is not None
    quoted = mapping.child("c")
    assert quoted is not None

    assert (tree.keys["b"], listed.line, listed.column) == ((2, 1), 3, 3)
    assert (mapping.line, mapping.column, mapping.keys["c"]) == (4, 5, (4, 6))
    assert (quoted.line, quoted.column, quoted.text_column) == (4, 9, 10)


@pytest.mark.parametrize(
    ("text", "text_column"),
    [
        ("a: plain words", 4),
        ("a: 'quoted words'", 5),
        ('a: "quoted words"', 5),
        ("a: 'it''s'", None),
        ('a: "tab\\there"', None),
        ("a: >-\n  folded\n  words", None),
        ("a: two\n  lines", None),
    ],
)
def test_a_text_has_a_column_only_where_it_stands_as_it_reads(
    text: str, text_column: int | None
) -> None:
    node = read(text, "a.yaml").child("a")

    assert node is not None
    assert node.text_column == text_column


CONFLICT = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> softer\n"


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "1:1", "the file is empty"),
        ("# only a comment\n", "1:1", "the file is empty"),
        ("a: 1\nb: &name 2\n", "2:4", "anchors (&name) are not allowed"),
        ("a: 1\nb: *name\n", "2:4", "aliases (*name) are not allowed"),
        ("a: !!python/object:os.system x\n", "1:4", "tags (!name) are not allowed"),
        ("a: !!str 1\n", "1:4", "tags (!name) are not allowed"),
        ("a: ! x\n", "1:4", "tags (!name) are not allowed"),
        ("a: {}\n<<: {b: 1}\n", "2:1", "merge keys (<<) are not allowed"),
        ("a: 1\nb: 2\na: 3\n", "3:1", '"a" stands here twice; the first is in line 1'),
        ("a: {b: 1, b: 2}\n", "1:11", '"b" stands here twice'),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document"),
        ("? [a]\n: 1\n", "1:3", "a key must be one word"),
        ("because: {{ item.title }}\n", "1:11", "a text that begins with {{ needs quotes"),
        (": 1\n", "1:1", "a key is missing"),
        ("a: [1\nb: 2\n", "2:2", "this is not valid YAML"),
        ("a:\tb\n", "1:3", "a tab stands here: type spaces"),
        ("a:\n\t- b\n", "2:1", "a line begins with spaces, never with a tab"),
        ("a: b: c\n", "1:5", "mapping values are not allowed here"),
        ("a: 'never closed\nb: 1\n", "1:4", "a quote is never closed"),
        ("a: {b: 1\nc: 2\n", "2:2", "or the bracket of line 1 is never closed"),
        ("a: {b: [1}\n", "1:10", "a bracket is closed by another one, or a comma is missing"),
        ("a: {b: 1\n", "1:4", "a bracket is closed by another one"),
        ('a: "x\nb: 1\nc: "y"\n', "1:4", "opened here and closed in line 3"),
        ('a: say "x" twice: no\n', "1:17", "put a text with a colon in quotes"),
        ('a: "say "x" twice"\n', "1:10", "put the whole text in quotes"),
        ("a: @ann\n", "1:4", "put the whole text in quotes"),
        ("a: [x, *]\n", "1:9", "put the whole text in quotes"),
        ("a: 1\n// no comment\n", "2:1", "a comment begins with #"),
        ("a:\n   b: 1\n  c: 2\n", "3:3", "lines that belong together begin in the same column"),
        ("a:\n - b: 1\n    c: 2\n", "3:6", "lines that belong together begin in the same column"),
        ("a:\n- b: 1\n c: 2\n", "3:2", "lines that belong together begin in the same column"),
        ("rule:\u00a0x\nb: 1\n", "1:6", "an invisible sign"),
        ("a:\n\u00a0 b: 1\n", "2:1", "an invisible sign, or a space that is none, stands here"),
        ("a: live\u200b\n", "1:8", "an invisible sign"),
        ("a: \u00a0live\n", "1:4", "an invisible sign"),
        ("a: \u201copen\u201d\n", "1:4", "these quotes are a part of the text"),
        (CONFLICT, "2:1", "a merge conflict is left here; keep one of the two sides"),
        ("if: 'bug' in item.labels\n", "1:11", "put the whole expression in double quotes"),
        ("a: 1\nb: \x00\n", "2:4", "a character that YAML does not allow; save the file as UTF-8"),
        ("a: \ud800\n", "1:4", "a character that YAML does not allow"),
    ],
)
def test_what_is_not_one_plain_document_is_refused_at_its_place(
    text: str, where: str, said: str
) -> None:
    told = problem(text)

    assert told.startswith(f"a.yaml:{where}  ")
    assert said in told


def test_spaces_within_a_text_may_be_any_and_quotes_within_quotes_too() -> None:
    text = 'a: 5\u00a0days\nb: "\u201copen\u201d"\nc: say \u201copen\u201d\n'

    assert read(text, "a.yaml").plain() == {
        "a": "5\u00a0days",
        "b": "\u201copen\u201d",
        "c": "say \u201copen\u201d",
    }


def test_a_conflict_is_told_in_a_table_as_well() -> None:
    with pytest.raises(RuleError, match=r"a.csv:2:1  a merge conflict is left here"):
        read(CONFLICT, "a.csv")


def test_every_file_that_is_no_yaml_is_told_at_once() -> None:
    with pytest.raises(RuleError) as raised:
        read_all({"a.yaml": "a 1\nb: 2\n", "b.yaml": "b: 1\n", "c.yaml": ""})

    assert [each.file for each in raised.value.problems] == ["a.yaml", "c.yaml"]


ALIAS_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ALIAS_BOMB, "anchors"),
        ("a: 1\n" * 20_000, "twice"),
        ("a: " + "x" * 1_000_000, "larger than 256 kB"),
        ("a: " + "ä" * 140_000, "larger than 256 kB"),
        ("[" * 10_000, "nested deeper than 20 levels"),
        ("{" * 10_000, "nested deeper than 20 levels"),
        ("[ " * 10_000, "nested deeper than 20 levels"),
        ("{a: " * 10_000, "nested deeper than 20 levels"),
        ("- " * 10_000, "nested deeper than 20 levels"),
        ("? " * 10_000, "a key must be one word"),
        ("a:\n" + "".join(" " * n + "b:\n" for n in range(1, 300)), "nested deeper than 20 levels"),
        ("<<: {a: 1}", "merge keys"),
        ("!!python/name:os.system x", "tags"),
    ],
    ids=lambda each: str(each)[:12],
)
def test_a_hostile_file_is_refused_before_it_costs_anything(text: str, said: str) -> None:
    start = time.process_time()
    told = problem(text)
    seconds = time.process_time() - start

    assert said in told
    # A guard against a hang, with room for a busy machine: each takes a few milliseconds.
    assert seconds < 0.1


def test_twenty_levels_are_enough_for_everybody_and_allowed() -> None:
    assert read("[" * 20 + "x" + "]" * 20, "a.yaml").line == 1
