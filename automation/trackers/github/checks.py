"""Check suites: whether what was pushed to a pull request passed.

https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_suite
"""

from collections.abc import Iterator
from typing import Final

from automation.model import Change, Reading, Sighting
from automation.trackers.github.message import Message, Where, tell
from automation.trackers.github.shapes import time
from automation.trackers.shapes import Payload, maybe, text

_UNDECIDED: Final = "pending"


def read_check_suite(message: Message) -> Reading:
    """`check_suite`: once it is complete, its conclusion for each pull request it names.

    A pull request from a fork is not named, and one that was pushed to again is not meant.
    """
    suite = message.payload["check_suite"]
    sightings = tuple(_sightings(message, suite)) if message.action == "completed" else ()
    first = sightings[0] if sightings else None
    conclusion = maybe(suite.get("conclusion"), text)
    changes = [Change("checks", None, conclusion or _UNDECIDED)] if first else []
    where = Where(
        first.item_id if first else "",
        time(suite["updated_at"]),
        first.url if first else message.payload["repository"].get("html_url", ""),
        thing=f"{message.connection}:check_suite:{suite['id']}",
    )
    app = (suite.get("app") or {}).get("name")
    event = tell(message, where, changes, about={"conclusion": conclusion, "app": app})
    return Reading(event, sightings)


def _sightings(message: Message, suite: Payload) -> Iterator[Sighting]:
    here, page = message.place, message.payload["repository"].get("html_url", "")
    for pull in suite.get("pull_requests") or ():
        base = pull["base"]["repo"].get("id")
        if base != message.payload["repository"].get("id") or _outdated(pull, suite):
            continue
        yield Sighting(
            item_id=f"{here.connection}:{pull['id']}",
            connection=here.connection,
            type="pull_request",
            at=time(suite["updated_at"]),
            key=here.key(pull["number"]),
            project=here.project,
            url=f"{page}/pull/{pull['number']}",
            visibility=here.visibility,
            facets={"checks": maybe(suite.get("conclusion"), text) or _UNDECIDED},
        )


def _outdated(pull: Payload, suite: Payload) -> bool:
    return bool(pull["head"]["sha"] != suite["head_sha"])
