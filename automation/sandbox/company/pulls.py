"""Pull requests: those of people, with a key and without, and those of the dependency bot."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from automation.sandbox.company import board
from automation.sandbox.company.chance import between, pick, share
from automation.sandbox.company.crew import BOT
from automation.sandbox.company.plans import MOBILE, PAY, STOREFRONT, TILL
from automation.sandbox.company.stage import Beat, Stage
from automation.sandbox.github import acts as g

CODE: Final = {PAY: TILL, STOREFRONT: STOREFRONT, MOBILE: MOBILE}
"""Where the code of each board is."""

_PACKAGES: Final = (
    "eslint",
    "vite",
    "typescript",
    "jest",
    "lodash",
    "axios",
    "prettier",
    "playwright",
    "date-fns",
    "zod",
)
_TIDY: Final = (
    "Tidy the footer",
    "Rename a few tests",
    "Sort the imports",
    "Remove a flag nobody sets",
    "Faster build on laptops",
    "Quieter logs",
    "One place for the colours",
    "Take the old banner out",
)
_BOTS, _KEYLESS = 400, 30
_SLOW_REVIEW = 0.3


def of(name: str, place: str, *, begins: float, ends: float) -> Iterator[Beat]:
    """The pull request of a piece of work: pushed, opened, reviewed, merged right before its end.

    In Payments its branch names the card; elsewhere its text closes the issue.
    """
    length = ends - begins
    yield Beat(begins + length * 0.5, partial(_opens, name=name, place=place))
    yield Beat(begins + length * 0.8, partial(_reviews, name=name))
    yield Beat(ends - min(0.05, length * 0.05), partial(_merges, name=name))


def keyless(first: float, last: float) -> Iterator[Beat]:
    """Pull requests that name no issue at all."""
    for number in range(_KEYLESS):
        at = first + (last - first) * (number + 0.5) / _KEYLESS
        name, place = f"keyless/{number}", pick((STOREFRONT, MOBILE, TILL), number, "keyless")
        yield Beat(at, partial(_opens_keyless, name=name, place=place, number=number))
        yield Beat(at + 0.7, partial(_merges, name=name))


def bots(first: float, last: float, *, many: int = _BOTS, series: int = 0) -> Iterator[Beat]:
    """What the dependency bot opens and merges by itself."""
    for number in range(many):
        at = first + (last - first) * (number + 0.5) / many
        name, place = f"bot/{series}/{number}", (STOREFRONT, MOBILE, TILL)[number % 3]
        yield Beat(at, partial(_opens_by_bot, name=name, place=place, number=number))
        yield Beat(at + 0.2, partial(_merges_by_bot, name=name))


def _opens(stage: Stage, name: str, place: str) -> None:
    thing, code = stage.things[name], CODE[place]
    author = board.somebody_of(stage, name)
    key = board.key_of(stage, name)
    title = _title(stage, name)
    if thing.in_github:
        branch, body = f"fix/{thing.number}", f"Fixes #{thing.number}"
    else:
        branch, body = f"feature/{key.lower()}-{_slug(title)}", None
    stage.github(author, g.Push(code, branch, f"Begin: {title}"[:200]))
    stage.opens_issue(f"{name}/pull", author, g.OpenPull(code, title[:200], branch, body=body))


def _title(stage: Stage, name: str) -> str:
    thing = stage.things[name]
    if thing.in_github:
        return stage.hub.state.repository(thing.place).issue(thing.number).title
    return stage.site.state.issue(thing.id).summary


def _slug(title: str) -> str:
    # A number behind a word would read as one more key.
    words = "".join(each if each.isascii() and each.isalpha() else " " for each in title.lower())
    return "-".join(words.split()[:4])


def _reviews(stage: Stage, name: str) -> None:
    pull = stage.things[f"{name}/pull"]
    mates = board.people_of(pull.place)
    author = stage.hub.state.repository(pull.place).issue(pull.number).user
    others = [one for one in mates if stage.people[one].login != author]
    mate = pick(others, name, "review")
    if share(name, "verdict") < _SLOW_REVIEW:
        act = g.SubmitReview(pull.place, pull.number, "changes_requested", "One test is missing.")
        stage.github(mate, act)
    stage.github(mate, g.SubmitReview(pull.place, pull.number, "approved"))


def _merges(stage: Stage, name: str) -> None:
    pull = stage.things[f"{name}/pull"]
    author = stage.hub.state.repository(pull.place).issue(pull.number).user
    by = next(one for one in board.people_of(pull.place) if stage.people[one].login != author)
    stage.github(by, g.MergePull(pull.place, pull.number))


def _opens_keyless(stage: Stage, name: str, place: str, number: int) -> None:
    author = pick(board.people_of(place), name)
    branch = f"tidy/{number}"
    title = pick(_TIDY, name)
    stage.github(author, g.Push(place, branch, title))
    stage.opens_issue(f"{name}/pull", author, g.OpenPull(place, title, branch))


def _opens_by_bot(stage: Stage, name: str, place: str, number: int) -> None:
    package = _PACKAGES[number // 3 % len(_PACKAGES)]
    branch = f"renovate/{package}"
    version = f"{2 + number // 90}.{number % 30}.{int(between(0, 9, name))}"
    title = f"Update dependency {package} to v{version}"
    if branch not in stage.hub.state.repository(place).branches:
        stage.github(BOT, g.Push(place, branch, title))
    stage.opens_issue(f"{name}/pull", BOT, g.OpenPull(place, title, branch))


def _merges_by_bot(stage: Stage, name: str) -> None:
    pull = stage.things[f"{name}/pull"]
    stage.github(BOT, g.MergePull(pull.place, pull.number))
