"""The two sets of rule files a back-test sets side by side, wherever each of them stands."""

import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from automation import rulefiles
from automation.engine.language.vocabulary import suggest
from automation.errors import SettingsError

Files = Mapping[str, str]

_STATE: Final = re.compile(r"^state:[ \t]*shadow\b", re.MULTILINE)
_RULE: Final = re.compile(r"^rule:[ \t]*([\w-]+)", re.MULTILINE)
_ENDS: Final = (".yaml", ".yml", ".csv")
_SHOWN: Final = 6


def at_revision(folder: Path, revision: str) -> Files:
    """The rule files of this folder as git has them at a revision. Raises SettingsError."""
    if revision.startswith("-"):
        raise SettingsError(f'"{revision}" is no revision.')
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    try:
        said = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a list, no shell; the revision is no option
    except OSError as error:
        raise SettingsError(f"git cannot be run: {error.strerror}.") from error
    if said.returncode:
        why = said.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise SettingsError(f'"{revision}" is neither a folder nor a revision: {why}')
    with tempfile.TemporaryDirectory() as room:
        with tarfile.open(fileobj=io.BytesIO(said.stdout)) as tree:
            tree.extractall(room, filter="data")
        return rulefiles.read_rules(Path(room))


def with_target(target: str, folder: Path, was: Files) -> Files:
    """The files as they would be with `target`: a folder, a file, or a rule of `folder`.

    Raises SettingsError for a rule that stands nowhere.
    """
    path = Path(target)
    if path.is_dir():
        return rulefiles.read_rules(path)
    if path.is_file():
        text = rulefiles.read_file(path)
        return {**was, _place(path, text, folder, was): text}
    return _with_rule(target, folder, was)


def _with_rule(name: str, folder: Path, was: Files) -> Files:
    """With one rule as it stands in the folder; one that is gone from there is left out."""
    there = rulefiles.read_rules(folder)
    stands = _file_of(name, there)
    if stands is None:
        stood = _file_of(name, was)
        if stood is None:
            raise SettingsError(_unknown(name, folder, {**was, **there}))
        return {file: text for file, text in was.items() if file != stood}
    others = {file: text for file, text in was.items() if file != _file_of(name, was)}
    return {**others, stands: there[stands]}


def _place(path: Path, text: str, folder: Path, was: Files) -> str:
    """Which file it takes the place of: one of its rule, else the one of its own path, also where
    a copy of the folder is edited.
    """
    found = _RULE.search(text)
    stood = _file_of(found[1], was) if found else None
    if stood is not None:
        return stood
    full = path.resolve()
    if full.is_relative_to(folder.resolve()):
        return full.relative_to(folder.resolve()).as_posix()
    ends = ("/".join(full.parts[start:]) for start in range(1, len(full.parts)))
    return next((end for end in ends if end in was), path.name)


def _file_of(rule: str, files: Files) -> str | None:
    named = (file for file, text in files.items() if (m := _RULE.search(text)) and m[1] == rule)
    return next(named, None)


def _unknown(name: str, folder: Path, files: Files) -> str:
    """What is told of a target that is nothing, with what was likely meant."""
    rules = {found[1]: found[1] for text in files.values() if (found := _RULE.search(text))}
    near = _near(name, rules, {file: _spelt(folder / file) for file in files})
    hint = f'Did you mean "{near}"?' if near else f"The rules are {_some(sorted(rules))}."
    return f'"{name}" is no rule, no file and no folder.{f" {hint}" if rules else ""}'


def _near(name: str, rules: Mapping[str, str], paths: Mapping[str, str]) -> str | None:
    """A rule by its id; for what reads like a file, one by its path or by its name alone."""
    if not name.endswith(_ENDS):
        meant = suggest(name, rules)
        return rules[meant] if meant else None
    by_path = {path: path for path in paths.values()}
    by_name = {Path(file).name: path for file, path in paths.items()}
    for known, said in ((by_path, name), (by_name, Path(name).name)):
        if meant := suggest(said, known):
            return known[meant]
    return None


def _spelt(path: Path) -> str:
    """A path as somebody writes it who stands here."""
    full, here = path.resolve(), Path.cwd()
    return str(full.relative_to(here) if full.is_relative_to(here) else full)


def _some(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    shown, more = ", ".join(names[:_SHOWN]), len(names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def as_if_live(was: Files, becomes: Files) -> Files:
    """The second set with every rule live that is new or changed and in shadow there: what it says
    is what would be said.
    """
    return {
        file: _STATE.sub("state: live", text, count=1) if was.get(file) != text else text
        for file, text in becomes.items()
    }
