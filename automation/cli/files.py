"""Files that commands write and read, where what is wrong with a place is one clear line."""

from collections.abc import Iterator
from pathlib import Path

import click

from automation.engine.language.vocabulary import suggest
from automation.errors import SettingsError

_RULES = Path("rules")


def written(file: Path, text: str) -> None:
    """Write a file, with the folder it stands in. Raises SettingsError where that may not be."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        said = f"{file}: {error.strerror}. Name a place that you may write to."
        raise SettingsError(said) from error


def there(path: Path) -> Path:
    """The path, where something is. Raises UsageError with the file that was likely meant: one
    beside it, or that of the rule of this name.
    """
    if path.is_file() or path.is_dir():
        return path
    if path.exists():
        raise click.UsageError(f'"{path}" is neither a file nor a folder.')
    near = suggest(path.name, dict(_beside(path)))
    hint = f' Did you mean "{dict(_beside(path))[near]}"?' if near else ""
    raise click.UsageError(f'There is no file or folder "{path}".{hint}')


def _beside(path: Path) -> Iterator[tuple[str, Path]]:
    files = sorted(_RULES.rglob("*.y*ml")) if _RULES.is_dir() else []
    yield from ((each.stem, each) for each in files)
    yield from ((each.name, each) for each in files)
    if path.parent.is_dir():
        yield from ((each.name, each) for each in sorted(path.parent.iterdir()))
