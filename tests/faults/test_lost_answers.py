"""Writes that were done and never answered, in one process and step by step: found by the chaos."""

from tests.databases import Home
from tests.fakes.tracker import outage
from tests.stories.crew import Crew, triage

RULE = triage().replace("value: triaged", "value: none")


def test_a_value_is_written_again_after_its_removal_was_done_and_never_answered(
    home: Home,
) -> None:
    crew = Crew(home, RULE)
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(60)

    crew.github.drop_after_write.append(outage())
    crew.hears("labeled", label="bug", labels=["needs-triage", "bug"])
    crew.time.pass_(1)
    crew.echoes("needs-triage", on=False, labels=["bug"])
    removed = set(crew.labels)
    crew.time.pass_(60)
    crew.hears("unlabeled", label="bug", labels=[])

    assert removed == set()
    assert crew.labels == {"needs-triage"}
    crew.line.close()
