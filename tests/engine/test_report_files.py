"""Report files: what they say, and every mistake in one told at its place, in plain words."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from automation.errors import RuleError
from tests.engine.files import load_texts
from tests.reports.post import REPORT, files, rules

CLARA, NORA = "clara.winter@example.org", "nora.beck@example.org"
BROKEN = [
    # where it stands, what was there => what stands there now, what is said, what was meant
    ("2:1 reprot", "report: weekly => reprot: weekly", "says what a file is", "report"),
    ("6:8 state", "state: live => state: lvie", "must be live, shadow or paused", "live"),
    ("7:11 audience", "audience: executive => audience: board", "must be executive", None),
    ("7:11 audience", "audience: executive => audience: executve", "executive", "executive"),
    (
        "8:6 to[0]",
        "role:executive => role:executiv",
        'nobody in people.yaml is "',
        "role:executive",
    ),
    ("8:6 to[0]", "role:executive => clra", 'nobody in people.yaml is "clra"', "clara"),
    ("9:12 send.at", "monday 08:30 => mondy 08:30", "", "monday"),
    ("9:12 send.at", "monday 08:30 => monday 25:30", "a weekday and a time, such as", None),
    ("9:12 send.at", "monday 08:30 => every morning", "a weekday and a time, such as", None),
    ("9:8 send.att", "{at: monday => {att: monday", 'unknown key "att"', "at"),
    ("9:32 send.zone", "08:30} => 08:30, zone: Europe/Berln}", "", "Europe/Berlin"),
    (
        "9:38 send.when_quiet",
        "08:30} => 08:30, when_quiet: skp}",
        "must be short or skip",
        "skip",
    ),
    ("10:1 draft", "heads_up: => draft:", "owners are told by `heads_up", None),
    ("10:1 bcc", "heads_up: {at: thursday 16:00} => bcc: [clara]", "under `to`", None),
    ("10:12 sections[0]", "heads_up: {at: thursday 16:00} => sections: [wrose]", "", "worse"),
    (
        "10:19 sections[1]",
        "heads_up: {at: thursday 16:00} => sections: [worse, worse]",
        "stands here twice",
        None,
    ),
    (
        "10:17 limits.words",
        "heads_up: {at: thursday 16:00} => limits: {words: 20}",
        "must be a whole number from 60 to 1000",
        None,
    ),
    ("10:16 limits.rows", "heads_up: {at: thursday 16:00} => limits: {rows: 1.5}", "from 1", None),
    ("10:12 channels[0]", "heads_up: {at: thursday 16:00} => channels: [emial]", "", "email"),
]


@pytest.mark.parametrize(("place", "change", "said", "meant"), BROKEN)
def test_a_mistake_is_told_at_its_place(
    place: str, change: str, said: str, meant: str | None
) -> None:
    old, _, new = change.partition(" => ")
    assert REPORT.count(old) == 1

    with pytest.raises(RuleError) as refused:
        rules(report=REPORT.replace(old, new))

    told = [str(problem) for problem in refused.value.problems]
    (mine,) = [each for each in told if each.startswith(f"report.yaml:{place.partition(' ')[0]}  ")]
    assert place.partition(" ")[2] in mine
    assert said in mine
    assert ("Did you mean" in mine) is (meant is not None)
    assert meant is None or f'Did you mean "{meant}"?' in mine


def test_a_reader_without_a_mail_is_told() -> None:
    people = "pitboard: 1\npeople:\n  clara: {name: Clara Winter, roles: [executive]}\n"

    with pytest.raises(RuleError, match=r'Clara Winter has no mail; add "mail" in people\.yaml'):
        rules(people=people, teams="pitboard: 1\nteams: {}\n")


@pytest.mark.parametrize("edit", ["people: => poeple:", "name: => naem:"])
def test_readers_are_not_told_as_unknown_where_the_people_cannot_be_read(edit: str) -> None:
    old, _, new = edit.partition(" => ")
    broken = files()["people.yaml"].replace(old, new, 1)

    with pytest.raises(RuleError) as refused:
        rules(people=broken)

    assert {problem.file for problem in refused.value.problems} == {"people.yaml"}


def test_two_reports_of_one_name_are_told() -> None:
    with pytest.raises(RuleError, match=r"a report with this name stands in report\.yaml"):
        load_texts({**files(), "other.yaml": REPORT})


def test_readers_are_named_once_in_the_files_order() -> None:
    found = rules(report=REPORT.replace('["role:executive"]', '[nora, "role:executive"]'))

    assert [each.mail for each in found.reports[0].readers] == [NORA, CLARA]


def test_what_a_file_leaves_out_is_the_usual() -> None:
    (report,) = rules().reports

    assert (report.words, report.rows, report.html_kb) == (150, 12, 80)
    assert report.sections[0] == "answer"
    assert report.when_quiet == "short"


def test_each_zone_of_a_reader_has_its_time_and_the_owners_have_theirs() -> None:
    people = """\
pitboard: 1
people:
  clara: {name: C, mail: c@example.org, roles: [executive]}
  nora: {name: N, mail: n@example.org, zone: Australia/Sydney, roles: [executive]}
  mara: {name: M, mail: m@example.org, zone: America/New_York}
"""
    found = rules(people=people)
    (report,) = found.reports

    times = [(step, str(zone)) for step, _, zone in report.times(found.world)]

    assert times == [
        ("send", "Australia/Sydney"),
        ("send", "Europe/Berlin"),
        ("heads-up", "America/New_York"),
        ("heads-up", "Australia/Sydney"),
        ("heads-up", "Europe/Berlin"),
    ]


def test_a_zone_of_its_own_counts_for_everybody() -> None:
    found = rules(report=REPORT.replace("08:30}", "08:30, zone: Asia/Tokyo}"))
    (report,) = found.reports

    assert [str(z) for step, _, z in report.times(found.world) if step == "send"] == ["Asia/Tokyo"]


def test_a_paused_report_has_no_times() -> None:
    found = rules(report=REPORT.replace("state: live", "state: paused"))

    assert list(found.reports[0].times(found.world)) == []


def test_a_time_is_that_of_the_clocks_of_its_zone() -> None:
    (report,) = rules().reports
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 24, 12, tzinfo=berlin)

    assert report.send.next_after(before, berlin) == datetime(2026, 10, 26, 8, 30, tzinfo=berlin)
