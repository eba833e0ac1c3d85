"""The number of an objective: every point is history, whatever becomes of the table."""

from datetime import UTC, datetime, timedelta

import pytest

from automation.past import as_of
from automation.web.app import create_app
from tests.stories.firm import CALLS, FILE, OBJECTIVE, Firm
from tests.trackers.own_site import address, served


def measure(acme: Firm, on: datetime) -> object:
    """What the measure read at the end of that day."""
    item = acme.item(OBJECTIVE).item
    past = acme.line.record.folder.histories([item.id])[item.id]
    then = as_of(item, past, on + timedelta(days=1) - timedelta(seconds=1))
    assert then is not None
    return then.facets.get("measure")


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


def test_a_measure_reads_as_it_was_in_any_past_week(acme: Firm) -> None:
    read = [measure(acme, on) for on in (day(9, 1), day(9, 10), day(9, 14), day(10, 1))]

    assert read == [None, 240, 231, 205]
    assert acme.item(OBJECTIVE).item.fields["measure_name"] == "Calls about refunds"


def test_a_new_row_is_the_newest_number(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS + "2026-10-02,198\n")

    assert acme.item(OBJECTIVE).item.facets["measure"] == 198
    assert measure(acme, day(10, 1)) == 205


@pytest.mark.parametrize("value", [9, 100])
def test_a_mended_number_stands_in_place_of_the_old_one(acme: Firm, value: int) -> None:
    acme.saves("calls.csv", CALLS.replace("231", str(value)))

    assert measure(acme, day(9, 14)) == value
    assert measure(acme, day(10, 1)) == 205


def test_a_row_taken_out_reads_as_the_day_before_it(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS.replace("2026-09-14,231\n", ""))

    assert measure(acme, day(9, 14)) == 240


def test_rows_before_the_first_stay_history(acme: Firm) -> None:
    acme.saves("calls.csv", CALLS.replace("2026-09-07,240\n", ""))

    assert measure(acme, day(9, 7)) == 240


# --- out of an address ----------------------------------------------------------------------------


def fetched(acme: Firm) -> list[tuple[str, float]]:
    """The points on record as the API says them, the newest first."""
    told = create_app(acme.line).test_client().get(f"/api/v1/items/{OBJECTIVE}").json
    assert told is not None
    return [(point["at"][:10], point["value"]) for point in told["measure"]["points"]]


def at_an_address(url: str) -> str:
    return FILE.format(items='epics: ["jira:PAY-1"]').replace("calls.csv", f'"{url}"')


def test_an_address_is_asked_when_the_file_names_it_and_once_a_day(acme: Firm) -> None:
    with served() as site:
        site.pages["/calls.csv"] = (200, CALLS.encode(), "")
        acme.saves("objectives.yaml", at_an_address(address(site)))
        site.pages["/calls.csv"] = (200, f"{CALLS}2026-10-03,190\n".encode(), "")
        acme.time.pass_(12 * 3600)
        acme.works()
        before = list(site.asked)
        acme.time.pass_(12 * 3600)
        acme.works()

    assert (len(before), len(site.asked)) == (1, 2)
    assert fetched(acme)[0] == ("2026-10-03", 190)
    assert acme.item(OBJECTIVE).item.facets["measure"] == 190


def test_an_address_that_fails_is_named_on_the_operations_page_and_asked_again(acme: Firm) -> None:
    with served() as site:
        site.pages["/calls.csv"] = (503, b"", "")
        acme.saves("objectives.yaml", at_an_address(address(site)))
        page = create_app(acme.line).test_client().get("/operations").text
        site.pages["/calls.csv"] = (200, f"{CALLS}2026-10-02,190\n".encode(), "")
        acme.time.pass_(600)
        acme.works()

    assert "answered 503" in page
    assert len(site.asked) == 2
    assert fetched(acme)[0] == ("2026-10-02", 190)


# --- on the pages ---------------------------------------------------------------------------------


def test_the_page_of_an_objective_shows_its_numbers_the_newest_first(acme: Firm) -> None:
    page = create_app(acme.line).test_client().get(f"/items/{OBJECTIVE}").text

    first, second, third = (page.index(f">{each} calls a week<") for each in (205, 231, 240))
    assert first < second < third
    assert "It shall read 120" in page
