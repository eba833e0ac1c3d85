"""The hall of both pretend trackers' pages: who visits, what they do, and what came of it.

Whoever visits acts as one invented person of their choice. Every POST ends in a redirect, so
that reloading a page repeats nothing.
"""

import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from flask import Response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirect

from automation.sandbox.aftermath import Aftermath, Written, aftermath, answered
from automation.sandbox.courier import Attempt, P
from automation.sandbox.entry import D, H, Outline, Result, S
from automation.sandbox.pitboard import Pitboard
from automation.sandbox.room import Room
from automation.sandbox.telling import told
from automation.sandbox.visits import Visit, Visits

ANSWER_WITHIN = 3.0  # seconds a page waits for Pitboard, so that it can show the answer
MOST_TOLD = 100
MOST_WRITES = 12
MOST_ASKED = 4
MOST_DID = 4
COOKIE = "sandbox_you"  # one for both trackers: a browser keeps cookies by host, not by port
DEFAULT = "mara-lind"

Page = str | Response | Redirect | tuple[str, int]
View = tuple[str, str, str, Callable[..., Page]]
"""The method, the path, the name and the view of one page or form."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to act as: the tracker's id of the account, and the name."""

    id: str
    name: str

    @property
    def slug(self) -> str:
        """The name as a cookie keeps it, the same in both trackers."""
        return re.sub(r"\W+", "-", self.name.casefold()).strip("-")


