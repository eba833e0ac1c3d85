"""What counts as a word, and which rows stay where not all of them fit."""

import pytest

from automation.appraisal import Standing
from automation.reports.digest import Digest
from automation.reports.weekly import words_in
from automation.wording import LONGEST
from tests.builders import NOON
from tests.reports.builders import LAST, an_item, asked_by, digest, finished, id_of
from tests.reports.post import ADDRESS, REPORT, links, mail
from tests.web.company import a_status, days

BEFORE = {id_of(n): "on_track" for n in range(1, 400)}


def worse(number: int) -> Standing:
    """One that got worse, with all that can be told of it."""
    told = a_status(
        askings=asked_by("Nordlicht Energie", "Globex"),
        first_target=days(-30),
        target=days(60),
        moves=1,
    )
    because = f"acme/storefront#{number} blocked by SEC-{number} since 9 Nov, and 2 more"
    title = f"Epic number {number} of the year"
    return an_item(number, "at_risk", title=title, because=because, status=told)


def a_long_week(got_worse: int) -> Digest:
    """More than fits, in every section."""
    items = [
        *(worse(n) for n in range(1, got_worse + 1)),
        an_item(301, title="Gift cards"),
        finished(302, title="A wish list you can share"),
        an_item(303, "paused", title="Atlas"),
        an_item(304, "unknown", title="Parcels", because="too little to judge"),
        an_item(305, title="As before"),
    ]
    return digest(*items, before={**BEFORE, id_of(301): "at_risk"})


def test_the_names_of_the_links_at_the_end_are_no_words() -> None:
    assert words_in("Nothing changed.\n\nPortfolio   https://a\nNot useful  https://b\n") == 2


def test_what_got_worse_comes_before_all_else_and_the_rest_in_turns() -> None:
    items = [an_item(n, "at_risk") for n in (1, 2, 3)]
    told = digest(*items, finished(4), finished(5), an_item(6, "paused"), before=BEFORE)

    kept = [
        {name: len(rows) for name, rows in told.cut(most).sections.items() if rows}
        for most in (1, 3, 4, 5, 6)
    ]

    assert (told.since, told.as_of) == (LAST, NOON)
    assert kept == [
        {"worse": 1},
        {"worse": 3},
        {"worse": 3, "shipped": 1},
        {"worse": 3, "shipped": 1, "changed": 1},
        {"worse": 3, "shipped": 2, "changed": 1},
    ]


def test_what_a_person_made_worse_stays_as_long_as_what_the_signals_did() -> None:
    said = an_item(9, "on_track", said="Off track", title="Checkout")
    agreed = an_item(8, "at_risk", said="On track")
    told = digest(*(an_item(n, "at_risk") for n in (1, 2)), agreed, said, before=BEFORE)

    cut = told.cut(3)

    assert told.worsened == len(told.got_worse) == len(cut.got_worse) == 3
    assert [row.title for row in cut.people_say] == ["Checkout"]
    assert cut.worse_left_out == ()


def test_whoever_reads_that_four_got_worse_finds_the_four() -> None:
    email = mail(a_long_week(4))

    body = email.text.partition("\n\nPortfolio ")[0]
    assert body.startswith("4 of 8 got worse")
    assert [n for n in range(1, 5) if f"Epic number {n} of" in body] == [1, 2, 3, 4]
    assert "stands as before" not in body
    assert words_in(email.text) <= 150
    there = f"{ADDRESS}/portfolio?only=jira:PAY-301,jira:PAY-302,jira:PAY-303,jira:PAY-304"
    assert links(email)[there] == "Also 1 better, 1 shipped, 1 changed, 1 unknown"
    assert f"Also 1 better, 1 shipped, 1 changed, 1 unknown.\n  {there}\n" in email.text


def test_what_got_worse_and_does_not_fit_is_counted_and_one_click_away() -> None:
    email = mail(a_long_week(9))

    told = [n for n in range(1, 10) if f"Epic number {n} of" in email.text]
    cut = [n for n in range(1, 10) if n not in told]
    assert cut
    only = ",".join(f"jira:PAY-{n}" for n in cut)
    assert links(email)[f"{ADDRESS}/portfolio?only={only}"] == f"And {len(cut)} more got worse"
    assert f"And {len(cut)} more got worse.\n  {ADDRESS}/portfolio?only={only}\n" in email.text
    assert words_in(email.text) <= 150


@pytest.mark.parametrize("got_worse", [0, 1, 3, 5, 12, 200])
def test_it_is_read_in_a_minute_however_much_there_is(got_worse: int) -> None:
    assert words_in(mail(a_long_week(got_worse)).text) <= 150


def test_it_is_read_in_a_minute_whatever_people_call_health() -> None:
    items = [an_item(n, said=" ".join(f"w{n}{each}" for each in "abcdefghijkl")) for n in range(90)]

    email = mail(digest(*items, before={}))

    assert words_in(email.text) <= 150
    assert "87 otherwise" in email.text
    assert "87 otherwise" in email.html


def test_what_does_not_fit_is_a_link_to_exactly_that() -> None:
    items = [an_item(n, "at_risk", title=f"Epic {n}") for n in (1, 2, 3)]
    told = digest(*items, before=BEFORE)

    for folder in ("weekly-executive", "heads-up"):
        email = mail(told, folder=folder, report=REPORT + "limits: {rows: 1}\n")

        there = f"{ADDRESS}/portfolio?only=jira:PAY-2,jira:PAY-3"
        assert f"And 2 more got worse.\n  {there}\n" in email.text
        assert links(email)[there] == "And 2 more got worse"


def test_more_than_an_address_holds_leads_to_all_that_is_told_of() -> None:
    email = mail(a_long_week(299))

    (there,) = [url for url, said in links(email).items() if "more got worse" in said]
    assert there == f"{ADDRESS}/portfolio?told=1"
    assert max(len(url) for url in links(email)) <= LONGEST
