"""What Jira is asked for after a while: pages that go on, and all that happened to each issue."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from automation.errors import ServiceError
from automation.model import Delivery
from automation.ports import Haul, Missed
from automation.trackers.jira.kinds import REREAD
from automation.trackers.jira.missed import Asking, missed
from tests.builders import NOON, at
from tests.trackers.jira_payloads import an_issue

LATER, EARLIER = "2026-10-02T13:00:00.000+0000", "2026-10-02T11:00:00.000+0000"


@dataclass
class Site:
    """A Jira Cloud of two pages, and what it was asked."""

    issues: list[dict[str, Any]]
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    hides: tuple[str, ...] = ()
    knows_us: bool = True
    refuses: bool = False

    def count(self, jql: str) -> int:
        if self.refuses:
            raise ServiceError("Jira answered 400", retryable=False)
        if any(f'"{project}"' in jql for project in self.hides):
            said = f"The value '{self.hides[0]}' does not exist for the field 'project'."
            raise ServiceError(said, retryable=False)
        return len(self.issues)

    def ask(self, path: str, query: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        self.asked.append((path, query))
        if path == "myself" and not self.knows_us:
            raise ServiceError("Jira answered 401", retryable=False)
        if path.startswith(("myself", "project/")):
            if path.removeprefix("project/") in self.hides:
                raise ServiceError("Jira answered 404", retryable=False, gone=True)
            return {}
        if path != "search/jql":
            return self.lists[path]
        half = len(self.issues) // 2
        if query.get("nextPageToken"):
            return {"issues": self.issues[half:]}
        return {"issues": self.issues[:half], "nextPageToken": "more"}


def hauls(site: Site, cursor: str = "", *projects: str) -> list[Haul]:
    def seen(issue: Mapping[str, Any]) -> Delivery:
        return Delivery("jira", issue["id"], REREAD, json.dumps(issue).encode(), NOON)

    asking = Asking(site.ask, lambda: True, site.count, lambda: at(3600), seen)
    return list(missed(asking, Missed(NOON, projects or ("PAY",), cursor)))


def only(site: Site) -> dict[str, Any]:
    """The issue of a site that has one."""
    ((found,),) = (haul.deliveries for haul in hauls(site) if haul.deliveries)
    shown: dict[str, Any] = json.loads(found.body)
    return shown


def listed(name: str, *created: str, total: int | None = None) -> dict[str, Any]:
    rows = [{"id": str(number), "created": when} for number, when in enumerate(created)]
    return {name: rows, "total": len(rows) if total is None else total}


def an_old_issue(
    *, pages: Mapping[str, Any] | None = None, said: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    issue = an_issue(comment=said or listed("comments"))
    return {**issue, "changelog": pages or listed("histories")}


def test_a_turn_goes_on_at_the_page_where_the_last_one_stopped() -> None:
    site = Site([an_issue(id_=str(number)) for number in range(4)])
    first, last = hauls(site)
    site.asked.clear()

    (again,) = hauls(site, first.cursor)

    assert (first.share, last.share) == (0.5, 1.0)
    assert [one.id for one in again.deliveries] == ["2", "3"]
    assert site.asked[0][1]["nextPageToken"] == "more"


def test_after_the_last_page_nothing_is_asked_again() -> None:
    site = Site([an_issue(id_=str(number)) for number in range(4)])
    end = hauls(site)[-1].cursor
    site.asked.clear()

    assert hauls(site, end) == []
    assert site.asked == []


@pytest.mark.parametrize(
    ("path", "name", "issue"),
    [
        ("changelog", "values", an_old_issue(pages=listed("histories", LATER, total=2))),
        ("comment", "comments", an_old_issue(said=listed("comments", LATER, total=2))),
    ],
)
def test_what_a_search_leaves_out_is_asked_for(path: str, name: str, issue: dict[str, Any]) -> None:
    site = Site([issue], {f"issue/10012/{path}": listed(name, LATER, LATER)})

    shown = only(site)

    found = shown["changelog"]["histories"], shown["fields"]["comment"]["comments"]
    assert max(len(rows) for rows in found) == 2
    assert site.asked[-1][0] == f"issue/10012/{path}"


def test_what_was_left_out_from_before_is_not_asked_for() -> None:
    site = Site([an_old_issue(pages=listed("histories", LATER, EARLIER, total=40))])

    assert len(only(site)["changelog"]["histories"]) == 2
    assert {path for path, _ in site.asked} == {"search/jql"}


def test_comments_from_before_are_left_out() -> None:
    site = Site([an_old_issue(said=listed("comments", EARLIER, LATER))])

    (said,) = only(site)["fields"]["comment"]["comments"]
    assert said["created"] == LATER


def test_a_project_that_we_do_not_see_is_left_out_of_the_question() -> None:
    site = Site([an_issue(id_=str(number)) for number in range(2)], hides=("SEC",))

    found = hauls(site, "", "PAY", "SEC")

    assert len(found) == 2
    (jql,) = {query["jql"] for path, query in site.asked if path == "search/jql"}
    assert str(jql).startswith('project in ("PAY") AND ')


def test_where_we_see_no_project_nothing_is_asked_for() -> None:
    site = Site([an_issue()], hides=("PAY", "SEC"))

    assert hauls(site, "", "PAY", "SEC") == []


def test_nobody_is_told_that_no_project_is_left() -> None:
    site = Site([an_issue()], hides=("PAY",), knows_us=False)

    with pytest.raises(ServiceError, match="401"):
        hauls(site)


def test_a_question_that_is_refused_for_another_reason_is_refused() -> None:
    site = Site([an_issue()], refuses=True)

    with pytest.raises(ServiceError, match="400"):
        hauls(site)
