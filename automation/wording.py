"""An edition in one reader's words: subject, text, HTML, the headers that mail programs act upon.

The templates meet the pure reports here. Everything that leaves is as brief as its report says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from email.utils import formataddr
from typing import Final
from urllib.parse import quote

from automation.appraisal import Standing
from automation.effects import Email
from automation.engine.folder.world import World
from automation.engine.ruleset.report import Report
from automation.health import SHAPES, WORDS
from automation.ports.reporting import Issue, Letter, Told
from automation.render import Templates
from automation.reports.digest import Digest
from automation.reports.twins import told_apart
from automation.reports.weekly import words_in
from automation.tokens import Tokens

TAPS: Final = ("useful", "not", "monthly")
"""What a reader can say with one tap."""

TITLE: Final = 48
"""Characters of a title that the templates show."""

_KB: Final = 1000
_SPARE: Final = 1000
"""Bytes for what is signed in the links, which is longer for a reader with a longer address."""


@dataclass(frozen=True, slots=True)
class Writ:
    """What is written: by which folder of templates, what it tells of each item, and the zone
    whose clocks its reader reads. `goes_out` is when everybody hears what only owners hear now.
    """

    report: Report
    issue: Issue
    folder: str
    told: Told
    zone: tzinfo
    goes_out: datetime | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition as everybody has it who was told the same before, and reads the same clocks. Its
    links are nobody's: `token` stands in them where a reader's own is written.
    """

    writ: Writ
    subject: str
    text: str
    html: str
    token: str


@dataclass(frozen=True)
class Wording:
    """Puts digests into words. `address` is where Pitboard's pages are, `sources` the trackers
    that the facts come from, as people call them.
    """

    templates: Templates
    tokens: Tokens
    world: World
    address: str
    sources: tuple[str, ...] = ()

    def draft(self, writ: Writ, digest: Digest) -> Draft:
        """The edition in words. Nobody but us can make the token, so that it stands in no title."""
        name, period, report = writ.issue.name, writ.issue.period, writ.report
        token = self.tokens.of(name, period, "")
        links, digest = self._links(token), told_apart(digest, self._team, shown=TITLE)
        facts: dict[str, object] = {
            "report": report,
            "week": int(period.rpartition("W")[2]),
            "links": links,
            "zone": writ.zone,
            "goes_out": writ.goes_out,
            "words": {**WORDS, **_others(digest)},
            "shapes": SHAPES,
            "shown": {word: f"{links['portfolio']}?health={quote(word)}" for word in digest.counts},
            "sources": " and ".join(self.sources) or "the trackers",
        }
        text, html = self._brief(f"email/{writ.folder}", facts, digest, report)
        subject = self.templates.page(f"email/{writ.folder}/subject.txt", **facts, digest=digest)
        return Draft(writ, " ".join(subject.split()), text, html, token)

    def letter(self, draft: Draft, recipient: str) -> Letter:
        """The edition for one reader, with links of their own."""
        writ = draft.writ
        name, period, report = writ.issue.name, writ.issue.period, writ.report
        token = self.tokens.of(name, period, recipient)
        email = Email(
            recipient=recipient,
            subject=draft.subject,
            text=draft.text.replace(draft.token, token),
            html=draft.html.replace(draft.token, token),
            target=f"report:{name}",
            occasion=period,
            headers=tuple(self._headers(report, self._links(token)).items()),
        )
        return Letter(name, period, email, writ.told, f"{report.title}, {period}")

    def page(self, standing: Standing) -> str:
        """Where the evidence of an item is shown."""
        return f"{self.address}/items/{quote(standing.key, safe=':/')}"

    def _brief(
        self, folder: str, facts: Mapping[str, object], digest: Digest, report: Report
    ) -> tuple[str, str]:
        """Both parts with as many rows as the report's limits allow. Words are counted in the
        text part, which says whatever the other one says.
        """
        most = min(digest.rows, report.rows)
        while True:
            cut = digest.cut(most)
            text = self.templates.text(f"{folder}/body.txt", **facts, digest=cut)
            if words_in(text) <= report.words or not most:
                html = self.templates.mail(f"{folder}/body.html", **facts, digest=cut)
                if len(html.encode()) <= report.html_kb * _KB - _SPARE or not most:
                    return text, html
            most -= 1

    def _links(self, token: str) -> Mapping[str, str]:
        """What a reader can do with one tap, signed so that nobody can do it for another."""
        mine = f"{self.address}/u/{token}"
        taps = {word: f"{mine}/{word}" for word in TAPS}
        return {**taps, "stop": mine, "portfolio": f"{self.address}/portfolio"}

    def _headers(self, report: Report, links: Mapping[str, str]) -> Mapping[str, str]:
        """What mail programs act upon: RFC 8058 for stopping with one click, RFC 2919 for the
        list. Answers go to whoever answers for the report.
        """
        host = self.address.partition("://")[2].partition("/")[0].partition(":")[0]
        headers = {
            "List-Id": f"{_plain(report.title)} <{report.id}.{host}>",
            "List-Unsubscribe": f"<{links['stop']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "X-Auto-Response-Suppress": "All",
        }
        answers = self._owner(report)
        return {"Reply-To": answers, **headers} if answers else headers

    def _team(self, id_: str) -> str:
        """What a team is called."""
        team = self.world.team(id_)
        return " ".join(team.name.split()) if team else ""

    def _owner(self, report: Report) -> str:
        """The mail of the person who owns the report, or of the lead of the team that does."""
        team = self.world.team(report.owner)
        person = self.world.people.by_id.get((team.lead if team else None) or report.owner)
        if person is None or not person.mail:
            return ""
        return formataddr((" ".join(person.name.split()), person.mail))


def _others(digest: Digest) -> Mapping[str, str]:
    """What people call health besides our words, as they see it; they may write anything."""
    rows = [row for each in digest.sections.values() for row in each]
    found = {*digest.counts, *(word or "" for row in rows for word in (row.was, row.now, row.said))}
    return {word: word.replace("_", " ") for word in sorted(found - {"", *WORDS})}


def _plain(title: str) -> str:
    """A title as the words before a List-Id: https://www.rfc-editor.org/rfc/rfc2919#section-3."""
    return "".join(sign for sign in title if sign.isascii() and (sign.isalnum() or sign in " -_"))
