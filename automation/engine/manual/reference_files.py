"""The reference of the files beside the rules: made from their shapes and the list of signals."""

from collections.abc import Iterator, Mapping

from automation.amount import Amount
from automation.engine.folder.mapping_file import BoardSheet, FieldSheet, MappingSheet
from automation.engine.folder.objectives import (
    ItemsSheet,
    ListedObjective,
    MeasureSheet,
    ObjectivesSheet,
)
from automation.engine.folder.people import ListedPerson, PeopleSheet
from automation.engine.folder.sheet import Sheet
from automation.engine.folder.teams import DaysSheet, ListedTeam, TeamsSheet
from automation.engine.language.thresholds import signals
from automation.engine.ruleset.report import HeadsUpSheet, LimitsSheet, ReportSheet, SendSheet

_HEAD = """
## The files beside the rules

The key behind `pitboard: 1` says what a file is. All of them are optional: without any, statuses
are guessed from their names and everything is unassigned. [docs/mapping.md](../docs/mapping.md) is
the way in, with examples. A mistake in any of them is named with file, line and column, like one in
a rule.

A report is explained in [docs/reports.md](../docs/reports.md).

Teams, objectives and people may be a list, each with its `id`, or a mapping by id. A name that ends
with `*` stands for whatever begins so. Days are written `2026-10-01`, ranges
`2026-12-24 to 2027-01-02`.
"""

_TITLES: Mapping[type[Sheet], str] = {
    MappingSheet: "### mapping: how boards are read",
    FieldSheet: "#### A field under `fields`, where it is not just the tracker's name of it",
    TeamsSheet: "### teams: whose work it is",
    ListedTeam: "#### A team",
    ObjectivesSheet: "### objectives: what it is for",
    ListedObjective: "#### An objective",
    MeasureSheet: "#### Its measure",
    ItemsSheet: "#### Its items",
    PeopleSheet: "### people: who is who in each tracker",
    ListedPerson: "#### A person",
    ReportSheet: "### report: who is told what, and when",
    SendSheet: "#### When it goes out, under `send`",
    HeadsUpSheet: "#### When owners hear first, under `heads_up`",
    LimitsSheet: "#### How brief it is, under `limits`",
}

_DAYS = {
    "zone": "the time zone, such as `Europe/Berlin`; else the parent team's, else the company's",
    "holidays": "free days: dates, ranges of dates, or names of lists of them",
    "weekdays": "the days worked, `[monday, tuesday]` or `monday to friday`, the default",
    "contacts": "who hears of what, by words of your own that rules write behind `to`: "
    "`{customers: desk@acme.example}`, an address or the id of a person; else the parent team's, "
    "else the company's; `team` is whom `to: team` reaches, in place of the lead",
}

