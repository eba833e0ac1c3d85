"""The portfolio: what a head of product operations sees in ten seconds, and how it is narrowed."""

import json
import re
from collections.abc import Mapping

import pytest

from automation.model import Value
from tests.web.company import a_health, a_standing, a_status, a_word, blocked, days
from tests.web.conftest import World, words_of
from tests.web.standing import aims_at, is_measured, stands

BOUNDS: Mapping[str, Value] = {
    "measure_name": "Calls about refunds",
    "measure_start": 240.0,
    "measure_target": 120.0,
}


def tiles(page: str) -> str:
    return words_of(page.split('aria-label="Items by health">')[1].partition("</ul>")[0])


def rows(page: str) -> list[str]:
    """The titles of the items, in the order of the page."""
    return [words_of(found) for found in re.findall(r'<a class="name"[^>]*>.*?</a>', page)]


# --- at a glance ------------------------------------------------------------------------------


def test_an_empty_portfolio_says_what_to_do(world: World) -> None:
    assert "Nothing has a status yet." in world.sees_on("/portfolio")


def test_the_top_counts_the_items_of_each_health_worst_first(company: World) -> None:
    said = tiles(company.reads("/portfolio"))

    assert said.startswith("1 \u25a0 Off track 1 \u25b2 At risk 2 ? Unknown 8 \u25cf On track")


def test_an_item_stands_with_its_health_its_reason_and_its_evidence(company: World) -> None:
    page = company.reads("/portfolio?q=refunds")

    said = words_of(page)
    assert "Refunds that follow themselves PAY-2 \u00b7 payments \u25a0 Off track" in said
    assert "The target date 24 Sep passed with 5 of 31 open" in said
    evidence = '<a href="http://127.0.0.1:8002/browse/PAY-12" rel="external noopener">'
    assert f"{evidence}<bdi>ines-roth moved the date to 24 Sep</bdi></a>" in page


def test_progress_is_told_in_numbers_with_what_was_added(company: World) -> None:
    assert "26 of 31 +7 \u22122" in company.sees_on("/portfolio?q=PAY-2")


def test_the_first_promise_stays_beside_the_moved_date(company: World) -> None:
    said = company.sees_on("/portfolio?q=PAY-2")

    assert "24 Sep first 12 Aug, moved 2 times at the usual pace: 25 Oct" in said


def test_who_asked_is_counted_with_the_longest_wait(company: World) -> None:
    said = company.sees_on("/portfolio?q=invoice")

    assert "2 longest: Nordwind, since 6 Mar" in said


def test_a_persons_word_stands_with_pitboards_beside_it(company: World) -> None:
    said = company.sees_on("/portfolio?q=invoice")

    assert "\u25cf On track mara-lind set it on 30 Sep, stays until 14 Oct" in said
    assert "Pitboard says \u25b2 At risk" in said


def test_a_word_that_ran_out_is_not_shown(world: World) -> None:
    standing = a_standing(health=a_health("at_risk", "scope +23 %"), override=a_word(until=-1))
    stands(world.record, standing)

    said = world.sees_on("/portfolio")

    assert "\u25b2 At risk its rule is no longer active Scope" in said
    assert "mara-lind" not in said


def test_a_change_that_is_coming_is_shown_with_its_day_and_what_would_stop_it(
    company: World,
) -> None:
    said = company.sees_on("/portfolio?q=checkout")

    assert "\u25b2 At risk from Tue 6 Oct unless SEC-40 closes" in said


def test_a_change_for_the_better_comes_if_nothing_changes(world: World) -> None:
    better = a_health("at_risk", "scope +23 %", candidate="on_track")
    stands(
        world.record, a_standing(health=better, ripe=days(3), status=a_status(signals=(blocked(),)))
    )

    said = world.sees_on("/portfolio")

    assert "\u25cf On track from Mon 5 Oct if nothing changes" in said


def test_what_no_rule_has_judged_is_unknown_and_never_green(world: World) -> None:
    stands(world.record, a_standing(health=None))

    assert "? Unknown No rule has judged it yet." in world.sees_on("/portfolio")


def test_what_is_done_is_folded_away(company: World) -> None:
    folded = company.reads("/portfolio").split('<details class="finished">')[1]

    assert rows(folded.split("</details>")[0]) == ["Receipts by mail"]


# --- objectives -------------------------------------------------------------------------------


def test_work_stands_under_its_objective_and_the_rest_comes_last(company: World) -> None:
    said = company.sees_on("/portfolio")

    order = [
        "Customers can follow their refund",
        "Refunds that follow themselves",
        "Parcels arrive when we said",
        "Parcel shop finder",
        "Work without an objective",
    ]
    body = said.split("As of")[1]
    found = [body.index(each) for each in order]
    assert found == sorted(found)


def test_an_objective_shows_where_its_number_began_stands_and_shall_go(company: World) -> None:
    page = company.reads("/portfolio")

    assert "Parcels on time: 81 at the start, 88.2 now, 95 wanted by 31 Dec (%)" in words_of(page)
    assert '<polyline points="3,' in page


