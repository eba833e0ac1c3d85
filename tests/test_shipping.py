"""What is installed is what is here: rules and templates travel in the wheel, byte by byte."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return zipfile.ZipFile(next(target.glob("*.whl")))


def files(folder: str) -> dict[str, bytes]:
    found = sorted((ROOT / folder).rglob("*"))
    return {
        str(file.relative_to(ROOT)): file.read_bytes()
        for file in found
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.mark.parametrize("folder", ["rules", "templates"])
def test_data_travels_in_the_wheel_byte_by_byte(wheel: zipfile.ZipFile, folder: str) -> None:
    expected = {f"automation/_shipped/{name}": data for name, data in files(folder).items()}
    shipped = {
        name: wheel.read(name)
        for name in wheel.namelist()
        if name.startswith(f"automation/_shipped/{folder}/")
    }

    assert expected
    assert shipped == expected


@pytest.mark.parametrize("folder", ["automation", "workers"])
def test_code_and_its_data_travel_in_the_wheel(wheel: zipfile.ZipFile, folder: str) -> None:
    assert set(files(folder)) <= set(wheel.namelist())


def test_nothing_else_travels(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"automation", "workers"}
