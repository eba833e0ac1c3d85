"""What the page of an item leaves unsaid: whoever reads it need not know what is restricted.

A history, a reason and a link may name another item, and only some of the company may see that.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from automation.model import Derived, Evidence, Item, Mark
from automation.store.record import Record
from automation.store.related import Relation
from automation.store.views import ItemView
from automation.visibility import (
    RESTRICTED,
    company,
    gives_away,
    mentioned,
    nameless,
    narrower,
)

_PAGE: Final = re.compile(r"/([\w.-]+/[\w.-]+)/(?:issues|pull|milestone)/(\d+)")
_CARD: Final = re.compile(r"\b[A-Za-z]\w*-\d+")

_A_NAME: Final = 8
"""Letters of a title that is looked for in texts: "Mobile" stands in many that mean another."""


def discreet(view: ItemView, record: Record) -> ItemView:
    """The item as whoever reads its page may know it; its own page tells a restricted one whole."""
    item, readers = view.item, company(view.item)
    if readers == RESTRICTED:
        return view
    hidden = [*_linked(view.links), *_named(view, record)]
    if not hidden:
        return view
    told = Unsaid(hidden, readers)
    return replace(
        view,
        derived=[_derived(each, item, told) for each in view.derived],
        verdicts=[_row(row, told) for row in view.verdicts],
        writes=[_row(row, told) for row in view.writes],
        history=[_moment(facet, mark, item, told) for facet, mark in view.history],
        links=[_link(each, readers) for each in view.links],
        snooze=replace(view.snooze, why=told.text(view.snooze.why)) if view.snooze else None,
        proposals=[replace(each, why=told.text(each.why)) for each in view.proposals],
    )


class Unsaid:
    """Some items that are not for such readers, and what stands in place of a text about one."""

    def __init__(self, hidden: Sequence[Item], readers: str) -> None:
        """Nothing is named to `readers`, a visibility, that is narrower than they are."""
        self._hidden = [each for each in hidden if narrower(each.visibility, readers)]
        self._titles = [title for each in self._hidden if len(title := _title(each)) >= _A_NAME]
        self._readers = readers

    def hides(self, id_: str) -> bool:
        """Whether the item of this id is one of them."""
        return any(each.id == id_ for each in self._hidden)

    def names(self, text: str) -> bool:
        """Whether a text names one of them by its key, its address or its title."""
        if gives_away(text, self._hidden, self._readers):
            return True
        folded = text.casefold()
        return any(title in folded for title in self._titles)

    def text(self, text: str, what: str = "") -> str:
        """The text, or in its place what it is about: "a change that names a restricted item"."""
        return f"{what}names {nameless(self._readers)}" if self.names(text) else text


def _title(item: Item) -> str:
    return str(item.fields.get("title") or "").strip().casefold()


def _linked(links: Sequence[Relation]) -> Iterator[Item]:
    for each in links:
        if each.key:
            site = each.key.partition(":")[0]
            title = {"title": each.title}
            yield Item(each.key, site, each.key, each.type, "", each.url, each.visibility, title)


def _named(view: ItemView, record: Record) -> Sequence[Item]:
    """The items that any text of the view names by a key or an address."""
    names = {name for text in _texts(view) for name in _references(text, view.item)}
    found = record.inbox.resolve(sorted(names)) if names else {}
    known = record.inbox.known(sorted(set(found.values())))
    return [each.item for id_, each in known.items() if id_ != view.item.id]


def _texts(view: ItemView) -> Iterator[str]:
    for facet, mark in view.history:
        yield f"{mark.text} {mark.url} {facet.rpartition(':')[2]}"
    for row in (*view.verdicts, *view.writes):
        yield " ".join(str(row.get(name) or "") for name in _SAID)
    yield from (each.why for each in (*view.proposals, view.snooze) if each is not None)
    for derived in view.derived:
        yield " ".join((derived.because, *(f"{e.text} {e.url}" for e in derived.evidence)))


_SAID: Final = ("because", "value", "said")
"""What a row tells in words."""


def _references(text: str, item: Item) -> Iterator[str]:
    """Every name that the record may know what is named by."""
    for word in mentioned(text):
        if "://" in word:
            yield from (f"*:{place}#{number}" for place, number in _PAGE.findall(word))
            yield from (f"*:{key.upper()}" for key in _CARD.findall(word))
            yield f"url:{word.partition('#')[0]}"
        elif word.startswith("#"):
            yield f"*:{item.project}{word}"
        elif "#" in word and "/" not in word:
            yield f"*:{item.project.partition('/')[0]}/{word}"
        else:
            yield from (f"*:{word}", f"*:{word.upper()}")


def _derived(derived: Derived, item: Item, told: Unsaid) -> Derived:
    shown = tuple(_evidence(each, item, told) for each in derived.evidence)
    return replace(derived, because=told.text(derived.because), evidence=shown)


def _evidence(evidence: Evidence, item: Item, told: Unsaid) -> Evidence:
    if not told.names(f"{evidence.text} {evidence.url}"):
        return evidence
    text = told.text(f"{evidence.text} {evidence.url}", "a change that ")
    return replace(evidence, text=text, url=item.url)


def _row(row: Mapping[str, Any], told: Unsaid) -> Mapping[str, Any]:
    said = {name: row[name] for name in _SAID if isinstance(row.get(name), str)}
    return {**row, **{name: told.text(text) for name, text in said.items()}}


def _moment(facet: str, mark: Mark, item: Item, told: Unsaid) -> tuple[str, Mark]:
    whole = f"{mark.text} {mark.url} {facet.rpartition(':')[2]}"
    if not told.names(whole):
        return facet, mark
    kind = ":".join(facet.split(":")[:2]) if facet.startswith("link:") else facet
    text = told.text(whole, "a change that ")
    return kind, replace(mark, text=text, url=item.url, event="", value=None, was=None)


def _link(link: Relation, readers: str) -> Relation:
    if not narrower(link.visibility or "public", readers):
        return link
    return Relation(
        link.kind, link.outward, "", title=nameless(readers), visibility=link.visibility
    )
