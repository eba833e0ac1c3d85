"""What a link between two issues means: its kind, and which of the two it starts at.

A type of link is two phrases, both free text of the site's administrator. The outward one reads
from the source to the destination ("A blocks B"), the inward one back ("B is blocked by A").
https://support.atlassian.com/jira-cloud-administration/docs/configure-issue-linking/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from automation.model import LinkKind


@dataclass(frozen=True, slots=True)
class Relation:
    """`forward`: the link starts at the source; otherwise at the destination."""

    kind: LinkKind
    forward: bool

    @property
    def turned(self) -> "Relation":
        """The same relation, read from the other end."""
        return Relation(self.kind, not self.forward)


_FORWARD: Final[Mapping[str, LinkKind]] = {
    "is blocked by": LinkKind.BLOCKED_BY,
    "blocked by": LinkKind.BLOCKED_BY,
    "depends on": LinkKind.BLOCKED_BY,
    "depends upon": LinkKind.BLOCKED_BY,
    "is dependent on": LinkKind.BLOCKED_BY,
    "requires": LinkKind.BLOCKED_BY,
    "waits for": LinkKind.BLOCKED_BY,
    "has to be done after": LinkKind.BLOCKED_BY,
    "wird blockiert durch": LinkKind.BLOCKED_BY,
    "wird blockiert von": LinkKind.BLOCKED_BY,
    "está bloqueado por": LinkKind.BLOCKED_BY,
    "est bloqué par": LinkKind.BLOCKED_BY,
    "é bloqueado por": LinkKind.BLOCKED_BY,
    "блокируется": LinkKind.BLOCKED_BY,
    "заблокирована": LinkKind.BLOCKED_BY,
    "duplicates": LinkKind.DUPLICATES,
    "is duplicate of": LinkKind.DUPLICATES,
    "is a duplicate of": LinkKind.DUPLICATES,
    "dupliziert": LinkKind.DUPLICATES,
    "duplica": LinkKind.DUPLICATES,
    "duplique": LinkKind.DUPLICATES,
    "дублирует": LinkKind.DUPLICATES,
    "has epic": LinkKind.PARENT,
    "is child of": LinkKind.PARENT,
    "is a child of": LinkKind.PARENT,
    "child of": LinkKind.PARENT,
    "jira_subtask_inward": LinkKind.PARENT,
    "clones": LinkKind.RELATES,
}
"""Phrases that read from the item the link starts at."""

_BACKWARD: Final[Mapping[str, LinkKind]] = {
    "blocks": LinkKind.BLOCKED_BY,
    "is required by": LinkKind.BLOCKED_BY,
    "is depended on by": LinkKind.BLOCKED_BY,
    "is depended upon by": LinkKind.BLOCKED_BY,
    "has to be done before": LinkKind.BLOCKED_BY,
    "blockiert": LinkKind.BLOCKED_BY,
    "bloquea": LinkKind.BLOCKED_BY,
    "bloque": LinkKind.BLOCKED_BY,
    "bloqueia": LinkKind.BLOCKED_BY,
    "блокирует": LinkKind.BLOCKED_BY,
    "is duplicated by": LinkKind.DUPLICATES,
    "wird dupliziert von": LinkKind.DUPLICATES,
    "wird dupliziert durch": LinkKind.DUPLICATES,
    "está duplicado por": LinkKind.DUPLICATES,
    "est dupliqué par": LinkKind.DUPLICATES,
    "дублируется": LinkKind.DUPLICATES,
    "is epic of": LinkKind.PARENT,
    "is parent of": LinkKind.PARENT,
    "is the parent of": LinkKind.PARENT,
    "parent of": LinkKind.PARENT,
    "jira_subtask_outward": LinkKind.PARENT,
    "is cloned by": LinkKind.RELATES,
}
"""Phrases that read towards the item the link starts at."""

_BY_NAME: Final[Mapping[str, Relation]] = {
    "blocks": Relation(LinkKind.BLOCKED_BY, forward=False),
    "blocker": Relation(LinkKind.BLOCKED_BY, forward=False),
    "duplicate": Relation(LinkKind.DUPLICATES, forward=True),
    "epic-story link": Relation(LinkKind.PARENT, forward=False),
    "jira_subtask_link": Relation(LinkKind.PARENT, forward=False),
}
"""Jira's own types, whose phrases a site may have translated."""


def said_by(phrase: str) -> Relation | None:
    """The relation in a phrase that reads from one issue to another; None if it is not known."""
    said = phrase.strip().casefold()
    if said in _FORWARD:
        return Relation(_FORWARD[said], forward=True)
    if said in _BACKWARD:
        return Relation(_BACKWARD[said], forward=False)
    return None


def relation(name: str, *, outward: str, inward: str) -> Relation:
    """What a type of link means between its source and its destination.

    The phrases are believed before the name: people rename a type and keep its id. What nobody
    here has heard of relates the two, and starts at the source, so that both ends agree.
    """
    back = said_by(inward)
    said = said_by(outward) or (back.turned if back else None)
    fallback = Relation(LinkKind.RELATES, forward=True)
    return said or _BY_NAME.get(name.strip().casefold(), fallback)


def at_the_end_of(sentence: str) -> Relation | None:
    """The relation in a changelog's "This issue blocks", in which the phrase comes last."""
    parts = sentence.split()
    starts = range(max(0, len(parts) - _LONGEST_PHRASE), len(parts))
    found = (said_by(" ".join(parts[start:])) for start in starts)
    return next((relation for relation in found if relation), None)


_LONGEST_PHRASE: Final = 6
"""Words of the longest phrase above."""
