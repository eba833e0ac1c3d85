"""A folder of rule files: what is read, what is passed over, and what is named and refused."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from automation.errors import RuleError
from automation.rulefiles import fingerprint, read, read_folder
from automation.tree import Node


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


def test_a_file_is_a_rule_file_by_either_ending_and_what_editors_leave_beside_it_is_none(
    tmp_path: Path,
) -> None:
    for name in ("a.yaml", "b.yml", "C.YAML"):
        (tmp_path / name).write_text("a: 1\n")
    for name in (".a.yaml.swp", "a.yaml~", "#a.yaml#", "a.yaml.bak", "a.yaml.orig", "_a.yaml"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".#a.yaml").symlink_to("ann@laptop.123")

    assert list(read_folder(tmp_path)) == ["C.YAML", "a.yaml", "b.yml"]


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


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that others may look into, where the tests' own is for its owner alone."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@contextmanager
def somebody_else() -> Iterator[None]:
    """As whom nothing here belongs to, if we are the one who may do anything."""
    is_root = os.getuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


def test_a_file_nobody_may_read_is_named_and_read_again_once_it_may_be(shared: Path) -> None:
    (shared / "a.yaml").write_text("a: 1\n")
    (shared / "a.yaml").chmod(0)
    before = fingerprint(shared)

    with somebody_else():
        told = refused(shared)
    (shared / "a.yaml").chmod(0o644)

    assert told == ["a.yaml:1:1  the file cannot be read: Permission denied; let Pitboard read it"]
    assert fingerprint(shared) != before


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_folder_nobody_may_look_into_is_named_and_stops_nothing(shared: Path, mode: int) -> None:
    (shared / "a.yaml").write_text("a: 1\n")
    (shared / "flow").mkdir()
    (shared / "flow" / "b.yaml").write_text("b: 1\n")
    whole = fingerprint(shared)
    (shared / "flow").chmod(mode)

    with somebody_else():
        told, shut = refused(shared), fingerprint(shared)
    (shared / "flow").chmod(0o755)

    assert told == ["flow:1:1  we may not look into this folder; let Pitboard read it"]
    assert shut != whole


def test_a_table_saved_in_an_old_code_page_says_how_to_save_it(tmp_path: Path) -> None:
    (tmp_path / "back.csv").write_bytes("customer\nMüller\n".encode("cp1252"))

    with pytest.raises(RuleError, match="not UTF-8 text; save it as UTF-8"):
        read_folder(tmp_path)
