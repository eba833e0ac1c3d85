"""An edition is brief, the same in both parts, and proof against what people type."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from automation import paths
from automation.appraisal import Standing, Status
from automation.effects import Email
from automation.reports.digest import Digest
from automation.reports.weekly import words_in
from tests.reports.builders import an_item, asked_by, digest, finished, id_of
from tests.reports.post import ADDRESS, MONDAY, REPORT, links, mail, tags
from tests.web.company import a_status, days
from tests.web.conftest import words_of

HOSTILE = [
    "one\r\nBcc: evil@example.com",
    "a\n\nSTOP  http://evil.example/u/1",
    "a line\u2028separator\x0b and \x00 nul",
    "turned \u202e around \u2066 and back",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.gif)",
    "@everyone Fixes #1 {{ 7 * 7 }} {% raw %}",
    "x" * 10_000,
    'a "quoted" & <b>bold</b> title',
]


def a_full_week() -> Digest:
    """Everything that can be told, once."""
    asked = a_status(askings=asked_by("Nordlicht", "Globex", "Initech"))
    items = [
        an_item(1, "at_risk", because="SEC-40 blocks PAY-12 since 23 Sep", status=asked),
        an_item(2, "off_track", title="Refunds", because="target 24 Sep passed, 5 of 31 open"),
        an_item(3, "at_risk", title="Checkout", because="scope +23 %", said="On track"),
        an_item(4, "at_risk", title="Search", said="At risk", said_at=-6, changed=-2),
        an_item(5, "on_track", title="Gift cards"),
        finished(6, title="CSV export"),
        an_item(7, "paused", title="Atlas", because="paused since 29 Sep"),
        an_item(8, "unknown", title="Parcels", because="too little to judge"),
        an_item(9, title="As before"),
        an_item(10, title="Merger", visibility="restricted"),
    ]
    told = dict.fromkeys([id_of(n) for n in range(1, 11)], "on_track")
    return digest(*items, before={**told, id_of(4): "at_risk", id_of(5): "at_risk"})


def read_out(email: Email) -> str:
    """The HTML part as a screen reader has it."""
    body = email.html.partition("</head>")[2]
    return words_of(body.replace("<br>", " ").replace("</td>", " "))


def ends_of(email: Email) -> list[str]:
    """The lines that begin with what a reader is asked to click."""
    marks = ("  http", "Portfolio ", "Useful ", "Not useful ", "Monthly ", "Stop ", "STOP ")
    return [line for line in email.text.split("\n") if line.startswith(marks)]


def many(health: str = "at_risk", status: Status | None = None) -> Digest:
    title = "Initiative %d with a name as long as names of initiatives tend to be in practice"
    items: Sequence[Standing] = [
        an_item(
            n,
            health,
            title=title % n,
            because=f"SEC-{n} blocks PAY-{n} since 2 Oct",
            status=status or a_status(),
        )
        for n in range(1, 201)
    ]
    return digest(*items, before={each.item_id: "on_track" for each in items})


def quiet() -> Digest:
    items = [an_item(1), an_item(2, "unknown"), an_item(3, "at_risk", said="On track")]
    return digest(*items, before={id_of(1): "on_track", id_of(2): "unknown", id_of(3): "on_track"})


def test_a_full_week_reads_like_this() -> None:
    email = mail(a_full_week(), report=REPORT + "limits: {words: 300}\n")

    assert email.subject == "Portfolio wk 41: 2 worse, 1 better"
    body = email.text.partition("\n\nPortfolio ")[0]
    assert body.startswith("2 of 8 got worse, and 3 customers wait for them.\n")
    assert "1 off track, 2 at risk, 3 on track, 1 unknown, 1 paused; 1 restricted item" in body
    assert "Refunds: OFF TRACK (was on track). Target 24 Sep passed, 5 of 31 open.\n" in body
    assert "Checkout: ON TRACK, says Mara Lind (30 Sep). Computed: at risk. Scope +23" in body
    assert "Search: AT RISK, says Mara Lind (26 Sep). The signals agree since 30 Sep." in body
    assert "SHIPPED\nCSV export. All 12 closed.\n" in body
    assert "Atlas: PAUSED (was on track). Paused since 29 Sep.\n" in body
    assert "Parcels (was on track). Too little to judge.\n" in body
    assert "1 stands as before.\nFacts as of Fri 2 Oct, 14:00, from GitHub and Jira." in body


def test_a_quiet_week_is_three_lines_and_the_links() -> None:
    email = mail(quiet())

    lines, _, rest = email.text.partition("\n\n")
    assert lines.split("\n") == [
        "Nothing changed since Fri 25 Sep, 14:00.",
        "2 on track, 1 unknown.",
        "Facts as of Fri 2 Oct, 14:00, from GitHub and Jira.",
    ]
    assert all("https://" in line for line in rest.strip().split("\n"))
    assert email.subject == "Portfolio wk 41: nothing changed"
    assert read_out(email).endswith(
        "Nothing changed since Fri 25 Sep, 14:00. 2 on track, 1 unknown. "
        "Facts as of Fri 2 Oct, 14:00, from GitHub and Jira. "
        "Portfolio · Useful · Not useful · Monthly · Stop"
    )


def test_a_week_with_nothing_under_way_says_so() -> None:
    email = mail(digest(before={}))

    assert "\nNothing is under way.\n" in email.text
    assert "Nothing is under way." in read_out(email)


@pytest.mark.parametrize("told", [a_full_week(), many(), many("unknown"), quiet()])
def test_it_is_read_in_a_minute(told: Digest) -> None:
    assert words_in(mail(told).text) <= 150


def test_two_hundred_initiatives_fit_and_what_does_not_is_counted() -> None:
    email = mail(many(), report=REPORT + "limits: {words: 1000}\n")

    assert email.text.count("/items/") == 12
    assert "And 188 more got worse." in email.text
    assert "And 188 more got worse</a>." in email.html
    assert email.text.startswith("200 of 200 got worse.")
    assert len(email.html.encode()) < 80_000


def test_a_mail_that_is_too_heavy_loses_rows_until_it_is_not() -> None:
    heavy = many(status=a_status(askings=asked_by("\U0001f6d2" * 40)))
    email = mail(heavy, report=REPORT + "limits: {words: 1000, rows: 100, html_kb: 20}\n")

    assert 15_000 < len(email.html.encode()) <= 20_000
    assert 5 < email.text.count("/items/") < 100


def test_the_text_part_says_whatever_the_other_one_links_to() -> None:
    email = mail(a_full_week())

    found = links(email)
    assert len(found) > 12
    assert [address for address in found if address not in email.text] == []


def test_every_word_of_the_html_stands_in_the_text() -> None:
    email = mail(a_full_week())

    said = set(email.text.casefold().split())
    told = read_out(email).casefold().split()
    shapes = {"■", "▲", "●", "❚❚", "✓", "·", ""}
    assert {w.strip(".,:?") for w in told} - {w.strip(".,:?") for w in said} <= shapes


def test_each_number_of_the_answer_leads_to_the_items_it_counts() -> None:
    found = links(mail(a_full_week()))

    assert found[f"{ADDRESS}/portfolio?health=at_risk&told=1"] == "2 at risk"
    assert found[f"{ADDRESS}/portfolio?health=on_track&told=1"] == "3 on track"
    assert found[f"{ADDRESS}/items/jira:PAY-1"] == "Pay by invoice"


def test_a_line_is_no_longer_than_mail_programs_show() -> None:
    lines = mail(a_full_week()).text.split("\n")

    assert [line for line in lines if len(line) > 78 and "://" not in line] == []


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("folder", ["weekly-executive", "heads-up"])
def test_no_title_adds_a_line_an_element_or_a_direction(title: str, folder: str) -> None:
    def told(name: str) -> Digest:
        item = an_item(1, "at_risk", title=name, status=a_status(askings=asked_by(name)))
        return digest(item, before={id_of(1): "on_track"})

    hostile, plain = mail(told(title), folder=folder), mail(told("Pay"), folder=folder)

    assert hostile.subject == " ".join(hostile.subject.split())
    assert tags(hostile) == tags(plain)
    assert set(links(hostile)) == set(links(plain))
    assert not set("\u202e\u2066\u2028\x00\x0b\r") & {*hostile.text, *hostile.html}
    assert ends_of(hostile) == ends_of(plain)
    assert len(hostile.html) < len(plain.html) + 1_000


def test_what_was_typed_is_no_template() -> None:
    item = an_item(1, "at_risk", title="{{ 7 * 7 }} {{ links }}")

    assert "{{ 7 * 7 }} {{ links }}: AT RISK" in mail(digest(item, before={})).text


def test_a_value_nobody_knows_and_an_emptied_field_are_told() -> None:
    items = [an_item(1, "at_risk", said="Needs love"), an_item(2, "at_risk", said=" ")]

    text = mail(digest(*items, before={})).text

    assert "1 unknown, 1 needs love.\n" in text
    assert "https://pitboard.example/portfolio?health=needs_love&told=1\n" in text
    assert "NEEDS LOVE, says Mara Lind" in text
    assert "UNKNOWN, says Mara Lind" in text


def test_an_item_that_no_rule_has_judged_is_unknown_without_a_reason() -> None:
    nobody_judged = replace(an_item(1), health=None)

    assert "Pay by invoice (new).\n" in mail(digest(nobody_judged, before={})).text


def test_the_heads_up_says_which_day_it_goes_out_and_how_to_say_otherwise() -> None:
    item = an_item(1, "at_risk")
    thursday = datetime(2026, 10, 1, 14, tzinfo=UTC)

    email = mail(digest(item, before={id_of(1): "on_track"}), folder="heads-up", at=thursday)

    assert email.subject == "Before Mon 5 Oct: Pay by invoice at risk"
    assert email.text.startswith("You hear this first. The mail of Mon 5 Oct will say:\n")
    assert "Change Health in the tracker" in email.text


def test_mail_programs_can_stop_it_list_it_and_answer_its_owner() -> None:
    email = mail(quiet())

    headers = dict(email.headers)
    assert headers["Reply-To"] == "Mara Lind <mara.lind@example.org>"
    assert headers["List-Id"] == "Portfolio weekly <weekly-executive.pitboard.example>"
    assert headers["List-Unsubscribe"].startswith(f"<{ADDRESS}/u/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_report_whose_owner_no_file_knows_is_answered_to_nobody() -> None:
    email = mail(quiet(), report=REPORT.replace("owner: payments", "owner: product-ops"))

    assert "Reply-To" not in dict(email.headers)


@pytest.mark.parametrize(
    ("at", "week"),
    [
        (datetime(2026, 12, 28, 7, 30, tzinfo=UTC), 53),
        (datetime(2027, 1, 4, 7, 30, tzinfo=UTC), 1),
        (datetime(2026, 12, 27, 23, 30, tzinfo=UTC), 53),
        (MONDAY, 41),
    ],
)
def test_weeks_are_counted_as_the_readers_calendar_does(at: datetime, week: int) -> None:
    assert mail(quiet(), at=at).subject.startswith(f"Portfolio wk {week}:")


def test_long_ago_has_its_year() -> None:
    status = a_status(target=days(60), first_target=days(-400), moves=2)
    found = digest(an_item(1, "at_risk", status=status), before={id_of(1): "on_track"})

    assert "First promised for 28 Aug 2025." in " ".join(mail(found).text.split())


def test_no_page_takes_the_word_of_a_text_for_what_is_safe() -> None:
    pages = sorted(paths.templates().rglob("*.html"))
    trusting = re.compile(r"""(?:import|include|extends|from)\s+["'][^"']*\.txt["']""")

    assert len(pages) > 10
    assert [str(page) for page in pages if trusting.search(page.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "word", ["on fire & more", "<b>bold</b>", "x\n\nSTOP  http://evil.example"]
)
def test_a_persons_own_word_adds_no_line_no_element_and_no_address(word: str) -> None:
    email = mail(digest(an_item(1, said=word), before={id_of(1): "on_track"}))
    plain = mail(digest(an_item(1, said="needs love"), before={id_of(1): "on_track"}))

    assert tags(email) == tags(plain)
    assert all(each.startswith(ADDRESS) for each in links(email))
    assert len(ends_of(email)) == len(ends_of(plain))


def test_what_a_person_made_worse_says_so_where_it_stands() -> None:
    items = [an_item(1, "at_risk"), an_item(2, said="Off track", title="Refunds")]

    text = mail(digest(*items, before={id_of(1): "on_track", id_of(2): "on_track"})).text

    assert text.startswith("2 of 2 got worse.")
    assert text.count("(was on track)") == 2
    assert "Refunds: OFF TRACK (was on track), says Mara Lind" in " ".join(text.split())
