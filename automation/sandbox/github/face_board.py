"""The start page of the pretend GitHub, and its project as a board."""

from collections.abc import Sequence

from flask import render_template, request
from werkzeug.exceptions import NotFound

from automation.sandbox.cards import cut
from automation.sandbox.github.lobby import Lobby, Page, View
from automation.sandbox.github.pages_board import Row, epics, hints, lanes, rows, statuses
from automation.sandbox.github.pages_list import card

MOST_VISITS = 8


class BoardFace:
    """Where a visitor begins."""

    def __init__(self, lobby: Lobby) -> None:
        """Look through this lobby."""
        self._lobby = lobby

    def views(self) -> list[View]:
        """List the pages."""
        return [
            ("GET", "/", "start", self.start),
            ("GET", "/projects/<int:number>", "board", self.board),
        ]

    def start(self) -> Page:
        """Say what this is, what to try, and where things are."""
        return render_template(
            "sandbox/start.html",
            hints=hints(self._lobby.state),
            visits=self._lobby.visits.newest(MOST_VISITS),
            **self._lobby.dressing(),
        )

    def board(self, number: int) -> Page:
        """Show the project in columns, or one column whole where the address names it."""
        state, project = self._lobby.state, self._lobby.state.project
        if project is None or project.number != number:
            raise NotFound
        found, names = rows(state, project), statuses(project)
        asked = request.args.get("status", "")
        if asked:
            return self._column([row for row in found if (row[2] or "none") == asked], asked, names)
        cards, closed = epics(state, found, names)
        return render_template(
            "sandbox/board.html",
            epics=cards,
            closed_epics=closed,
            lanes=lanes(state, found, names, here=request.path),
            **self._lobby.dressing(),
        )

    def _column(self, found: Sequence[Row], asked: str, names: dict[str, str]) -> Page:
        shown, page, pages = cut(found, request.args.get("page", 1, type=int))
        return render_template(
            "sandbox/column.html",
            column=names.get(asked, "No status"),
            asked=asked,
            cards=[card(self._lobby.state, there, issue) for there, issue, _ in shown],
            count=len(found),
            page=page,
            pages=pages,
            **self._lobby.dressing(),
        )
