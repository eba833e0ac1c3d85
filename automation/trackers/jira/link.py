"""A link between two issues that was made or taken away: only their ids, and what it means."""

from automation.model import Change, Link, LinkChange, Reading, Sighting
from automation.trackers.jira.links import FIELD
from automation.trackers.jira.relations import relation
from automation.trackers.jira.shapes import Message, identity
from automation.trackers.shapes import Payload, text


def read(message: Message) -> Reading:
    """The link, seen of the issue that it starts at."""
    told: Payload = message.body["issueLink"]
    kind = told["issueLinkType"]
    meant = relation(
        text(kind.get("name") or ""),
        outward=text(kind.get("outwardName") or ""),
        inward=text(kind.get("inwardName") or ""),
    )
    source, destination = (
        f"{message.connection}:{identity(told[end])}"
        for end in ("sourceIssueId", "destinationIssueId")
    )
    start, end = (source, destination) if meant.forward else (destination, source)
    link = Link(meant.kind, end, FIELD)
    stands = message.action == "created"
    change = Change(f"link:{link.kind}:{end}", None if stands else end, end if stands else None)
    seen = Sighting(
        item_id=start,
        connection=message.connection,
        type="issue",
        at=message.at,
        link_changes=(LinkChange(link, stands=stands),),
    )
    return Reading(
        message.event(
            start,
            f"/{identity(told['id'])}",
            changes=(change,),
            about={"link_type": text(kind.get("name") or "")},
        ),
        (seen,),
    )
