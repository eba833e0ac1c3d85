"""The reference names every key of every file and every signal, and nothing else."""

import pytest

from automation.engine.folder.sheet import Sheet
from automation.engine.language.thresholds import signals
from automation.engine.manual.reference_files import ABOUT, files_reference, keys_of
from automation.engine.ruleset.report import ReportSheet

IDS = "F1 F2 F3 S1 B1 B2 D1 A1 A2 T1 R1 N1 O1 O2 C1 Q1 W1 E1 U1"
NOTES = "A2 T1 R1 N1 O1 O2 C1"


@pytest.mark.parametrize("sheet", list(ABOUT), ids=lambda sheet: sheet.__name__)
def test_every_key_of_a_shape_is_told(sheet: type[Sheet]) -> None:
    assert set(keys_of(sheet)) | {"pitboard"} == set(sheet.model_fields) | {"pitboard"}


def test_what_a_mail_files_under_changed_is_told_in_full() -> None:
    told = keys_of(ReportSheet)["sections"]

    assert "`changed` (new, paused, resumed, given up, better by a later date alone)" in told


def test_every_signal_is_told_by_its_word() -> None:
    page = files_reference()

    assert [each.id for each in signals() if f"| {each.id} | `{each.word}` |" not in page] == []
    assert {each.id for each in signals()} == set(IDS.split())


def test_only_notes_never_colour_a_status() -> None:
    assert {s.id for s in signals() if s.note} == set(NOTES.split())
