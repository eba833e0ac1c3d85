"""From the trackers into the mail: a click, a person's word, and the very first mail, which is held
against what the rules would have said a week before.
"""

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from automation import paths, rulefiles
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH
from tests.reports.post import PEOPLE, REPORT, TEAMS
from tests.stories.company import Company, company, mapping

EPIC, STORY = "PAY-1", "PAY-2"
ON_TRACK, BLOCKED = "10060", "10003"


@pytest.fixture
def acme(tmp_path: Path) -> Iterator[Company]:
    shipped = rulefiles.read_folder(paths.rules())
    rules = {"mapping.yaml": mapping(), "health.yaml": shipped["status/health.yaml"]}
    with company(tmp_path, {**rules, "people.yaml": PEOPLE, "teams.yaml": TEAMS}) as made:
        yield made


def begins_to_tell(acme: Company) -> None:
    """Somebody saves the report's file."""
    folder = acme.line.settings.rules
    assert folder is not None
    (folder / "report.yaml").write_text(REPORT, "utf-8")
    acme.works()


def mails(acme: Company) -> list[tuple[str, str]]:
    """Subject and text of what Clara has in her folder of mails, in their order."""
    found = acme.line.record.editions.list(100)
    mine = [e for e in reversed(found) if e.recipient == "clara.winter@example.org"]
    return [(each.subject, " ".join(each.text.split())) for each in mine]


def blocks(acme: Company) -> None:
    acme.plans(j.MoveCard(acme.card(STORY).id, BLOCKED))


def days(acme: Company, many: int) -> None:
    for _ in range(many):
        acme.passes(days=1)


def test_the_first_mail_tells_what_changed_in_the_week_before(acme: Company) -> None:
    days(acme, 8)  # Saturday 10 Oct; it waits for SEC-1 since the second
    begins_to_tell(acme)
    days(acme, 2)  # Monday 12 Oct, noon

    ((subject, text),) = mails(acme)

    assert subject == "Portfolio wk 42: 1 worse"
    assert f"AT RISK (was unknown). {STORY} blocked by SEC-1 since 2 Oct" in text
    assert f"/items/jira:{EPIC}" in text


def test_a_persons_word_is_told_beside_the_signals_and_week_after_week(acme: Company) -> None:
    begins_to_tell(acme)
    blocks(acme)
    days(acme, 11)  # Tuesday 13 Oct
    acme.plans(j.EditIssue(acme.card(EPIC).id, {HEALTH: ON_TRACK}))
    days(acme, 13)  # Monday 26 Oct, noon

    told = [text for _, text in mails(acme)]

    assert "Computed: at risk." in told[-2]
    assert "ON TRACK (was at risk), says" in told[-2]
    assert told[-1].startswith("Nothing changed since Mon 19 Oct, 14:00. 1 on track.")


def test_the_mail_in_the_folder_is_the_edition_on_record(acme: Company) -> None:
    begins_to_tell(acme)
    days(acme, 4)

    files = sorted((acme.line.settings.data / "mail").glob("*.eml"))
    arrived = [message_from_bytes(each.read_bytes(), policy=default) for each in files]

    kept = {(e.recipient, e.subject) for e in acme.line.record.editions.list(9)}
    assert {(str(each["To"]), str(each["Subject"])) for each in arrived} == kept
    assert len(kept) == 2


@pytest.mark.parametrize("state", ["shadow", "paused"])
def test_what_a_rule_in_shadow_or_at_rest_says_is_in_no_mail(acme: Company, state: str) -> None:
    folder = acme.line.settings.rules
    assert folder is not None
    health = folder / "health.yaml"
    told = health.read_text("utf-8").replace("\nstate: live", f"\nstate: {state}")
    health.write_text(told, "utf-8")
    begins_to_tell(acme)
    days(acme, 11)

    assert mails(acme) == []
