"""What the week brings whatever is planned: sprints, releases, and status typed on Thursdays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from automation.sandbox.company import board, catalogue
from automation.sandbox.company.board import SPRINT
from automation.sandbox.company.chance import pick
from automation.sandbox.company.days import ZONE, Days
from automation.sandbox.company.groundwork import FORTNIGHT, sprint_mondays, version_fridays
from automation.sandbox.company.plans import LOG, MOBILE, PAY, STOREFRONT, Plan
from automation.sandbox.company.stage import Dated, Stage, Thing
from automation.sandbox.github import acts as g
from automation.sandbox.jira import acts as j
from automation.sandbox.jira.site import HEALTH, LINE, POINTS

ON_TRACK, AT_RISK, PAUSED = "10060", "10061", "10064"
WORDS: Final = {ON_TRACK: "on track", AT_RISK: "at risk", PAUSED: "paused"}
EDITS = 60
"""Edits within a minute, when the last sprint of the past is closed."""

_FRIDAY, _THURSDAY = 4, 3
_NEXT: Final = (
    "Next: the rest of the tests.",
    "Nothing in the way.",
    "Words are with the translators.",
    "Demo on Tuesday.",
    "Support has seen it.",
)


def beats(days: Days) -> Iterator[Dated]:
    """Every sprint, release and Thursday of the past and of the weeks to come."""
    yield from _sprints(days)
    yield from _versions(days)
    yield from _releases(days)
    yield from _thursdays(days)


def _at(days: Days, day: date, hour: int, minute: int = 0) -> datetime:
    """This hour of the day, or of the next on which plans are worked on."""
    worked = days.day(days.number(day))
    return datetime.combine(worked, time(hour, minute), ZONE).astimezone(UTC)


def _sprints(days: Days) -> Iterator[Dated]:
    mondays = sprint_mondays(days)
    past = [monday for monday in mondays if days.number(monday) <= 0]
    for number, monday in enumerate(mondays):
        close = _closes_big if number == len(past) - 1 else _closes
        yield Dated(_at(days, monday, 9, 30), partial(close, number=number))


def _closes(stage: Stage, number: int) -> None:
    """Close one sprint, take along what is not done, and begin the next."""
    old, new = _turn(stage, number)
    held = [one.id for one in stage.site.state.issues.values() if old in one.several(SPRINT)]
    for id_ in held if old else ():
        if stage.site.state.issues[id_].status.category != "done":
            stage.jira("mara", j.EditIssue(id_, {SPRINT: (new,)}))


def _closes_big(stage: Stage, number: int) -> None:
    """The same, and the whole backlog is estimated and taken along: sixty edits in a minute."""
    _, new = _turn(stage, number)
    open_ = [
        one.id
        for one in stage.site.state.issues.values()
        if one.project == PAY and one.status.category != "done" and one.type.level == 0
    ]
    edits: list[j.Act] = [
        j.EditIssue(id_, {POINTS: pick((1, 2, 3, 5, 8), id_, "points")}) for id_ in open_
    ]
    edits += [j.EditIssue(id_, {SPRINT: (new,)}) for id_ in open_]
    stage.jira("mara", *edits[:EDITS])


def _turn(stage: Stage, number: int) -> tuple[str, str]:
    """Close the sprint that runs and start the one of this number; both by id."""
    old, new = board.running_sprint(stage), list(stage.site.state.sprints)[number]
    stage.jira("mara", *([j.EditSprint(old, state="closed")] if old else []))
    stage.jira("mara", j.EditSprint(new, state="active"))
    return old, new


def _versions(days: Days) -> Iterator[Dated]:
    for friday in version_fridays(days):
        for project, lead in ((PAY, "mara"), (LOG, "greta")):
            release = partial(_releases_version, project=project, lead=lead)
            yield Dated(_at(days, friday, 15, 20), release)


def _releases_version(stage: Stage, project: str, lead: str) -> None:
    if version := board.next_version(stage, project):
        stage.jira(lead, j.EditVersion(version, released=True))


def _releases(days: Days) -> Iterator[Dated]:
    """The shop is released every second Friday, the app on those between."""
    for number, monday in enumerate(days.weeks()):
        place = (STOREFRONT, MOBILE)[number % 2]
        friday = monday + timedelta(days=_FRIDAY)
        release = partial(_publishes, place=place, tag=f"v{1 + number // 2}.0")
        yield Dated(_at(days, friday, 14, 30), release)


def _publishes(stage: Stage, place: str, tag: str) -> None:
    repository = stage.hub.state.repository(place)
    since = stage.at - FORTNIGHT
    done = [
        one
        for one in repository.issues.values()
        if not one.pull and one.closed_at and one.closed_at > since and one.type != "Epic"
    ]
    notes = "\n".join(f"- {one.title} (#{one.number})" for one in done[:6])
    lead = "nora" if place == STOREFRONT else "ada"
    stage.github(lead, g.CreateRelease(place, tag, name=f"Release {tag}", body=notes))


def _thursdays(days: Days) -> Iterator[Dated]:
    """Until Pitboard comes, every owner types a status on Thursday afternoon."""
    for monday in days.weeks():
        thursday = monday + timedelta(days=_THURSDAY)
        number = days.number(thursday)
        if number > 0 or days.day(number) != thursday:
            continue
        for minute, plan in enumerate(catalogue.every()):
            if plan.begun < number <= _last_typed(plan):
                words = partial(_types, plan=plan, number=number)
                yield Dated(_at(days, thursday, 15, minute), words)


def _last_typed(plan: Plan) -> int:
    if plan.halted is not None:
        return plan.halted - 1
    return plan.finish if plan.finish is not None else 0


def _types(stage: Stage, plan: Plan, number: int) -> None:
    thing = stage.things[plan.name]
    health = next((value for day, value in reversed(plan.typed) if day <= number), ON_TRACK)
    words = f"{_progress(stage, plan)}. {pick(_NEXT, plan.name, number)}"
    types_health(stage, thing, plan.lead, health=health, words=words)


def types_health(stage: Stage, thing: Thing, by: str, *, health: str, words: str) -> None:
    """Somebody types a health, and a sentence with it."""
    if not thing.in_github:
        stage.jira(by, j.EditIssue(thing.id, {HEALTH: health, LINE: words}))
        return
    label = f"health: {WORDS[health]}"
    issue = stage.hub.state.repository(thing.place).issue(thing.number)
    old = [one.name for one in issue.labels if one.name.startswith("health: ")]
    if label not in old:
        stage.github(by, *(g.RemoveLabel(thing.place, thing.number, one) for one in old))
        stage.github(by, g.AddLabels(thing.place, thing.number, (label,)))
    stage.github(by, g.AddComment(thing.place, thing.number, f"Status: {WORDS[health]}. {words}"))


def _progress(stage: Stage, plan: Plan) -> str:
    names = [f"{plan.name}/{number}" for number in range(len(plan.children))]
    there = [stage.things[name] for name in names if name in stage.things]
    return f"{sum(_is_done(stage, thing) for thing in there)} of {len(there)} done"


def _is_done(stage: Stage, thing: Thing) -> bool:
    if thing.in_github:
        issue = stage.hub.state.repository(thing.place).issue(thing.number)
        return issue.state == "closed"
    return stage.site.state.issue(thing.id).status.category == "done"
