"""Mails as they were sent: a list, and each behind glass beside its text."""

from automation.ticking import Timekeeper
from automation.web.mails import MOST
from tests.reports.post import rules as reports
from tests.web.conftest import BERLIN, World, words_of
from tests.web.letters import an_edition
from tests.web.test_readers import FILE, PEOPLE


def test_before_the_first_report_the_list_says_when_it_comes(world: World) -> None:
    said = world.sees_on("/mails")

    assert "No report was sent yet." in said
    assert "Monday at 08:30" in said
    assert "One is due and waits" not in said


def test_before_the_first_report_the_list_says_that_one_is_due_and_waits(world: World) -> None:
    keeper = Timekeeper(world.record)
    keeper.tend(reports(), wall=world.time())
    world.time.pass_(7 * 24 * 3600)
    keeper.tend(reports(), wall=world.time())

    assert "One is due and waits" in world.sees_on("/mails")


def test_the_list_tells_subject_week_recipient_and_what_became_of_it(world: World) -> None:
    an_edition(world.record)
    an_edition(world.record, recipient="jonas@example.org", sent=False)

    said = world.sees_on("/mails")

    assert "Portfolio wk 40: 2 worse, 1 needs you weekly-executive, week 40" in said
    assert "mara.lind@example.org 2 Oct 2026, 12:00 sent 2 Oct 2026, 12:01" in said
    assert "waits to be sent" in said


def test_a_report_is_called_what_its_file_calls_it(world: World) -> None:
    world.line.activate({"people.yaml": PEOPLE, "reports/weekly.yaml": FILE})
    an_edition(world.record)
    an_edition(world.record, report="weekly-executive/heads-up")

    said = world.sees_on("/mails")

    assert "Portfolio weekly, week 40" in said
    assert "Portfolio weekly: heads-up for the mail of week 40" in said
    assert "Portfolio weekly: heads-up for the mail of week 40" in world.sees_on("/mails/2")


def test_a_mail_was_sent_by_the_companys_clock_in_the_companys_zone(world: World) -> None:
    world.line.activate({"teams.yaml": BERLIN})
    an_edition(world.record)

    for address in ("/mails", "/mails/1"):
        said = world.sees_on(address)
        assert "sent 2 Oct 2026, 14:01" in said
        assert "Times are Europe/Berlin." in said


def test_the_list_ends_somewhere(world: World) -> None:
    for number in range(MOST + 5):
        an_edition(world.record, recipient=f"{number}@example.org")

    assert world.reads("/mails").count('class="name"') == MOST


def test_a_mail_stands_beside_its_text(world: World) -> None:
    an_edition(world.record)

    page = world.reads("/mails/1")

    assert "Pay by invoice AT RISK (was on track)" in words_of(page)
    assert 'src="/mails/1/look"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


def test_nothing_in_a_mail_runs_or_is_fetched(world: World) -> None:
    an_edition(world.record)

    answer = world.asks("/mails/1/look")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox;")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "img-src data:;" in policy
    assert answer.text.startswith("<!doctype html>")


def test_a_mail_that_is_not_there_says_so(world: World) -> None:
    for address in ("/mails/7", "/mails/7/look"):
        assert world.asks(address).status_code == 404


def test_a_hostile_subject_is_shown_as_text(world: World) -> None:
    an_edition(world.record, subject="<script>alert(1)</script>\r\nBcc: x", text="<b>x</b>")

    for address in ("/mails", "/mails/1"):
        page = world.reads(address)
        assert "<script" not in page
        assert "<b>x" not in page
