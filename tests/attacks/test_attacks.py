"""Whatever stands in a template, a rule or a tracker: nothing escapes, and the process lives."""

import os
import subprocess
import sys
from pathlib import Path

from tests.attacks.corpus import DATA, KNOWN, OWN

ROOT = Path(__file__).parents[2]


def test_every_attack_is_refused_or_stopped_within_two_seconds_and_600_mb(tmp_path: Path) -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "tests.attacks.attacked", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (tried.returncode, tried.stdout) == (0, "alive\n"), tried.stderr[-2_000:]


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(KNOWN) >= 44
    assert len(OWN) >= 30
    assert len({*KNOWN, *OWN, *DATA}) == len(KNOWN) + len(OWN) + len(DATA)
