"""The live portfolio: every objective with its measure, and under it the work and how it stands."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, request, url_for

from automation.cleaning import clean
from automation.engine.folder.world import World
from automation.health import GIVEN_UP
from automation.web import words
from automation.web.aims import Aim, Group, gauge, outcome
from automation.web.belonging import objectives
from automation.web.choice import NOBODYS, SORTS, Choice, choice, ordered
from automation.web.frame import show, the_files, the_line, the_portfolio, the_rules
from automation.web.standings import Row, by_name, row
from automation.web.words import Said

OTHERWISE: Final = Said("People say otherwise", "plain", "\u21c4")
"""Where a person's word and Pitboard's differ."""

portfolio = Blueprint("portfolio", __name__, url_prefix="/portfolio")


@dataclass(frozen=True, slots=True)
class Tile:
    """How many items are so, with the address that shows only them, or all again."""

    said: Said
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter."""

    value: str
    name: str
    chosen: bool


@portfolio.get("")
def overview() -> Response:
    """Everything that has a status, as far as the address asks for it."""
    wanted = choice(request.args)
    world, now = the_files().world(), _now()
    every = standing_rows(world, now)
    aims = list(the_aims(world))
    shown = [each for each in every if wanted.fits(each)]
    return show(
        "web/portfolio.html",
        wide=True,
        choice=wanted,
        tiles=list(_tiles(every, wanted)),
        groups=list(groups(every, shown, aims, wanted)),
        shown=len(shown),
        every=len(every),
        left=list(_left(world)),
        untold=_untold(every, wanted),
        waiting=sum(len(each.waiting) for each in shown),
        filters=_filters(every, aims, wanted),
        everything=url_for("portfolio.overview"),
        open_done=wanted.narrows,
    )


def _untold(every: Sequence[Row], wanted: Choice) -> int:
    """How many would fit but for what mails do not tell of."""
    every_one = replace(wanted, told="")
    return sum(every_one.fits(each) and not each.told for each in every) if wanted.told else 0


def _left(world: World) -> Iterator[tuple[str, datetime]]:
    """The teams that left, by name, with when."""
    for team, at in sorted(the_line().record.departures.teams().items()):
        known = world.teams.by_id.get(team)
        yield (known.name if known else team), at


def standing_rows(world: World, now: datetime) -> Sequence[Row]:
    """Every standing but those of objectives, which are headings."""
    rules = the_rules()
    return [
        row(each, world, rules, now)
        for each in the_portfolio().standings()
        if each.type != "objective"
    ]


def the_aims(world: World) -> Iterator[Aim]:
    """Every objective on record with its measure."""
    for item, measure in objectives(the_line().record):
        yield Aim(
            id=item.id.partition(":")[2],
            key=item.key,
            title=clean(str(item.fields.get("title") or item.key)),
            owner=_owner(str(item.fields.get("owner") or ""), world),
            gauge=gauge(measure) if measure else None,
        )


def groups(
    every: Sequence[Row], shown: Sequence[Row], aims: Sequence[Aim], wanted: Choice
) -> Iterator[Group]:
    """Objectives in their order, those without work too, then work without one.

    An objective is left out only where a filter leaves nothing of it.
    """
    known = {aim.id for aim in aims}

    def works_for(aim: Aim | None, each: Row) -> bool:
        found = each.status.objective
        return found == aim.id if aim else found not in known

    for aim in (*aims, None):
        mine = ordered([each for each in shown if works_for(aim, each)], wanted.sort)
        if not mine and (wanted.narrows or aim is None):
            continue
        team_work = [each for each in every if works_for(aim, each)]
        yield Group(
            aim=aim,
            open=[each for each in mine if each.health not in {"done", GIVEN_UP}],
            done=[each for each in mine if each.health == "done"],
            given_up=[each for each in mine if each.health == GIVEN_UP],
            all=len(team_work),
            outcome=outcome(aim.gauge, team_work) if aim else None,
        )


def counts(rows: Sequence[Row]) -> Sequence[tuple[str, Said, int]]:
    """How many have each health, worst first; other words that people set come last."""
    found = Counter(each.health for each in rows)
    others = sorted(found.keys() - set(words.HEALTHS))
    return [
        (health, words.value(health), found[health])
        for health in (*words.HEALTHS, *others)
        if found[health]
    ]


def _tiles(every: Sequence[Row], wanted: Choice) -> Iterator[Tile]:
    """Counts of what fits but for the tile's own filter, so that each says what a click brings."""
    here = [each for each in every if replace(wanted, health="").fits(each)]
    for health, said, count in counts(here):
        chosen = health == wanted.health
        there = wanted.address(health="" if chosen else health)
        yield Tile(said, count, _address(there), chosen)
    disputed = [each for each in every if replace(wanted, disputed="1").fits(each)]
    if disputed or wanted.disputed:
        there = wanted.address(disputed="" if wanted.disputed else "1")
        href = _address(there)
        yield Tile(OTHERWISE, len(disputed), href, bool(wanted.disputed))


def _filters(
    every: Sequence[Row], aims: Sequence[Aim], wanted: Choice
) -> Mapping[str, Sequence[Option]]:
    teams = {each.status.team or NOBODYS: each.team or "nobody's" for each in every}
    named = {aim.id: aim.title for aim in aims} | {NOBODYS: "none"}
    return {
        "team": [
            Option(value, name, value == wanted.team)
            for value, name in sorted(teams.items(), key=lambda each: each[1].casefold())
        ],
        "objective": [Option(v, name, v == wanted.objective) for v, name in named.items()],
        "health": [Option(h, words.value(h).word, h == wanted.health) for h in words.HEALTHS],
        "sort": [Option(value, name, value == wanted.sort) for value, (name, _) in SORTS.items()],
    }


def _address(arguments: Mapping[str, str]) -> str:
    return url_for("portfolio.overview", **arguments)  # type: ignore[arg-type]  # they fill the address only


def _owner(owner: str, world: World) -> str:
    person, team = world.people.by_id.get(owner), world.team(owner)
    return person.name if person else team.name if team else by_name(owner, world.people)


def _now() -> datetime:
    line = the_line()
    return line.record.clocks.company(line.clock())
