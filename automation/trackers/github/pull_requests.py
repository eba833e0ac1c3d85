"""Pull requests: opened, pushed to, reviewed, merged.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
"""

from dataclasses import replace

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.github.changes import changes_of
from automation.trackers.github.links import named_by_pull, relinked, told_by_fields
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.milestones import see_milestone
from automation.trackers.github.shapes import (
    Place,
    aliases,
    assignees,
    fields,
    labels,
    login,
    time,
    title,
)
from automation.trackers.shapes import Payload, maybe, text


def read_pull_request(message: Message) -> Reading:
    """`pull_request`: the pull request; what is closed by a merge is told as merged."""
    pull = message.payload["pull_request"]
    seen = see_pull(message.place, pull)
    changes = [*changes_of(message, pull), *relinked(message, pull, named_by_pull)]
    if message.action == "synchronize":
        seen = replace(seen, facets={"pushed": seen.at})
        changes.append(Change("pushed", None, seen.at))
    merged = message.action == "closed" and _merged(pull)
    event = tell(
        message,
        Where(seen.item_id, seen.at, seen.url),
        changes,
        action="merged" if merged else None,
        about=_about(message),
    )
    milestone = message.payload.get("milestone") or {}
    put_into = (see_milestone(message.place, milestone),) if "updated_at" in milestone else ()
    return Reading(event, (seen, *put_into))


def see_pull(place: Place, pull: Payload) -> Sighting:
    """A pull request as a payload shows it."""
    return Sighting(
        item_id=f"{place.connection}:{pull['id']}",
        connection=place.connection,
        type="pull_request",
        at=time(pull["updated_at"]),
        key=place.key(pull["number"]),
        project=place.project,
        url=text(pull["html_url"]),
        visibility=place.visibility,
        fields=_fields(pull),
        labels=labels(pull),
        links={"text": named_by_pull(place, pull), **told_by_fields(place, pull)},
        aliases=aliases(place.connection, pull),
    )


def _fields(pull: Payload) -> dict[str, Value]:
    """The number of comments is left out: reviews and lists show the same state without it."""
    return fields(
        pull,
        author=maybe(pull.get("user"), login),
        assignees=assignees(pull),
        milestone=maybe(pull.get("milestone"), title),
        draft=maybe(pull.get("draft"), bool),
        merged=_merged(pull),
        merged_at=maybe(pull.get("merged_at"), time),
        branch=text(pull["head"]["ref"]),
        base=text(pull["base"]["ref"]),
    )


def _merged(pull: Payload) -> bool:
    # GitHub sends "closed" for both; a review or a list shows only the time of a merge.
    return bool(pull.get("merged") or pull.get("merged_at"))


def _about(message: Message) -> dict[str, Value]:
    """Who was assigned, whose review is asked for, and what a push moved from and to."""
    reviewer = message.payload.get("requested_reviewer") or {}
    team = message.payload.get("requested_team") or {}
    told = {
        "reviewer": reviewer.get("login") or team.get("slug"),
        "before": message.payload.get("before"),
        "after": message.payload.get("after"),
    }
    return {**message.assignee, **{name: text(each) for name, each in told.items() if each}}
