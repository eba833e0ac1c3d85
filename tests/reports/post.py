"""Editions as they leave: real templates, a report file, people in several zones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser

from automation import paths
from automation.effects import Email
from automation.engine.ruleset.loader import RuleSet
from automation.ports.reporting import Issue
from automation.render import Templates
from automation.reports.digest import Digest
from automation.tokens import Tokens
from automation.wording import Wording, Writ
from tests.engine.files import load_texts

MONDAY = datetime(2026, 10, 5, 6, 30, tzinfo=UTC)
"""08:30 in Berlin, of the week after noon."""
ADDRESS = "https://pitboard.example"
PEOPLE = """\
pitboard: 1
people:
  clara: {name: Clara Winter, mail: clara.winter@example.org, roles: [executive]}
  nora: {name: Nora Beck, mail: nora.beck@example.org, roles: [executive]}
  mara: {name: Mara Lind, mail: mara.lind@example.org}
"""
TEAMS = """\
pitboard: 1
company: {zone: Europe/Berlin}
teams:
  payments: {name: Payments, projects: [PAY], lead: mara}
"""
REPORT = """\
pitboard: 1
report: weekly-executive
title: Portfolio weekly
why: Leaders see on Monday who waits for what got worse.
owner: payments
state: live
audience: executive
to: ["role:executive"]
send: {at: monday 08:30}
heads_up: {at: thursday 16:00}
"""
HEALTH = """\
pitboard: 1
rule: health
title: Health
why: Typed by hand before.
owner: payments
state: live
when:
  - changed: {type: release, fields: [state]}
about: {path: event.item, type: release}
derive:
  field: health
  choose: [{value: on_track, if: true, because: it is so}]
"""
"""A live rule by whose name health stands, about nothing that a test has: tests say what stands."""


def files(**changed: str) -> Mapping[str, str]:
    """The folder; `report`, `people`, `teams` and `health` may be others."""
    told = {"report": REPORT, "people": PEOPLE, "teams": TEAMS, "health": HEALTH, **changed}
    return {f"{name}.yaml": text for name, text in told.items()}


def rules(**changed: str) -> RuleSet:
    return load_texts(files(**changed))


@cache
def the_templates() -> Templates:
    return Templates(paths.templates())


def wording(found: RuleSet) -> Wording:
    return Wording(the_templates(), Tokens(b"k" * 32), found.world, ADDRESS, ("GitHub", "Jira"))


def mail(
    digest: Digest, *, folder: str = "weekly-executive", at: datetime = MONDAY, **changed: str
) -> Email:
    """What one reader gets."""
    found = rules(**changed)
    (report,) = found.reports
    zone = found.world.calendar(None).zone
    issue = Issue(report.id, "send", "Europe/Berlin", at)
    if folder == "heads-up":
        issue = replace(issue, step=folder, goes_out=report.send.next_after(at, zone))
    writ = Writ(report, issue, folder, {}, zone)
    words = wording(found)
    return words.letter(words.draft(writ, digest), "clara.winter@example.org").email


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.tags: set[str] = set()
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open = dict(attrs).get("href") or "" if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[self._open] = self.found.get(self._open, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == "a" else self._open


def links(email: Email) -> dict[str, str]:
    """The addresses of the HTML part, each with its words."""
    reader = _Links()
    reader.feed(email.html)
    return reader.found


def tags(email: Email) -> set[str]:
    """The elements of the HTML part."""
    reader = _Links()
    reader.feed(email.html)
    return reader.tags
