"""Reviews of pull requests: what each reviewer last said.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request_review
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from automation.model import Change, Reading, Sighting
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.pull_requests import see_pull
from automation.trackers.github.shapes import apart, body, is_bot, newest
from automation.trackers.shapes import Payload, text

_COMMENTED = "commented"
_VERDICTS = frozenset({"approved", "changes_requested", "dismissed"})


def read_review(message: Message) -> Reading:
    """`pull_request_review`: the pull request, its reviewer's verdict, and that somebody spoke."""
    review = message.payload["review"]
    seen = see_pull(message.place, message.payload["pull_request"])
    at = _when(message, review, seen)
    sightings = [seen, *_told(message, review, seen, at)]
    event = tell(
        message,
        Where(
            seen.item_id,
            at,
            text(review["html_url"]),
            thing=f"{message.connection}:review:{review['id']}",
        ),
        [*_changes(sightings)],
        about={"review": _state(review), "comment": text(body(review))},
    )
    return Reading(event, tuple(sightings))


def see_reviews(seen: Sighting, reviews: Iterable[Payload]) -> Iterator[Sighting]:
    """Each reviewer's standing word, out of all reviews of a pull request, oldest first."""
    words: dict[str, Sighting] = {}
    for review in reviews:
        for word in _word(seen, review, at=_submitted(review, seen)):
            (facet,) = word.facets
            if facet not in words or word.at >= words[facet].at:
                words[facet] = word
    yield from words.values()


def _told(message: Message, review: Payload, seen: Sighting, at: datetime) -> Iterator[Sighting]:
    yield from _word(
        seen, review, at=at if _state(review) == "dismissed" else _submitted(review, seen)
    )
    spoke = message.action == "submitted" and not is_bot(review.get("user"))
    if spoke and (_state(review) == _COMMENTED or body(review)):
        yield apart(seen, at=at, facets={_COMMENTED: at})


def _word(seen: Sighting, review: Payload, *, at: datetime) -> Iterator[Sighting]:
    """A verdict as of its time. A mere comment is as old as the pull request: it stands until
    there is a verdict, and never takes one away, as on GitHub.
    """
    user, word = review.get("user"), _state(review)
    if user is None or word not in _VERDICTS | {_COMMENTED}:
        return
    opened = (seen.fields or {}).get("created")
    if word == _COMMENTED and isinstance(opened, datetime):
        at = opened
    yield apart(seen, at=at, facets={f"review/{user['id']}": word})


def _changes(sightings: Iterable[Sighting]) -> Iterator[Change]:
    for seen in sightings:
        for facet, value in seen.facets.items():
            if facet == _COMMENTED or value != _COMMENTED:
                yield Change(facet, None, value)


def _state(review: Payload) -> str:
    """In small letters; REST writes it in capitals."""
    return text(review.get("state") or "").lower()


def _when(message: Message, review: Payload, seen: Sighting) -> datetime:
    # A dismissed review still shows when it was submitted, an edited one as well.
    if message.action == "submitted":
        return _submitted(review, seen)
    return newest([review.get("updated_at")], otherwise=seen.at)


def _submitted(review: Payload, seen: Sighting) -> datetime:
    return newest([review.get("submitted_at")], otherwise=seen.at)
