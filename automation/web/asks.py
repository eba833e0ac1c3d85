"""Whatever Pitboard asks of people: one page, and the same for programs."""

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from automation.asks import Row
from automation.web.frame import show, the_files, the_line
from automation.web.problems import problem

asks = Blueprint("asks", __name__)
asks_api = Blueprint("asks_api", __name__, url_prefix="/api/v1")

MOST_WORDS = 500


@asks.get("/asks")
def listed() -> Response:
    """The open questions, and what came of those before."""
    rows = the_line().record.asks.listed(every=True)
    people = the_files().world().people.by_id
    names = {id_: each.name for id_, each in people.items()}
    told = [{**row, "name": names.get(row["person"], "whoever keeps the rules")} for row in rows]
    return show(
        "web/asks.html",
        asked=[row for row in told if row["state"] == "open"],
        over=[row for row in told if row["state"] != "open"],
    )


@asks.post("/asks")
def answer() -> AnyResponse:
    """Keep an answer; the question's name is in the form, as it may hold any character."""
    id_, said = request.form.get("ask", ""), request.form.get("answer", "").strip()[:MOST_WORDS]
    if not id_ or not said:
        return problem(400, "The form has no field named ask, or none named answer.")
    line = the_line()
    line.record.asks.answer(id_, said, now=line.now())
    return redirect(url_for("asks.listed"), 303)


@asks_api.get("/asks")
def as_json() -> Response:
    """The open questions for programs."""
    return jsonify({"asks": [_ask(row) for row in the_line().record.asks.listed()]})


def _ask(row: Row) -> dict[str, object]:
    names = ("id", "kind", "person", "subject", "question", "otherwise", "url")
    at, until = row["at"].isoformat(), row["until"].isoformat()
    return {**{name: row[name] for name in names}, "at": at, "until": until}
