"""Text to tree: the only place that knows YAML, and the gate no hostile file gets past.

YAML 1.2, read as events: size, depth, aliases and tags are refused before they cost anything.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from automation.errors import Problem, RuleError
from automation.table import read_table
from automation.tree import Node
from automation.yaml_repairs import explained
from automation.yaml_tree import MAX_DEPTH, TOO_DEEP, tree

MAX_BYTES = 256 * 1024
MAX_TABLE = 1024 * 1024
_TABLE: Final = ".csv"
_OURS: Final = frozenset({".yaml", ".yml", _TABLE})
_BRACKETS = re.compile(r"[\[\]{}]")
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)
_BOTH_SIDES: Final = (
    "a merge conflict is left here; keep one of the two sides, and delete the lines that begin "
    "with <<<<<<<, ======= and >>>>>>>"
)


def read(text: str, name: str) -> Node:
    """Build the tree of one file; `name` is what its problems are told under, and ends in .csv
    for a table.

    Raises RuleError, with line and column, for anything but one plain YAML document: aliases,
    anchors, tags, merge keys, duplicate keys, a second document, over 256 kB, over 20 deep, a merge
    conflict; and for a table as read_table does.
    """
    if len(text) > _most(name) or len(text.encode("utf-8", "surrogatepass")) > _most(name):
        raise RuleError([Problem(name, 1, 1, "", _too_large(name))])
    if conflict := _CONFLICT.search(text):
        raise RuleError([Problem(name, *_position(text, conflict.start()), "", _BOTH_SIDES)])
    if _is_table(name):
        return read_table(text, name)
    for line, column in _deep_lines(text):
        raise RuleError([Problem(name, line, column, "", TOO_DEEP)])
    plain = text.removeprefix("\ufeff")
    try:
        return tree(plain, name)
    except MarkedYAMLError as error:
        problem = Problem(name, *explained(error, plain))
    except ReaderError as error:
        problem = Problem(name, *_position(plain, error.position), "", _odd(error))
    except YAMLError:
        problem = Problem(name, 1, 1, "", "this is not valid YAML")
    raise RuleError([problem])


def read_all(files: Mapping[str, str]) -> Mapping[str, Node]:
    """The tree of every file, by its name. Raises RuleError with what is wrong in each of them."""
    nodes: dict[str, Node] = {}
    problems: list[Problem] = []
    for name, text in files.items():
        try:
            nodes[name] = read(text, name)
        except RuleError as error:
            problems += error.problems
    if problems:
        raise RuleError(problems)
    return nodes


def read_folder(path: Path) -> Mapping[str, str]:
    """Read every *.yaml, *.yml and *.csv file under `path`: name from there, with /, to text.

    Names that begin with "." or "_" are skipped. Raises RuleError naming each file or folder that
    cannot be read: not UTF-8, no permission, not a regular file, a link that leads out of it all.
    """
    if not path.is_dir():
        raise RuleError([Problem(str(path), 1, 1, "", "there is no such folder")])
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for file in _rule_files(path):
        name = file.relative_to(path).as_posix()
        try:
            texts[name] = _text(file, path)
        except (OSError, ValueError) as error:
            problems.append(Problem(name, 1, 1, "", _reason(error)))
    if problems:
        raise RuleError(problems)
    return texts


def read_rules(path: Path) -> Mapping[str, str]:
    """The same of a folder that is to be the active set. Raises RuleError for an empty one.

    It is more likely a mistake than a wish to have no rules.
    """
    files = read_folder(path)
    if not files:
        raise RuleError([Problem(str(path), 1, 1, "", "there is no rule file in this folder")])
    return files


def read_file(path: Path) -> str:
    """Read one rule file. Raises RuleError where it cannot be read."""
    try:
        return _text(path, path.parent)
    except (OSError, ValueError) as error:
        raise RuleError([Problem(path.name, 1, 1, "", _reason(error))]) from error


def fingerprint(folder: Path) -> tuple[object, ...]:
    """What changes when a rule file does, or who may read it: names, sizes and times, without
    reading any file.
    """
    if not folder.is_dir():
        return ("missing",)
    return tuple(_stamp(file) for file in _rule_files(folder))


def _stamp(file: Path) -> tuple[object, ...]:
    try:
        status = file.stat()
    except OSError as error:
        return file.as_posix(), error.errno
    # The last of them moves with permissions, too, and with a file that takes another's place.
    return file.as_posix(), status.st_mtime_ns, status.st_size, status.st_ctime_ns


def _rule_files(folder: Path) -> Iterator[Path]:
    """The files; of a folder that we may not look into, the folder itself."""
    try:
        entries = [(entry, entry.is_dir()) for entry in sorted(folder.iterdir())]
    except OSError:
        yield folder
        return
    for entry, is_folder in entries:
        if entry.name.startswith((".", "_")):
            continue
        # A linked folder would list its files twice, or for ever where it leads back up.
        if is_folder and not entry.is_symlink():
            yield from _rule_files(entry)
        elif entry.suffix.lower() in _OURS:
            yield entry


def _text(file: Path, folder: Path) -> str:
    """Raise OSError or ValueError with a message for the person who keeps the folder."""
    if file.is_dir() and not file.is_symlink():
        raise ValueError("we may not look into this folder; let Pitboard read it")
    if not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError("a link that leads out of the folder is not followed")
    if file.exists() and not file.is_file():
        raise ValueError("this is not a regular file")
    if file.stat().st_size > _most(file.name):
        raise ValueError(_too_large(file.name))
    return file.read_text(encoding="utf-8")


def _most(name: str) -> int:
    return MAX_TABLE if _is_table(name) else MAX_BYTES


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLE)


def _too_large(name: str) -> str:
    return f"the file is larger than {_most(name) // 1024} kB; split it"


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "the file is not UTF-8 text; save it as UTF-8"
    if isinstance(error, OSError):
        return f"the file cannot be read: {error.strerror}; let Pitboard read it"
    return str(error)


def _deep_lines(text: str) -> Iterator[tuple[int, int]]:
    """Find lines that open too many brackets, before ruamel sees them.

    Its scanner looks 1,024 characters ahead in a line, at a cost that grows with the square of
    the depth there.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        depth = 0
        for bracket in _BRACKETS.finditer(line):
            depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
            if depth > MAX_DEPTH:
                yield number, bracket.start() + 1
                break


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _odd(error: ReaderError) -> str:
    """A zero is what a file in UTF-16 is full of."""
    mend = "; save the file as UTF-8" if error.character == 0 else ""
    return f"a character that YAML does not allow{mend}"
