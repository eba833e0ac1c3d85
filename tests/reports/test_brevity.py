"""What counts as a word, and which rows stay where not all of them fit."""

from automation.reports.weekly import words_in
from tests.builders import NOON
from tests.reports.builders import LAST, an_item, digest, finished, id_of
from tests.reports.post import ADDRESS, REPORT, links, mail

BEFORE = {id_of(n): "on_track" for n in range(1, 10)}


def test_the_names_of_the_links_at_the_end_are_no_words() -> None:
    assert words_in("Nothing changed.\n\nPortfolio   https://a\nNot useful  https://b\n") == 2


def test_the_first_row_of_every_section_comes_before_the_second_of_any() -> None:
    worse = [an_item(n, "at_risk") for n in (1, 2, 3)]
    told = digest(*worse, finished(4), finished(5), an_item(6, "paused"), before=BEFORE)

    kept = [
        {name: len(rows) for name, rows in told.cut(most).sections.items() if rows}
        for most in (1, 3, 4, 5)
    ]

    assert (told.since, told.as_of) == (LAST, NOON)
    assert kept == [
        {"worse": 1},
        {"worse": 1, "shipped": 1, "changed": 1},
        {"worse": 2, "shipped": 1, "changed": 1},
        {"worse": 2, "shipped": 2, "changed": 1},
    ]


def test_what_does_not_fit_is_a_link_to_the_portfolio() -> None:
    items = [an_item(n, "at_risk", title=f"Epic {n}") for n in (1, 2, 3)]
    told = digest(*items, before=BEFORE)

    for folder in ("weekly-executive", "heads-up"):
        email = mail(told, folder=folder, report=REPORT + "limits: {rows: 1}\n")

        assert "2 more in the portfolio." in email.text
        assert "2 more in the portfolio" in links(email)[f"{ADDRESS}/portfolio"]