ABOUT: Mapping[type[Sheet], Mapping[str, str]] = {
    BoardSheet: {
        "types": "the tracker's own kind of an item, and what it is here: `Vorhaben: initiative`",
        "statuses": "which statuses mean `todo`, `doing`, `done` and `dropped`, a list for each",
        "settle": "how long changes are gathered before a look, by type or `default`: `10 s`",
        "priorities": "the priorities, the highest first",
        "fields": "where our fields stand: `health: {jira: customfield_10050}`; a name that is not "
        "Pitboard's own is only read, as `item.severity`; `due` or `target` is where the promised "
        "date stands, `status_comment: {jira: comment}` is one comment that is kept up to date",
        "requests": "who asked: `labels: [customer:*]`, `projects`, `types`, and a `source` in CSV "
        "with the columns customer, item, asked_on, url; who was told: `told: [told:*]`",
        "links": "which words of a text are keys of items: `keys: [PAY]` and no other, or all but "
        "`ignore: [UTF]`",
        "work": "the kinds of work: `product: [feature]`, or `labels`, `projects`, `types` of each",
        "paused": "what tells that people set an item aside: `statuses` and `labels`",
        "restricted": "what only some of the company may see: `projects: [acme/vault]` and "
        "`labels: [confidential]`; it is in no mail, and nothing else names it",
    },
    MappingSheet: {
        "mapping": "always `trackers`",
        "connections": "the same keys for one connection by its name; they win there",
    },
    FieldSheet: {
        "field": "the tracker's id or name of the field",
        "label": 'what labels begin with: `{label: "health: "}`',
        "values": "the tracker's words for ours: `{at_risk: Amber}`",
        "space": "what stands in labels in place of a space, for Jira's take none: `-`",
        "write": "`true` lets rules write a field that is not Pitboard's own",
    },
    DaysSheet: _DAYS,
    TeamsSheet: {
        "teams": "the teams",
        "company": "`zone`, `holidays`, `weekdays` and `contacts` of whoever says nothing else",
        "holidays": "lists of free days by a name that teams use",
    },
    ListedTeam: {
        "id": "small letters, digits and dashes; it is `item.team`",
        "name": "as people say it",
        **_DAYS,
        "projects": "its projects and repositories: `PAY`, `acme/shop`, `acme/*`, `jira-eu:PAY`",
        "paths": "its folders in shared repositories: `services/pay/*`",
        "labels": "labels that name it: `team:payments`",
        "lead": "the id of a person",
        "parent": "the id of the team it is part of",
    },
    ObjectivesSheet: {"objectives": "the objectives; each becomes an item, `own:<id>`"},
    ListedObjective: {
        "id": "small letters, digits and dashes",
        "title": "what it is, in one line",
        "owner": "the id of a person or a team",
        "visibility": "who may see it: `public`, `internal` (the default) or `restricted`",
        "measure": "the number that shows whether it helped",
        "items": "what works towards it",
    },
    MeasureSheet: {
        "name": "what is counted",
        "source": "a CSV with the columns date, value in this folder, or an https address of one",
        "unit": "in what it is counted",
        "start": "what it read at the beginning",
        "target": "what it shall read",
        "by": "by which day",
    },
    ItemsSheet: {
        "epics": "keys of items: `jira:PAY-1`, `acme/shop#12`",
        "projects": "whole projects and repositories",
        "labels": "labels: `objective:retain`",
    },
    PeopleSheet: {"people": "the people; no number is kept about anybody"},
    ListedPerson: {
        "id": "small letters, digits and dashes",
        "name": "as people say it",
        "mail": "the address for mails",
        "zone": "the time zone, where it is not the team's",
        "away": "days and ranges of days",
        "accounts": "by connection, a login of GitHub or an account id of Jira: `{github: mara}`",
        "roles": "words that rules may ask for",
        "team": "the id of their team, where they do not lead one; rules read it as `actor.team`",
    },
    ReportSheet: {
        "report": "small letters, digits and dashes",
        "title": "what the mail is called",
        "why": "one line, or `customer_impact`, `removes_friction`, `frees_time`",
        "owner": "the id of a person or a team; answers to the mail go there",
        "review_by": "the day on which to ask whether it is still wanted",
        "state": "`live`; `paused` and `shadow` send nothing and keep nothing, `pitboard preview` "
        "shows what would be said",
        "audience": "`executive`, the only one so far",
        "to": "readers: ids out of people.yaml, or everybody of a role, `role:executive`",
        "send": "when it goes out",
        "heads_up": "when owners hear of what got worse; without it they hear with everybody",
        "sections": "what it tells: `answer`, `worse`, `people_say`, `better`, `shipped`, "
        "`changed` (new, paused, resumed, given up, better by a later date alone), `unknown`, "
        "`unchanged`; all of them by default",
        "limits": "how brief it is",
        "channels": "`[email]`, the only one so far",
    },
    SendSheet: {
        "at": "a weekday and a time: `monday 08:30`",
        "zone": "the time zone; else each reader's own, else the company's",
        "when_quiet": "if nothing changed: `short`, three lines, or `skip`, no mail",
    },
    HeadsUpSheet: {
        "at": "a weekday and a time, in each owner's zone: `thursday 16:00`",
        "to": "`owners`: the lead of the item's team, else the owner of its objective",
    },
    LimitsSheet: {
        "words": "at most so many words, 60 to 1000; 150 by default",
        "rows": "at most so many items, 1 to 100; 12 by default",
        "html_kb": "at most so many kB of HTML, 10 to 100; 80 by default",
    },
}


def keys_of(sheet: type[Sheet]) -> Mapping[str, str]:
    """What each key of a shape says, in reading order."""
    further = ABOUT[BoardSheet] if sheet is MappingSheet else {}
    return {**ABOUT[sheet], **further}


def files_reference() -> str:
    """The part of the page about everything that is not a rule."""
    return "\n".join((_HEAD, *_sheets(), *_signals()))


def _sheets() -> Iterator[str]:
    for sheet, title in _TITLES.items():
        yield from (title, "", "| key | what it says |", "|---|---|")
        yield from (f"| `{key}` | {said} |" for key, said in keys_of(sheet).items())
        yield ""


def _signals() -> Iterator[str]:
    yield "### policy: from when on a signal counts"
    yield ""
    yield "`policy: signals`, a line for each signal, and `teams:` with lines of their own. A note"
    yield "is told to its team and never colours a status."
    yield ""
    yield "| signal | word | what it tells | limits, with their defaults |"
    yield "|---|---|---|---|"
    for each in signals():
        limits = "; ".join(
            f"`{key}: {_written(limit.default)}` {limit.about}"
            for key, limit in each.limits.items()
        )
        note = " (a note)" if each.note else ""
        yield f"| {each.id} | `{each.word}` | {each.about}{note} | {limits} |"


def _written(value: Amount | tuple[str, ...]) -> str:
    return str(value) if isinstance(value, Amount) else f"[{', '.join(value)}]"
