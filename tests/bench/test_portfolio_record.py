"""The record that pages are measured over is one that the rules judge, and the pages read."""

from pathlib import Path

from automation import paths
from automation.bootstrap import Line
from automation.settings import load_settings
from bench.payload import SECRET
from bench.portfolio import judged
from bench.portfolio_record import Shape


def test_every_epic_of_the_record_is_judged_by_all_of_its_parts(tmp_path: Path) -> None:
    environment = {
        "PITBOARD_DATA": str(tmp_path),
        "PITBOARD_RULES": str(paths.rules()),
        "PITBOARD_JIRA_URL": "https://jira.example.com",
        "PITBOARD_JIRA_WEBHOOK_SECRET": SECRET,
    }

    judged(environment, Shape(epics=3, parts=5, changes=8))

    line = Line(load_settings(environment))
    found = line.record.portfolio.standings()
    assert [(each.type, each.status.progress.total) for each in found] == [("epic", 5)] * 3
    assert all(each.health for each in found)
    line.close()
