"""How the pretend GitHub's API answers: JSON, its headers, its errors and its pages."""

import json
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from flask import Response, request

from automation.sandbox.github.state import Refusal
from automation.sandbox.github.wire import Json

T = TypeVar("T")

DOCS = "https://docs.github.com/rest"
PER_PAGE, MOST_PER_PAGE = 30, 100


def answer(payload: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(json.dumps(payload), status, content_type="application/json; charset=utf-8")


def refused(refusal: Refusal) -> Response:
    """Answer with GitHub's error: a message, where to read on, and the status as a string."""
    body: Json = {"message": refusal.message}
    if refusal.errors:
        body["errors"] = [
            {"resource": resource, "field": field, "code": code}
            for resource, field, code in refusal.errors
        ]
    return answer(
        {**body, "documentation_url": DOCS, "status": str(refusal.status)}, refusal.status
    )


def moved(refusal: Refusal, url: str) -> Response:
    """Answer that what was asked for is at another address now."""
    body: Json = {"message": refusal.message, "url": url, "documentation_url": DOCS}
    response = answer(body, refusal.status)
    response.headers["Location"] = url
    return response


def paged(rows: Sequence[T], write: Callable[[T], Json], *, url: str) -> Response:
    """Answer with one page of rows, and a Link header where there are more.

    https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    size = min(_number("per_page", PER_PAGE), MOST_PER_PAGE)
    page = _number("page", 1)
    last = max(1, -(-len(rows) // size))
    response = answer([write(row) for row in rows[(page - 1) * size : page * size]])
    places = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    shown = [name for name, at in places.items() if _leads(name, page, last) and at]
    if shown:
        response.headers["Link"] = ", ".join(
            f'<{url}?{urlencode({**request.args, "page": places[name]})}>; rel="{name}"'
            for name in shown
        )
    return response


def leafed(
    rows: Sequence[T],
    write: Callable[[T], Json],
    *,
    url: str,
    name: Callable[[T], int],
    cursor: str = "after",
) -> Response:
    """Answer with the rows behind the one that `cursor` in the query names, else the first."""
    size = min(_number("per_page", PER_PAGE), MOST_PER_PAGE)
    after = request.args.get(cursor, "")
    ids = [str(name(row)) for row in rows]
    begin = ids.index(after) + 1 if after in ids else 0
    leaf = rows[begin : begin + size]
    response = answer([write(row) for row in leaf])
    if begin + size < len(rows):
        query = urlencode({**request.args, cursor: str(name(leaf[-1]))})
        response.headers["Link"] = f'<{url}?{query}>; rel="next"'
    return response


def _leads(name: str, page: int, last: int) -> bool:
    return page < last if name in ("next", "last") else page > 1


def _number(name: str, default: int) -> int:
    """Read a number from the query; GitHub takes the default for anything it cannot read."""
    text = request.args.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and text != "0" else default
