"""The webhook every row sends: an issue labelled `bug`, as large as GitHub's, unlike any other.

Only the number differs from one to the next, so every webhook is of the same size.
"""

import hmac
import json
import time
from functools import cache
from typing import Any, Final

SECRET: Final = "4c1f86a09be2d735"  # noqa: S105 - invented
SIZE: Final = 11_800
"""Bytes of a body; GitHub's own example of `issues.labeled` has as many."""

FIRST: Final = 1_000_000
"""The lowest number there is: all have seven digits."""

_MARK: Final = 1_234_567
_API: Final = "https://api.github.example/repos/acme/shop"
_LINKS: Final = (
    "archive assignees blobs branches collaborators comments commits compare contents "
    "contributors deployments downloads events forks git_commits git_refs git_tags hooks "
    "issue_comment issue_events issues keys labels languages merges milestones notifications "
    "pulls releases stargazers statuses subscribers subscription tags teams trees"
)


def body(number: int) -> bytes:
    """One body. Raises ValueError for a number that has not seven digits."""
    if not FIRST <= number < 10 * FIRST:
        raise ValueError(f"{number} has not seven digits")
    return _template().replace(str(_MARK).encode(), str(number).encode())


def request(path: str, number: int) -> bytes:
    """The whole signed HTTP request, ready to be sent."""
    content = body(number)
    signature = hmac.digest(SECRET.encode(), content, "sha256").hex()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: GitHub-Hookshot/bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        f"X-GitHub-Event: issues\r\nX-GitHub-Delivery: {delivery(number)}\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\n\r\n"
    )
    return head.encode() + content


def delivery(number: int) -> str:
    """The id of the delivery that is about this issue."""
    return f"6f2b0000-0000-4000-8000-00000{number}"


def key(number: int) -> str:
    """What the issue is called at its tracker."""
    return f"acme/shop#{number}"


def number_of(key: str) -> int:
    """The number of the issue that is called so."""
    return int(key.rpartition("#")[2])


@cache
def _template() -> bytes:
    payload = _payload(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    missing = SIZE - len(json.dumps(payload))
    payload["issue"]["body"] = ("The basket is empty after a second visit. " * 200)[:missing]
    return json.dumps(payload).encode()


def _payload(now: str) -> dict[str, Any]:
    user = _user("ann-moss", 501)
    owner = _user("acme", 77)
    issue = {
        "id": int(f"7{_MARK}"),
        "number": _MARK,
        "title": "The basket is empty after a second visit",
        "state": "open",
        "url": f"{_API}/issues/{_MARK}",
        "html_url": f"https://github.example/acme/shop/issues/{_MARK}",
        "labels": [{"id": 31, "name": "bug", "color": "d73a4a", "default": True}],
        "user": user,
        "assignees": [_user("bo-lind", 502)],
        "milestone": None,
        "comments": 3,
        "created_at": "2026-10-01T09:00:00Z",
        "updated_at": now,
        "closed_at": None,
        "body": "",
    }
    links = {f"{name}_url": f"{_API}/{name}{{/{name[:-1]}}}" for name in _LINKS.split()}
    about = {"full_name": "acme/shop", "private": False, "visibility": "public", "owner": owner}
    return {
        "action": "labeled",
        "issue": issue,
        "label": issue["labels"][0],  # type: ignore[index]  # the values are of many kinds
        "repository": {"id": 88, "name": "shop", **about, **links},
        "organization": {"login": "acme", "id": 77, "url": "https://api.github.example/orgs/acme"},
        "sender": user,
    }


def _user(login: str, id_: int) -> dict[str, Any]:
    api = f"https://api.github.example/users/{login}"
    parts = ("followers", "following", "gists", "starred", "subscriptions", "repos", "events")
    links = {f"{part}_url": f"{api}/{part}" for part in parts}
    return {"login": login, "id": id_, "type": "User", "site_admin": False, "url": api, **links}
