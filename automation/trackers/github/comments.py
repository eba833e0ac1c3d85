"""Comments on issues and on pull requests, which GitHub tells in the same way.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment
"""

from datetime import datetime

from automation.model import Change, Reading, Sighting, Value
from automation.trackers.commands import command_in
from automation.trackers.github.issues import see_issue
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import apart, body, is_bot, newest, time
from automation.trackers.shapes import Payload, text


def read_comment(message: Message) -> Reading:
    """`issue_comment`: the item under which it stands, and when a person last spoke there."""
    comment, issue = message.payload["comment"], message.payload["issue"]
    seen = see_issue(message.place, issue)
    spoken = _spoken(message, comment, seen)
    event = tell(
        message,
        Where(
            seen.item_id,
            _when(message, comment, issue),
            text(comment["html_url"]),
            thing=f"{message.connection}:comment:{comment['id']}",
        ),
        [Change("commented", None, each.at) for each in spoken],
        about=_about(message, comment),
    )
    return Reading(event, (seen, *spoken))


def _spoken(message: Message, comment: Payload, seen: Sighting) -> tuple[Sighting, ...]:
    """Only a new comment of a person counts; an edit says nothing new, a bot answers nobody."""
    if message.action != "created" or is_bot(comment.get("user")):
        return ()
    at = time(comment["created_at"])
    return (apart(seen, at=at, facets={"commented": at}),)


def _about(message: Message, comment: Payload) -> dict[str, Value]:
    """What was said, and what it asks of Pitboard: once, and only a person asks."""
    about: dict[str, Value] = {"comment": text(body(comment)), "comment_id": str(comment["id"])}
    asks = message.action == "created" and not is_bot(comment.get("user"))
    if asks and (command := command_in(body(comment))):
        about["command"] = command
    return about


def _when(message: Message, comment: Payload, issue: Payload) -> datetime:
    edited = newest([comment.get("updated_at")], otherwise=time(comment["created_at"]))
    # A comment that was deleted still shows when it was last edited.
    return max(edited, time(issue["updated_at"])) if message.action == "deleted" else edited
