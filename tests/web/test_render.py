"""What is written by others stays data, and reads well."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from jinja2 import TemplateError, UndefinedError
from jinja2.exceptions import SecurityError

from automation.cleaning import clean
from automation.dates import at_time, day
from automation.render import (
    Templates,
    ago,
    brief,
    plural,
    short,
    span,
    web_link,
    weekday,
)

NOON = datetime(2026, 10, 2, 12, 5, 9, tzinfo=UTC)


def page(folder: Path, template: str, **facts: object) -> str:
    (folder / "page.html").write_text(template, "utf-8")
    return Templates(folder).page("page.html", **facts)


def test_a_fact_that_was_not_given_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UndefinedError, match="title"):
        page(tmp_path, "{{ title }}")


def test_text_of_others_is_escaped_in_html(tmp_path: Path) -> None:
    said = page(tmp_path, "{{ title }}", title="<script>&")

    assert said == "&lt;script&gt;&amp;"


def test_text_of_others_is_never_read_as_a_template(tmp_path: Path) -> None:
    assert page(tmp_path, "{{ title }}", title="{{ 6 * 7 }}") == "{{ 6 * 7 }}"


def test_every_value_is_cleaned_on_its_way_into_a_page(tmp_path: Path) -> None:
    template = "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}{{ bold(title) }}"

    assert page(tmp_path, template, title="pay\u202e<now") == "<b>pay&lt;now</b>"


def test_a_template_cannot_reach_into_python(tmp_path: Path) -> None:
    with pytest.raises(SecurityError):
        page(tmp_path, "{{ title.__class__.__mro__ }}", title="x")


def test_a_template_cannot_change_a_fact(tmp_path: Path) -> None:
    with pytest.raises(SecurityError):
        page(tmp_path, "{{ labels.append('x') }}", labels=[])


@pytest.mark.parametrize("template", ["{{ 'x' | center(9) }}", "{{ x | safe }}", "{{ lipsum() }}"])
def test_only_listed_filters_and_no_globals_exist(tmp_path: Path, template: str) -> None:
    with pytest.raises(TemplateError):
        page(tmp_path, template, x="x")


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x1b", "\x7f", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c"],
)
def test_a_character_that_hides_or_turns_text_is_dropped(hidden: str) -> None:
    assert clean(f"pay{hidden}ment") == "payment"


@pytest.mark.parametrize("broken", ["\u2028", "\u2029", "\x85", "\r", "\x0b"])
def test_a_line_break_nobody_sees_becomes_a_space(broken: str) -> None:
    assert clean(f"pay{broken}ment") == "pay ment"


def test_half_a_character_becomes_the_mark_of_one() -> None:
    assert clean("pay\ud83d").encode("utf-8") == "pay\ufffd".encode()


@pytest.mark.parametrize("whole", ["🛒🔥", "👩‍👩‍👧‍👦", "🇳🇴", "naïve", "عنوان", "a\tb\nc"])
def test_what_people_really_write_is_kept(whole: str) -> None:
    assert clean(whole) == whole


@pytest.mark.parametrize(
    "url", ["https://github.example/acme/shop/issues/1#x", "http://x:8080/a?b"]
)
def test_a_web_address_becomes_a_link(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "/items/x",
        "https:///x",
        "https://github.example@evil.example/",
        "http://[::1",
        "ftp://x/",
        "",
    ],
)
def test_nothing_else_becomes_a_link(url: str) -> None:
    assert web_link(url) == ""


def test_a_day_and_a_time_are_told_in_utc_unless_a_zone_is_given() -> None:
    far = timezone(timedelta(hours=13))

    assert at_time(NOON.astimezone(far)) == "2 Oct 2026, 12:05"
    assert (day(NOON, far), brief(NOON, NOON, far)) == ("3 Oct 2026", "3 Oct")
    assert at_time(NOON, far) == "3 Oct 2026, 01:05"


def test_a_date_of_a_tracker_is_the_same_day_in_every_zone() -> None:
    promised = datetime(2026, 12, 7, tzinfo=UTC)

    for hours in (-8, 0, 13):
        zone = timezone(timedelta(hours=hours))
        assert (day(promised, zone), weekday(promised, zone)) == ("7 Dec 2026", "Mon")


def test_a_page_tells_its_times_in_its_zone_in_macros_too(tmp_path: Path) -> None:
    (tmp_path / "parts.html").write_text("{% macro told(at) %}{{ at | at_time }}{% endmacro %}")
    template = (
        "{% import 'parts.html' as parts with context %}"
        "{{ at | day }} {{ at | brief(at) }} {{ at | weekday }} {{ parts.told(at) }}"
    )
    late = datetime(2026, 10, 2, 23, 30, tzinfo=UTC)

    assert page(tmp_path, template, at=late) == "2 Oct 2026 2 Oct Fri 2 Oct 2026, 23:30"
    said = page(tmp_path, template, at=late, zone=timezone(timedelta(hours=2)))
    assert said == "3 Oct 2026 3 Oct Sat 3 Oct 2026, 01:30"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "just now"),
        (9, "just now"),
        (-9, "just now"),
        (10, "10 s ago"),
        (89, "89 s ago"),
        (90, "1 min ago"),
        (89 * 60, "89 min ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 days ago"),
        (50 * 86400, "50 days ago"),
        (61 * 86400, "on 2 Aug 2026"),
        (-3600 * 2, "in 2 h"),
        (-86400 * 13, "in 13 days"),
    ],
)
def test_a_distance_is_told_in_one_unit(seconds: int, said: str) -> None:
    assert ago(NOON - timedelta(seconds=seconds), NOON) == said


def test_a_span_never_runs_out_of_units() -> None:
    assert [span(0.4), span(29_280), span(10**9)] == ["0 s", "8 h", "11574 days"]


def test_a_number_agrees_with_its_noun() -> None:
    said = [plural(1, "item"), plural(0, "item"), plural(1200, "delivery", "deliveries")]

    assert said == ["1 item", "0 items", "1,200 deliveries"]


def test_a_long_text_is_cut_between_words() -> None:
    assert short("Checkout fails when a gift card is empty", 20) == "Checkout fails when\u2026"


def test_a_long_word_is_cut_within() -> None:
    assert short("x" * 3000, 10) == "x" * 9 + "\u2026"