@pytest.mark.parametrize(
    ("healths", "numbers", "said"),
    [
        (["done", "done"], [240, 243, 238, 241, 240], "Delivered in full, outcome flat"),
        (["on_track", "done"], [240, 243, 238, 241, 240], "On time, outcome flat"),
        (["at_risk", "done"], [240, 243, 238, 241, 240], "Outcome flat"),
        (["done"], [240, 260, 270, 280, 290], "Outcome worse than at the start"),
        (["done"], [240, 200, 160, 130, 110], "Outcome reached"),
        (["done"], [240, 220, 200, 190, 180], "Outcome 50 % of the way"),
        (["done"], [240, 239], "Too early to see an outcome"),
        (["done"], [], "No number was read yet"),
    ],
)
def test_the_outcome_is_said_beside_the_delivery(
    world: World, healths: list[str], numbers: list[float], said: str
) -> None:
    aims_at(world.record, "obj-refunds", "Customers can follow their refund", **BOUNDS)
    is_measured(world.record, "obj-refunds", *numbers)
    every = [a_standing(n, health=a_health(health)) for n, health in enumerate(healths, start=1)]
    stands(world.record, *every)

    assert f"{said} " in world.sees_on("/portfolio")


def test_an_objective_nobody_works_towards_is_shown(world: World) -> None:
    aims_at(world.record, "obj-trust", "Nobody loses an account")
    stands(world.record, a_standing())

    said = world.sees_on("/portfolio")

    assert "No epic or initiative works towards it." in said
    assert "No measure is set" in said


# --- filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("health=off_track", ["Refunds that follow themselves"]),
        ("team=logistics", ["Sammelrechnung f\u00fcr Gro\u00dfkunden"]),
        ("objective=obj-trust&q=key+ROT", ["Key rotation"]),
        ("q=SCOPE", ["Sammelrechnung f\u00fcr Gro\u00dfkunden"]),
        ("disputed=1", ["Pay by invoice"]),
        ("asked=1&health=done", ["Receipts by mail"]),
    ],
)
def test_the_address_narrows_what_is_shown(company: World, address: str, found: list[str]) -> None:
    assert rows(company.reads(f"/portfolio?{address}")) == found


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("", "Refunds that follow themselves"),
        ("target", "Refunds that follow themselves"),
        ("asked", "Receipts by mail"),
        ("moved", "Dunning letters"),
        ("title", "Dunning letters"),
        ("nonsense", "Refunds that follow themselves"),
    ],
)
def test_the_address_says_the_order(company: World, sort: str, first: str) -> None:
    page = company.reads(f"/portfolio?objective=obj-refunds&sort={sort}")

    assert rows(page)[0] == first or rows(page)[-1] == first == "Receipts by mail"


def test_an_item_that_only_a_person_calls_well_is_not_sorted_behind_the_well(world: World) -> None:
    well = [a_standing(n, f"A{n}") for n in (1, 2)]
    disputed = a_standing(3, "Z", health=a_health("off_track", "late"), override=a_word())
    stands(world.record, *well, disputed)

    assert rows(world.reads("/portfolio")) == ["Z", "A1", "A2"]


def test_a_filter_is_kept_when_another_is_set(company: World) -> None:
    page = company.reads("/portfolio?team=payments&health=unknown&sort=title")

    assert '<option value="payments" selected>' in page
    assert '<input type="hidden" name="health" value="unknown">' in page
    assert 'href="/portfolio?team=payments&amp;sort=title" aria-current="true"' in page


def test_what_nothing_fits_says_so_with_a_way_back(company: World) -> None:
    page = company.reads("/portfolio?q=nowhere")

    assert "Nothing fits." in words_of(page)
    assert '<a href="/portfolio">Show all 14</a>' in page


def test_a_search_for_markup_is_shown_as_text(company: World) -> None:
    page = company.reads('/portfolio?q="><script>alert(1)</script>&team=<b>')

    assert "<script" not in page
    assert "<b>" not in page.split('role="search"')[1].split("</form>")[0]


# --- hostile words ----------------------------------------------------------------------------


def test_a_title_of_ten_thousand_characters_is_cut(company: World) -> None:
    page = company.reads("/portfolio")

    assert "x" * 161 not in page
    assert "<script" not in page
    assert "<script>alert('x')</script>" in words_of(page)


def test_a_title_that_turns_text_or_breaks_lines_is_shown_clean(world: World) -> None:
    stands(world.record, a_standing(title="pay\u202e\x00 now\u2028or\r\nlater @everyone"))

    assert "pay now or later @everyone" in world.sees_on("/portfolio")


# --- for programs -----------------------------------------------------------------------------


def test_a_program_reads_the_same_portfolio(company: World) -> None:
    items = json.loads(company.reads("/api/v1/portfolio"))["items"]

    found = {each["key"]: each for each in items}
    assert len(found) == 14
    refunds = found["jira:PAY-2"]
    assert refunds["health"] == "off_track"
    assert refunds["progress"] == {"done": 26, "total": 31, "added": 7}
    assert refunds["target"] == "2026-09-24T12:00:00Z"
    assert (refunds["team"], refunds["objective"]) == ("payments", "obj-refunds")
    assert refunds["evidence"][0]["text"] == "ines-roth moved the date to 24 Sep"
    invoice = found["jira:PAY-1"]
    assert (invoice["health"], invoice["computed"]) == ("on_track", "at_risk")
    assert found["jira:PAY-10"]["health"] == "unknown"