class Visiting(ABC, Generic[S, D, H, P]):
    """Stands between the pages and the room of one pretend tracker."""

    def __init__(
        self, living: Room[S, D, H, P], pitboard: Pitboard, *, clock: Callable[[], datetime]
    ) -> None:
        """Lead into this room; `clock` tells the company's time."""
        self.living = living
        self.pitboard = pitboard
        self.clock = clock
        self.visits = Visits()

    @abstractmethod
    def people(self) -> Sequence[Person]:
        """List whom a visitor can be; there is always one."""

    @abstractmethod
    def keys_of(self, happening: H) -> Sequence[str]:
        """Name the issues something happened to."""

    @abstractmethod
    def in_words(self, happening: H) -> str:
        """Say what happened, after the name of who did it."""

    @abstractmethod
    def asked_of(self, call: str) -> str:
        """Name the issue that a call of the API was about, "" where it was about none."""

    @abstractmethod
    def beyond(self, key: str) -> Sequence[str]:
        """Name what stands above an issue or waits for it: rules look at those too."""

    @abstractmethod
    def page_of(self, key: str) -> str:
        """Say where this tracker shows an issue."""

    @abstractmethod
    def event_of(self, attempt: Attempt[P]) -> str:
        """Name the event of a webhook."""

    def views(self) -> list[View]:
        """List the forms and parts of pages that both trackers have."""
        return [
            ("POST", "/you", "you", self.become),
            ("GET", "/came/<int:number>", "came", self.came),
        ]

    def you(self) -> Person:
        """Find out as whom the visitor acts."""
        people = {person.slug: person for person in reversed(self.people())}
        chosen = people.get(request.cookies.get(COOKIE, DEFAULT)) or people.get(DEFAULT)
        return chosen or self.people()[0]

    def become(self) -> Page:
        """Act as somebody else from now on."""
        slug, back = request.form.get("person", ""), request.form.get("back", "")
        # Only a path of our own: two slashes, or one turned round, would lead elsewhere.
        place = back if re.fullmatch(r"/(?![/\\])[!-~]*", back) else "/"
        response = redirect(place, 303)
        if slug in {person.slug for person in self.people()}:
            response.set_cookie(COOKIE, slug, httponly=True, samesite="Lax")
        return response

    def came(self, number: int) -> Page:
        """Show what came of one act, for a page that looks again."""
        visit = self.visits.find(number)
        if visit is None:
            raise NotFound
        return render_template("sandbox/came.html", **self._shown(visit))

    def note(self, done: Outline[S, D, H], place: str, key: str = "") -> Visit:
        """Remember an act, so that pages can show what came of it."""
        said = dict.fromkeys(self.in_words(one) for one in done.happenings)
        touched = [one for happening in done.happenings for one in self.keys_of(happening)]
        visit = Visit(
            who=self.you().name,
            did=tuple(said)[:MOST_DID] or ("changed nothing",),
            at=done.entry.at,
            began=time.monotonic(),
            keys=tuple(dict.fromkeys(filter(None, (key, *touched)))),
            hooks=done.entry.hooks[:MOST_TOLD],
            writes=len(self.living.writes),
            place=place,
        )
        return self.visits.keep(visit)

    def lead(
        self, place: str, done: Outline[S, D, H] | None, *, about: str = "", **where: object
    ) -> Page:
        """Lead to a page once Pitboard has answered, or has taken too long."""
        there = url_for(place, **where)  # type: ignore[arg-type]
        if done is None:
            return redirect(there, 303)
        visit = self.note(done, there, about)
        self.living.courier.wait(done.entry.hooks, seconds=ANSWER_WITHIN)
        return redirect(f"{there}{'&' if '?' in there else '?'}act={visit.number}", 303)

    def common(self, key: str = "") -> Mapping[str, object]:
        """Collect what every page shows; `key` is the issue that the page is about."""
        visit = self.visits.find(request.args.get("act", type=int))
        mine = self.visits.of(key) if key else ()
        visit = visit or next(iter(mine), None)
        return {
            "you": self.you(),
            "everybody": sorted(self.people(), key=lambda person: person.name),
            "now": self.clock(),
            "progress": self.living.progress(),
            "back": request.full_path.rstrip("?") if request.method == "GET" else "/",
            "earlier": [one for one in mine if one != visit][:5],
            **(self._shown(visit) if visit else {"came": None}),
        }

    def _shown(self, visit: Visit) -> Mapping[str, object]:
        return {
            "came": self._aftermath(visit),
            "told": told(self.living.courier.find(visit.hooks)),
            "page_of": self.page_of,
            "item_url": self.pitboard.page,
        }

    def _aftermath(self, visit: Visit) -> Aftermath:
        keys = self._looked_at(visit)
        attempts = self.living.courier.find(visit.hooks)
        later = self.visits.after(visit, keys)
        return aftermath(
            visit,
            told=[answered(one, self.event_of(one)) for one in attempts],
            judged=self.pitboard.judged(keys[:MOST_ASKED]),
            writes=list(self._writes(visit, later, keys))[:MOST_WRITES],
            until=later.at if later else None,
            now=time.monotonic(),
        )

    def _looked_at(self, visit: Visit) -> Sequence[str]:
        """Name what was touched, and then what stands above it or waits for it."""
        beyond = [one for key in visit.keys for one in self.beyond(key)]
        return list(dict.fromkeys([*visit.keys, *beyond]))

    def _writes(self, visit: Visit, later: Visit | None, keys: Sequence[str]) -> Iterator[Written]:
        """List what was written there since, up to the next act of a visitor there."""
        for outline in self.living.writes[visit.writes : later.writes if later else None]:
            found = dict.fromkeys(
                [one for happening in outline.happenings for one in self.keys_of(happening)]
                or [self.asked_of(outline.entry.request)]
            )
            if set(found) & set(keys):
                yield Written(
                    keys=tuple(one for one in found if one in keys),
                    words=self._written(outline),
                    result=outline.result,
                    at=outline.entry.at,
                )

    def _written(self, outline: Outline[S, D, H]) -> str:
        if outline.result is Result.REFUSED:
            return f"was refused: {outline.refusal}"
        if outline.result is Result.IDLE:
            return "asked for what stood there already"
        return ", ".join(dict.fromkeys(self.in_words(one) for one in outline.happenings))
