"""Text to tree: places are exact, words stay words, and nothing hostile costs anything."""

import os
import time
from pathlib import Path

import pytest

from automation.errors import RuleError
from automation.rulefiles import fingerprint, read, read_folder
from automation.tree import Node


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
        ("a:\tb\n", "1:3", "this is not valid YAML"),
        ("a:\n\t- b\n", "2:1", "a line begins with spaces, never with a tab"),
        ("a: b: c\n", "1:5", "mapping values are not allowed here"),
        ("a: 'never closed\n", "2:1", "this is not valid YAML"),
        ("if: 'bug' in item.labels\n", "1:11", "put the whole expression in double quotes"),
        ("a: 1\nb: \x00\n", "2:4", "a character that YAML does not allow"),
        ("a: \ud800\n", "1:4", "a character that YAML does not allow"),
    ],
)
def test_what_is_not_one_plain_document_is_refused_at_its_place(
    text: str, where: str, said: str
) -> None:
    told = problem(text)

    assert told.startswith(f"a.yaml:{where}  ")
    assert said in told


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


def test_a_folder_is_read_by_name_in_order(tmp_path: Path) -> None:
    (tmp_path / "triage").mkdir()
    (tmp_path / "triage" / "b.yaml").write_text("b: ü\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    for skipped in (".hidden.yaml", "_draft.yaml", "readme.md"):
        (tmp_path / skipped).write_text("x", encoding="utf-8")
    for skipped in (".git", "_old"):
        (tmp_path / skipped).mkdir()
        (tmp_path / skipped / "c.yaml").write_text("x", encoding="utf-8")

    assert list(read_folder(tmp_path).items()) == [
        ("a.yaml", "a: 1\n"),
        ("triage/b.yaml", "b: ü\n"),
    ]


def refused(folder: Path) -> list[str]:
    with pytest.raises(RuleError) as raised:
        read_folder(folder)
    return [str(each) for each in raised.value.problems]


def test_every_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "bytes.yaml").write_bytes(b"a: \xff\xfe\n")
    (tmp_path / "large.yaml").write_bytes(b"#" * 300_000)
    (tmp_path / "lost.yaml").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.yaml")

    told = refused(tmp_path)

    assert [line.partition(":")[0] for line in told] == [
        "bytes.yaml",
        "large.yaml",
        "lost.yaml",
        "pipe.yaml",
    ]
    assert "not UTF-8" in told[0]
    assert "larger than 256 kB" in told[1]
    assert "not a regular file" in told[3]


def test_a_link_out_of_the_folder_is_refused_and_one_within_it_is_not(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (tmp_path / "secret.yaml").write_text("a: 1\n", encoding="utf-8")
    (rules / "real.yaml").write_text("a: 1\n", encoding="utf-8")
    (rules / "inside.yaml").symlink_to(rules / "real.yaml")
    assert list(read_folder(rules)) == ["inside.yaml", "real.yaml"]

    (rules / "outside.yaml").symlink_to(tmp_path / "secret.yaml")

    assert refused(rules) == [
        "outside.yaml:1:1  a link that leads out of the folder is not followed"
    ]


def test_a_folder_linked_into_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)

    assert list(read_folder(tmp_path)) == ["a.yaml"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert "there is no such folder" in refused(tmp_path / "rules")[0]


def test_a_table_is_read_with_the_folder_and_keeps_its_places(tmp_path: Path) -> None:
    (tmp_path / "rule.yaml").write_text("a: 1\n")
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "back.csv").write_text("date,value\n2026-10-01,4\n")
    (tmp_path / "notes.txt").write_text("nothing of ours")

    texts = read_folder(tmp_path)
    table = read(texts["measures/back.csv"], "measures/back.csv")

    assert list(texts) == ["measures/back.csv", "rule.yaml"]
    cell = table.child(1)
    assert cell is not None
    assert cell.child(1) == Node("4", 2, 12)


def test_a_table_may_be_larger_than_a_rule_and_ends_somewhere(tmp_path: Path) -> None:
    row = "2026-10-01,4\n"
    (tmp_path / "large.csv").write_text("date,value\n" + row * 20_000)
    assert list(read_folder(tmp_path)) == ["large.csv"]

    (tmp_path / "huge.csv").write_text("date,value\n" + row * 90_000)
    with pytest.raises(RuleError, match=r"huge.csv:1:1  the file is larger than 1024 kB; split it"):
        read_folder(tmp_path)


def test_a_changed_table_is_a_change_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "back.csv").write_text("date,value\n")
    before = fingerprint(tmp_path)

    (tmp_path / "back.csv").write_text("date,value\n2026-10-01,4\n")

    assert fingerprint(tmp_path) != before


def test_a_table_saved_in_an_old_code_page_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "back.csv").write_bytes("customer\nMüller\n".encode("cp1252"))

    with pytest.raises(RuleError, match="not UTF-8 text; save it as UTF-8"):
        read_folder(tmp_path)
