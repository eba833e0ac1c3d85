"""An edition in one reader's words: subject, text, HTML, the headers that mail programs act upon.

The templates meet the pure reports here. Everything that leaves is as brief as its report says.
"""

from collections.abc import Iterator, Mapping, Sequence
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
from automation.reports.digest import Digest, Row
from automation.reports.twins import told_apart
from automation.reports.weekly import words_in
from automation.tokens import Tokens

TAPS: Final = ("useful", "not", "monthly")
"""What a reader can say with one tap."""

TITLE: Final = 48
"""Characters of a title that the templates show."""

LONGEST: Final = 1_900
"""Characters of an address that every mail program and browser opens."""

ALSO: Final = {
    "people_say": "with a person's word",
    "better": "better",
    "shipped": "shipped",
    "changed": "changed",
    "unknown": "unknown",
}
"""What is said of rows that were cut, by their section."""

OTHERS: Final = 3
"""Words of people's own for health that are counted one by one."""

_KB: Final = 1000
_SPARE: Final = 1000
"""Bytes for what is signed in the links, which is longer for a reader with a longer address."""


@dataclass(frozen=True, slots=True)
class Writ:
    """What is written: by which folder of templates, what it tells of each item, and the zone
    whose clocks its reader reads.
    """

    report: Report
    issue: Issue
    folder: str
    told: Told
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition as everybody has it who was told the same before, and reads the same clocks. Its
    links are nobody's: `token` stands in them where a reader's own is written. It tells of what
    was known at `as_of`.
    """

    writ: Writ
    subject: str
    text: str
    html: str
    token: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """So many items read so; `url` is where exactly these are shown, "" for several words."""

    number: int
    word: str
    url: str


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
        words = {**WORDS, **_others(digest)}
        facts: dict[str, object] = {
            "report": report,
            "week": int(period.rpartition("W")[2]),
            "links": links,
            "zone": writ.zone,
            "goes_out": writ.issue.goes_out,
            "words": words,
            "shapes": SHAPES,
            "counts": list(_counts(digest, words, links["portfolio"])),
            "sources": " and ".join(self.sources) or "the trackers",
        }
        text, html = self._brief(f"email/{writ.folder}", facts, digest, report)
        subject = self.templates.page(f"email/{writ.folder}/subject.txt", **facts, digest=digest)
        return Draft(writ, " ".join(subject.split()), text, html, token, digest.as_of)

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
        because = f"{report.title}, {period}"
        return Letter(name, period, email, writ.told, draft.as_of, because)

    def page(self, standing: Standing) -> str:
        """Where the evidence of an item is shown."""
        return f"{self.address}/items/{quote(standing.key, safe=':/')}"

    def _brief(
        self, folder: str, facts: Mapping[str, object], digest: Digest, report: Report
    ) -> tuple[str, str]:
        """Both parts with as much as the report's limits allow. Words are counted in the text
        part, which says whatever the other one says.
        """
        *longer, shortest = digest.briefer(report.rows)
        for cut in longer:
            text = self._text(folder, facts, cut)
            if words_in(text) <= report.words:
                html = self._html(folder, facts, cut)
                if len(html.encode()) <= report.html_kb * _KB - _SPARE:
                    return text, html
        return self._text(folder, facts, shortest), self._html(folder, facts, shortest)

    def _text(self, folder: str, facts: Mapping[str, object], digest: Digest) -> str:
        told = {**facts, **self._told(digest)}
        return self.templates.text(f"{folder}/body.txt", **told)

    def _html(self, folder: str, facts: Mapping[str, object], digest: Digest) -> str:
        told = {**facts, **self._told(digest)}
        return self.templates.mail(f"{folder}/body.html", **told)

    def _told(self, digest: Digest) -> Mapping[str, object]:
        """A digest, and where what was cut of it is shown."""
        shown = f"{self.address}/portfolio"
        worse, others = digest.worse_left_out, digest.others_left_out
        also = [Count(len(rows), ALSO[name], "") for name, rows in others.items()]
        whole = [row for rows in others.values() for row in rows]
        left = {"worse": _only(shown, worse), "others": _only(shown, whole)}
        return {"digest": digest, "also": also, "left": left}

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


def _counts(digest: Digest, words: Mapping[str, str], portfolio: str) -> Iterator[Count]:
    """How many read each word, worst first. People may write anything: of their own words the most
    frequent few are told, and the others together.
    """
    counted = digest.counts
    own = sorted(counted.keys() - WORDS.keys(), key=lambda word: (-counted[word], word))
    for word in (*(each for each in WORDS if counted.get(each)), *own[:OTHERS]):
        yield Count(counted[word], words[word], f"{portfolio}?health={quote(word)}&told=1")
    if rest := sum(counted[word] for word in own[OTHERS:]):
        yield Count(rest, "otherwise", "")


def _only(portfolio: str, rows: Sequence[Row]) -> str:
    """Where exactly these are shown, or where so many are that no address holds them: all that is
    told of, worst first.
    """
    address = f"{portfolio}?only={','.join(quote(row.key, safe=':/') for row in rows)}"
    return address if len(address) <= LONGEST else f"{portfolio}?told=1"


def _plain(title: str) -> str:
    """A title as the words before a List-Id: https://www.rfc-editor.org/rfc/rfc2919#section-3."""
    return "".join(sign for sign in title if sign.isascii() and (sign.isalnum() or sign in " -_"))
