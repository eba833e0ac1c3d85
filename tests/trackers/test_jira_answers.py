"""What Jira refuses with, on Cloud and on Data Center, and what it means for a row."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests

from automation.trackers.jira.answers import judged

PAGE = """<html><head><title>Too many</title><style>p {color: red}</style></head>
<body><p>Rate limit&nbsp;exceeded</p><script>alert(1)</script></body></html>"""


def said(status: int, body: str = "{}", **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.reason = "Reason"
    response._content = body.encode()
    response.encoding = "utf-8"
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def in_seconds(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def test_retry_after_in_seconds() -> None:
    assert judged(503, said(503, Retry_After="7")).retry_after == 7


def test_retry_after_as_a_date_of_http() -> None:
    when = format_datetime(in_seconds(90), usegmt=True)

    wait = judged(429, said(429, Retry_After=when)).retry_after

    assert wait is not None
    assert 80 < wait <= 90


def test_a_date_that_has_passed_is_a_second() -> None:
    when = format_datetime(in_seconds(-90), usegmt=True)

    assert judged(429, said(429, Retry_After=when)).retry_after == 1


@pytest.mark.parametrize("form", ["%Y-%m-%dT%H:%MZ", "%Y-%m-%dT%H:%M:%S+00:00"])
def test_without_it_the_time_at_which_the_limit_is_reset(form: str) -> None:
    reset = in_seconds(120).strftime(form)

    wait = judged(429, said(429, X_RateLimit_Reset=reset)).retry_after

    assert wait is not None
    assert 50 < wait <= 120


def test_data_center_names_the_seconds_of_its_interval() -> None:
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Interval_Seconds": "20"}

    assert judged(429, said(429, **headers)).retry_after == 20


@pytest.mark.parametrize("given", ["", "soon", "Mon, 99 Foo"])
def test_a_limit_without_a_readable_time_waits_a_minute(given: str) -> None:
    assert judged(429, said(429, Retry_After=given)).retry_after == 60


def test_an_outage_without_a_time_leaves_it_to_the_row() -> None:
    refused = judged(502, said(502, "<html>Bad Gateway</html>"))

    assert (refused.retryable, refused.retry_after) == (True, None)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_blames_nobody(status: int) -> None:
    assert judged(status, said(status)).retryable


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422])
def test_what_will_not_pass_blames_the_row(status: int) -> None:
    assert not judged(status, said(status)).retryable


def test_what_is_not_there_is_gone() -> None:
    assert judged(404, said(404)).gone
    assert not judged(403, said(403)).gone


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"errorMessages": ["No", "never"], "errors": {}}', "No never"),
        ('{"errorMessages": [], "errors": {"labels": "too long"}}', "labels: too long"),
        ('{"message": "Not now"}', "Not now"),
        ('{"errorMessage": "Away"}', "Away"),
        ('{"errorMessages": "One string"}', "One string"),
        ('["odd"]', "['odd']"),
        ("", "Reason"),
        ("{}", "Reason"),
        (PAGE, "Too many Rate limit exceeded"),
    ],
)
def test_the_words_are_jiras_own_in_one_line(body: str, words: str) -> None:
    assert str(judged(400, said(400, body))) == f"Jira answered 400: {words}"


def test_the_reason_of_a_limit_is_told() -> None:
    refused = judged(429, said(429, RateLimit_Reason="jira-per-issue-on-write"))

    assert str(refused).endswith("(jira-per-issue-on-write)")


def test_a_long_page_is_cut() -> None:
    assert len(str(judged(500, said(500, "x" * 10_000)))) < 300


def test_no_answer_at_all_is_an_outage() -> None:
    assert judged(None, None).retryable
