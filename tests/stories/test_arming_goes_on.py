"""Whoever dies while timers are armed anew leaves the rest to the next clock."""

from dataclasses import replace

import pytest

from automation import active
from tests.stories.clockwork import Clockwork, stuck


def test_timers_that_were_left_to_arm_are_armed_by_the_next_clock(
    friday: Clockwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dies:
        dies.setattr(active, "PARTS", 0)
        friday.is_at("2026-10-26 09:00")
        friday.saves(rule=stuck("2 business days"))
        friday.settings = replace(friday.settings, rules=friday.folder)
        friday.restarts()
    assert friday.due == []

    friday.line._active.tend()
    friday.works()

    assert friday.due == ["2026-10-27 16:00"]
