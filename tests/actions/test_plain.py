"""What a tracker's text can do where it lands: be read, and nothing else."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.actions.plain import BREAK, in_comment, one_line


@pytest.mark.parametrize(
    "dangerous",
    [
        "@ann-moss",
        "@acme/everyone",
        "[~accountid:5b10]",
        "[^secret.txt]",
        "Fixes #1",
        "fixed: #12",
        "closes acme/shop#3",
        "Resolves https://github.com/acme/shop/issues/3",
        "#123",
        "GH-7",
        "<script>alert(1)</script>",
        "<img src=x onerror=y>",
        "<!-- pitboard:key -->",
        "</details>",
        "[click](javascript:alert(1))",
        "![pixel](https://evil.example/p.gif)",
        "[a][b]",
        "{code}x{code}",
        "{{ item.title }}",
        "data:text/html,x",
        "# a heading",
        "- a list",
        "1. a list",
        "> a quote",
        "h1. a loud heading",
        "bq. a quote",
        "[Reset your password|https://evil.example]",
        "!https://evil.example/pixel.png!",
        "&commat;acme/everyone",
        "&#x40;acme/everyone",
        "&num;12",
        "&#35;12",
    ],
)
def test_what_would_do_something_is_broken_and_stays_legible(dangerous: str) -> None:
    harmless = in_comment(dangerous)

    assert harmless != dangerous
    assert harmless.replace(BREAK, "") == dangerous


@pytest.mark.parametrize(
    "plain",
    [
        "Ledger totals drift by a cent",
        "a@b is 3 < 4 and 5 > 4",
        "C# and F#",
        "fixes the totals",
        "Größe, 价格, Цена, 👩‍💻",
        "50 % (of 20)",
    ],
)
def test_a_plain_text_is_left_as_it_is(plain: str) -> None:
    assert in_comment(plain).replace("@" + BREAK, "@") == plain


@pytest.mark.parametrize(
    "written",
    ["&commat;acme/all look", "&#x40;acme/all look", "&#64;acme/all", "&num;12", "&#x23;12"],
)
def test_an_entity_that_a_browser_reads_calls_nobody(written: str) -> None:
    shown = html.unescape(in_comment(written))

    assert re.search(r"@\w|#\d", shown) is None


@pytest.mark.parametrize(
    ("first", "second"), [("thanks @", "acme/all"), ("see &", "num;12"), ("so [", "~ann]")]
)
def test_two_values_side_by_side_call_nobody(first: str, second: str) -> None:
    assert first[-1] + second[0] not in in_comment(first) + in_comment(second)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("one\ntwo\r\n\tthree", "one two three"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("a\u2066b\u2069\u200ec", "abc"),
        ("nul\x00 bell\x07 esc\x1b[31m", "nul bell esc[31m"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\u2028separator", "line separator"),
        ("half \ud800 a pair", "half a pair"),
    ],
)
def test_control_and_bidi_characters_never_get_through(value: str, shown: str) -> None:
    assert one_line(value) == shown


def test_a_break_in_the_value_itself_cannot_hide_anything() -> None:
    assert in_comment(f"@{BREAK}ann") == in_comment("@ann")


def test_a_code_span_cannot_swallow_what_follows() -> None:
    assert in_comment("`x") == "'x"


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(st.text(alphabet="@#<>[]()!{}`~^:/ \n\u202eafixes1javascript", max_size=40))
def test_no_text_survives_as_a_command(value: str) -> None:
    harmless = in_comment(value)

    assert "\n" not in harmless
    assert "\u202e" not in harmless
    for start in ("@a", "#1", "<a", "</", "<!", "](", "![", "[~", "{a", "{{", "javascript:"):
        assert start not in harmless
