"""How an item takes in a sighting: only what is newer, part by part, in any order of arrival.

Deliveries come late, twice and out of order; whatever the order, the item ends up the same: of
each part it is what the newest message said. Equal times are ordered by content, and asked about.
"""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from automation.marks import BOOKKEEPING, IsOurs, News, explained, merge, unexplained
from automation.model import Event, Guard, Item, Link, LinkKind, Sighting, Value

__all__ = ["IsOurs", "Taken", "content_hash", "is_stub", "note", "take_in"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one sighting did to an item.

    `changed` names what reads differently now: fields and facets by their names, `labels`,
    `links`, `deleted`, or `new`. `marks` are the changes worth keeping as history. `reread` asks
    for the item to be read again: two different states share one second, or it is a stub.
    """

    item: Item
    changed: frozenset[str]
    marks: News
    reread: bool


def take_in(
    item: Item | None, sighting: Sighting, *, event: Event | None, is_ours: IsOurs
) -> Taken:
    """Fold one sighting, and the event it came with, into what is known of the item.

    Deletion is final: what comes later completes the picture, and changes nothing any more. Of
    what has only vanished a message may be late, so we ask whether it is there again.
    """
    known = item or _blank(sighting)
    after, doubtful = _admit(known, sighting)
    if _is_final(known):
        return Taken(after, frozenset(), (), reread=False)
    seen = dict(unexplained(known, after, sighting, is_ours)) if item else {}
    told = dict(explained(event, is_ours)) if event else {}
    marks, kept = merge(known.marks, {**seen, **told})
    changed = _differences(item, after)
    doubtful = doubtful or (known.vanished and after.vanished and not sighting.reread)
    return Taken(replace(after, marks=marks), changed, kept, reread=doubtful or is_stub(after))


def note(item: Item, event: Event, *, is_ours: IsOurs) -> Taken:
    """Take in an event whose message did not show the item: a comment, a line of a changelog."""
    if _is_final(item):
        return Taken(item, frozenset(), (), reread=False)
    marks, kept = merge(item.marks, dict(explained(event, is_ours)))
    told = frozenset(_WHOLE.get(facet.partition(":")[0], facet) for facet, _ in kept)
    changed = frozenset[str]() if item.vanished else told
    return Taken(replace(item, marks=marks), changed, kept, reread=item.vanished)


_WHOLE: Mapping[str, str] = {"label": "labels", "link": "links"}


def is_stub(item: Item) -> bool:
    """Whether we know only that it is there, and must read it before anything is decided."""
    return not item.fields and item.deleted_at is None


def _is_final(item: Item) -> bool:
    return item.deleted_at is not None and not item.vanished


def content_hash(content: object) -> str:
    """Sixteen hex digits of the content: the tie-break between states of the same second."""
    # Labels and links come as text: JSON would cost more than the digest.
    if not isinstance(content, str):
        content = _ENCODER.encode(content)
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


_ENCODER: Final = json.JSONEncoder(sort_keys=True, default=str)


def _blank(sighting: Sighting) -> Item:
    return Item(id=sighting.item_id, connection=sighting.connection, **_called(sighting))


def _admit(known: Item, sighting: Sighting) -> tuple[Item, bool]:
    """The item with every part the sighting is newer in, and whether a tie was a guess."""
    intake = _Intake(known.guards, sighting)
    if sighting.vanished:
        return _with_presence(known, sighting, intake), False
    told = {**_fields(known, sighting, intake), "guards": intake.guards}
    if sighting.labels is not None and intake.newer("labels", "\n".join(sorted(sighting.labels))):
        told["labels"] = frozenset(sighting.labels)
    if sighting.facets:
        told["facets"] = _facets(known.facets, sighting, intake)
    if sighting.links or sighting.link_changes:
        told["links"] = _links(known.links, sighting, intake)
    if sighting.deleted:
        since = known.deleted_at if _is_final(known) else None
        told |= {"deleted_at": min(since or sighting.at, sighting.at), "vanished": False}
    return _with_presence(replace(known, **told), sighting, intake), intake.doubtful


def _with_presence(item: Item, sighting: Sighting, intake: "_Intake") -> Item:
    """The item there, or vanished, as the latest answer has it that we asked for.

    Only answers count: their order is told by our own clock, where a tracker's may differ.
    """
    if sighting.asked_at is None or _is_final(item):
        return item
    if not intake.asked_later(sighting.asked_at, vanished=sighting.vanished):
        return item
    since = sighting.at if sighting.vanished else None
    return replace(item, guards=intake.guards, deleted_at=since, vanished=sighting.vanished)


class _Intake:
    """The guards while one sighting passes them: each question moves the guard it is about."""

    def __init__(self, guards: Mapping[str, Guard], sighting: Sighting) -> None:
        self.guards: dict[str, Guard] = dict(guards)
        self.doubtful = False
        self._at = sighting.at
        self._reread = sighting.reread

    def newer(self, name: str, content: object) -> bool:
        """Whether this content of a part enters; a tie is settled by its hash, and doubted."""
        seen, known = Guard(self._at, content_hash(content)), self.guards.get(name)
        if known is not None and seen.hash != known.hash:
            self._doubt(known)
        return self._pass(name, seen, known)

    def asked_later(self, at: datetime, *, vanished: bool) -> bool:
        """Whether this answer is later than those before; of one moment, having seen it counts."""
        seen, known = Guard(at, "gone" if vanished else "there"), self.guards.get("seen")
        if known is not None and _age(seen) <= _age(known):
            return False
        self.guards["seen"] = seen
        return True

    def single(self, link: Link, *, stands: bool, stood: bool) -> bool:
        """Whether word of a single link enters, past its own guard and its origin's."""
        name = _guard_name(link)
        told = (self.guards.get(name), self.guards.get(f"links:{link.origin}"))
        known = max((guard for guard in told if guard), key=_age, default=None)
        if known is not None and stands != stood:
            self._doubt(known)
        return self._pass(name, Guard(self._at, content_hash(f"{name} {stands}")), known)

    def survivors(
        self, origin: str, standing: AbstractSet[Link], whole: AbstractSet[Link]
    ) -> Iterator[Link]:
        """The single links of which there is newer word than the whole set that just entered.

        The guards of the others go: the set's own guard stands for them.
        """
        set_ = self.guards[f"links:{origin}"]
        for name in [n for n in self.guards if n.startswith("link:")]:
            link, own = _guarded(name), self.guards[name]
            if link.origin != origin:
                continue
            if (link in standing) != (link in whole):
                self._doubt(own)
            if _age(own) > _age(set_) and not (self._reread and own.at == set_.at):
                yield link
            else:
                del self.guards[name]

    def _pass(self, name: str, seen: Guard, known: Guard | None) -> bool:
        if known is not None:
            tied = seen.at == known.at and seen.hash != known.hash
            if not (_age(seen) > _age(known) or (tied and self._reread)):
                return False
        self.guards[name] = seen
        return True

    def _doubt(self, known: Guard) -> None:
        """Two contents that differ share one second: a fresh answer settles it, nothing else."""
        self.doubtful = self.doubtful or (known.at == self._at and not self._reread)


def _age(guard: Guard) -> tuple[datetime, str]:
    return guard.at, guard.hash


def _guard_name(link: Link) -> str:
    return f"link:{link.kind}:{link.origin}:{link.to}"


def _guarded(name: str) -> Link:
    _, kind, origin, to = name.split(":", 3)
    return Link(LinkKind(kind), to, origin)


def _fields(known: Item, sighting: Sighting, intake: _Intake) -> dict[str, Any]:
    """The fields and the name where they enter: what an item goes by."""
    called = _called(sighting)
    if sighting.fields is None:
        keeps_name = "fields" in intake.guards or _name_of(known) >= _name_of(
            replace(known, **called)
        )
        return {} if keeps_name else {"told_visibility": "", **called}
    # Fields and name are told together, so that a renamed repository is seen in the same second.
    if not intake.newer("fields", [sighting.fields, called]):
        return {}
    return {"fields": sighting.fields, "told_visibility": "", **called}


def _called(sighting: Sighting) -> dict[str, Any]:
    """What the message says the item goes by, and where it is."""
    return {
        "key": sighting.key or sighting.item_id,
        "type": sighting.type,
        "project": sighting.project,
        "url": sighting.url,
        "visibility": sighting.visibility,
    }


def _name_of(item: Item) -> tuple[object, ...]:
    """What an item goes by; of two stubs' names the greater stands, whichever came first."""
    named = item.key != item.id
    return named, item.key, item.type, item.project, item.url, item.visibility


def _facets(known: Mapping[str, Value], sighting: Sighting, intake: _Intake) -> Mapping[str, Value]:
    told = {name: value for name, value in sighting.facets.items() if intake.newer(name, value)}
    return {name: value for name, value in {**known, **told}.items() if value is not None}


def _links(known: frozenset[Link], sighting: Sighting, intake: _Intake) -> frozenset[Link]:
    """What stands once whole sets, then single links, have passed their guards."""
    standing = known
    for origin, whole in sighting.links.items():
        if intake.newer(f"links:{origin}", _told(whole)):
            apart = frozenset(intake.survivors(origin, standing, whole))
            others = frozenset(link for link in standing if link.origin != origin)
            standing = others | (standing & apart) | (whole - apart)
    for change in sighting.link_changes:
        stood = change.link in standing
        if intake.single(change.link, stands=change.stands, stood=stood):
            standing = standing | {change.link} if change.stands else standing - {change.link}
    return standing


def _told(links: frozenset[Link]) -> str:
    return "\n".join(sorted(f"{link.kind} {link.to}" for link in links))


def _differences(before: Item | None, after: Item) -> frozenset[str]:
    if before is None or (is_stub(before) and after.fields):
        return frozenset({"new"})
    if before.vanished and after.vanished:
        return frozenset()
    if before.vanished and after.deleted_at is None:
        return frozenset({"new", "deleted"})
    names = {
        name
        for old, new in ((before.fields, after.fields), (before.facets, after.facets))
        if old is not new
        for name in {*old, *new}
        if old.get(name) != new.get(name)
    }
    names |= {name for name in ("labels", "links") if getattr(before, name) != getattr(after, name)}
    if before.deleted_at != after.deleted_at:
        names.add("deleted")
    return frozenset(names - BOOKKEEPING)
