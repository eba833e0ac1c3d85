"""`make check` looks at every folder with Python in it, the pictures' too."""

import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]


def test_every_folder_with_python_in_it_is_type_checked() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    folders = {
        folder.name
        for folder in REPOSITORY.iterdir()
        if folder.is_dir() and folder.name[0] != "." and next(folder.rglob("*.py"), None)
    }

    assert folders - {"dist", "build"} == set(settings["tool"]["mypy"]["packages"])
