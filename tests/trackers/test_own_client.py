"""Fetching a measure: from the address in the file, and from nowhere else."""

import json
from collections.abc import Iterator

import pytest

from automation import catalog
from automation.errors import Problem, RuleError, ServiceError, SettingsError
from automation.model import Delivery
from automation.trackers.own.client import Client, open_client
from automation.trackers.own.fetching import MOST, fetch
from automation.trackers.own.parse import MEASURE
from tests.builders import NOON
from tests.trackers.own_site import Numbers, address, served

TABLE = b"\xef\xbb\xbfdate,value\n2026-10-01,38.2\n"


@pytest.fixture
def numbers() -> Iterator[Numbers]:
    with served() as server:
        yield server


def a_client(url: str) -> Client:
    def tell(item_id: str, table: str, url: str) -> bytes:
        return json.dumps([item_id, table, url]).encode()

    return open_client("own", addresses=lambda: {"own:obj-1": url}, tell=tell, clock=lambda: NOON)


def reads(url: str, key: str = "obj-1") -> Delivery:
    return a_client(url).read(key, timeout=2)


def test_a_measure_is_told_as_a_delivery_of_its_own(numbers: Numbers) -> None:
    numbers.pages["/calls.csv"] = (200, TABLE, "")

    told = reads(address(numbers))

    assert (told.connection, told.kind, told.received_at) == ("own", MEASURE, NOON)
    assert json.loads(told.body) == [
        "own:obj-1",
        "date,value\n2026-10-01,38.2\n",
        address(numbers),
    ]


def test_an_objective_without_an_address_is_not_asked_for_again() -> None:
    with pytest.raises(ServiceError) as caught:
        reads("http://127.0.0.1:1/", key="obj-2")

    assert caught.value.gone


def test_a_table_that_cannot_be_read_is_tried_in_an_hour(numbers: Numbers) -> None:
    numbers.pages["/calls.csv"] = (200, TABLE, "")

    def refuses(_item: str, table: str, url: str) -> bytes:
        del table
        raise RuleError([a_problem(url)])

    client = open_client(
        "own", addresses=lambda: {"own:o": address(numbers)}, tell=refuses, clock=lambda: NOON
    )

    with pytest.raises(ServiceError, match=r"cannot be read: .*one number is missing") as caught:
        client.read("o", timeout=2)

    assert caught.value.retry_after == 3600


def a_problem(url: str) -> Problem:
    return Problem(url, 2, 1, "", "one number is missing")


def test_a_redirect_on_the_same_host_is_followed(numbers: Numbers) -> None:
    numbers.pages["/old"] = (302, b"", "/calls.csv")
    numbers.pages["/calls.csv"] = (200, TABLE, "")

    assert fetch(address(numbers, "/old"), timeout=2).startswith("date")


def test_a_redirect_to_another_host_is_not_followed(numbers: Numbers) -> None:
    with served() as other:
        other.pages["/calls.csv"] = (200, TABLE, "")
        numbers.pages["/calls.csv"] = (302, b"", address(other))

        with pytest.raises(ServiceError, match="sends us elsewhere"):
            fetch(address(numbers), timeout=2)

    assert other.asked == []


@pytest.mark.parametrize("host", ["127.1", "0x7f000001", "2130706433"])
def test_a_machine_inside_is_not_asked_by_another_name(numbers: Numbers, host: str) -> None:
    numbers.pages["/calls.csv"] = (200, TABLE, "")

    with pytest.raises(ServiceError, match="is inside the network"):
        fetch(address(numbers, host=host), timeout=2)

    assert numbers.asked == []


def test_a_proxy_of_the_environment_is_not_used(
    numbers: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    numbers.pages["/calls.csv"] = (200, TABLE, "")

    assert fetch(address(numbers), timeout=2).startswith("date")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"no", "answered 404"),
        (200, b"a" * (MOST + 1), "more than 1 MB"),
        (200, b"\xff\xfe", "not UTF-8"),
    ],
)
def test_what_is_no_table_is_said_and_tried_later(
    numbers: Numbers, status: int, body: bytes, said: str
) -> None:
    numbers.pages["/calls.csv"] = (status, body, "")

    with pytest.raises(ServiceError, match=said) as caught:
        fetch(address(numbers), timeout=2)

    assert caught.value.retryable
    assert caught.value.retry_after == 600


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "file:///etc/hostname", "http://[/"])
def test_an_address_that_does_not_answer_is_tried_later(url: str) -> None:
    with pytest.raises(ServiceError, match="does not answer"):
        fetch(url, timeout=2)


def test_nothing_is_ever_written_to_the_rule_folder() -> None:
    client = a_client("http://127.0.0.1:1/")

    for write in (
        lambda: client.put_on("obj-1", "label", timeout=1),
        lambda: client.set_fields("obj-1", {"x": "y"}, timeout=1),
        lambda: client.comment("obj-1", "text", "marker", timeout=1),
    ):
        with pytest.raises(ServiceError, match="stands in the rule folder") as caught:
            write()
        assert not caught.value.retryable


@pytest.mark.parametrize(("name", "tracker"), [("own", "github"), ("mine", "own")])
def test_settings_cannot_connect_the_rule_folder(name: str, tracker: str) -> None:
    with pytest.raises(SettingsError):
        catalog.tracker(tracker, connection=name)
