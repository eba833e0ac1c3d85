"""Names in mapping.yaml and people.yaml that are nearly another one: what stands there counts for
nothing, and nothing breaks.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from automation.engine.folder.landings import COMMENT, WRITTEN
from automation.engine.folder.mapping_file import FieldSheet
from automation.engine.folder.places import Place
from automation.engine.language.vocabulary import ITEM
from automation.errors import Problem

_OURS: Final = (*WRITTEN, COMMENT)
_TRACKERS: Final = ("github", "jira")
_OWN_KEYS: Final = frozenset(FieldSheet.model_fields)
_ID: Final = re.compile(r"customfield_(?!\d+$)\w*", re.IGNORECASE)
_LOGIN: Final = re.compile(r"\d+|[A-Za-z\d](?:[A-Za-z\d]|[-_](?=[A-Za-z\d]))*(?:\[bot\])?")
"""A number, or a login; those of one company end in _ and its short name.

https://docs.github.com/admin/identity-and-access-management/iam-configuration-reference/username-considerations-for-external-authentication
"""
_NEAR: Final = 0.8


Named = tuple[str, Place]
"""A key, and the mapping that it stands in."""


def misnamed(roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell fields that are nearly one of ours, connections that are nearly another one, and ids of
    fields and logins that cannot be any.
    """
    mapped = [
        found
        for root in roots.values()
        if root.child("mapping") and (found := root.child("fields"))
    ]
    fields = [(name, under) for under in mapped for name, _ in under.entries()]
    yield from _nearly_ours(fields)
    landings = [each for under in mapped for _, field in under.entries() for each in _keys(field)]
    accounts = [each for root in roots.values() for each in _accounts(root)]
    named = [each for each in (*landings, *accounts) if each[0] not in _OWN_KEYS]
    yield from _nearly_another(named)
    yield from _no_ids(landings)
    yield from _no_logins(accounts)


def _nearly_ours(fields: Sequence[Named]) -> Iterator[Problem]:
    known = {name for name, _ in fields}
    for name, under in fields:
        meant = _nearest(name, [each for each in _OURS if each not in known])
        if name not in _OURS and name not in ITEM and meant:
            yield under.key_problem(name, "is no field of Pitboard's own, and is only read", meant)


def _nearly_another(named: Sequence[Named]) -> Iterator[Problem]:
    """A connection that is named once, and nearly as another one that is named more often."""
    often = Counter(name for name, _ in named)
    others = [*_TRACKERS, *(name for name in often if often[name] > 1)]
    for name, under in named:
        meant = _nearest(name, others)
        if often[name] == 1 and name.isalpha() and name not in _TRACKERS and meant:
            yield under.key_problem(name, f'no other line names a connection "{name}"', meant)


def _no_ids(landings: Sequence[Named]) -> Iterator[Problem]:
    for name, under in landings:
        place = under.child(name)
        if place and _ID.fullmatch(str(place.node.value)):
            said = f'"{place.node.value}" is no id of a field in Jira: behind the _ stand digits'
            yield place.problem(said)


def _no_logins(accounts: Sequence[Named]) -> Iterator[Problem]:
    for name, under in accounts:
        place = under.child(name)
        if "github" in name.casefold() and place and not _LOGIN.fullmatch(str(place.node.value)):
            said = f'"{place.node.value}" cannot be a login of GitHub; write it as in mara-lind'
            yield place.problem(said)


def _nearest(name: str, known: Sequence[str]) -> str | None:
    """The known name that is the same but for a letter or two, and not the same."""
    near = [(SequenceMatcher(None, name, each).ratio(), each) for each in known if each != name]
    ratio, each = max(near, default=(0.0, ""))
    return each if ratio >= _NEAR else None


def _accounts(root: Place) -> Iterator[Named]:
    people = root.child("people")
    for person in (*people.children(), *(each for _, each in people.entries())) if people else ():
        accounts = person.child("accounts")
        yield from _keys(accounts) if accounts else ()


def _keys(under: Place) -> Iterator[Named]:
    yield from ((name, under) for name, _ in under.entries())
