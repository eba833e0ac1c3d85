"""Which of four groups a status belongs to: by the files, else by its tracker, else by its name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from automation.engine.folder.answers import Answer, Guess, SeenStatus
from automation.engine.language.status_words import Group, group_words, guess, plain, single_words
from automation.model import Item

_CATEGORIES: Mapping[str, Group] = {"new": "todo", "indeterminate": "doing", "done": "done"}
"""https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflow-status-categories/"""

_ABANDONED = frozenset({"not_planned", "duplicate"})
"""GitHub's reasons for closing an issue that was not done."""

MOST = 2_000
"""Different statuses whose groups are remembered: far more than any company has."""


@dataclass(frozen=True)
class Statuses:
    """The groups of every status the files name, and the words behind a guess.

    `named` is keyed by connection, "" for all of them, and by the name as it is compared.
    """

    named: Mapping[str, Mapping[str, Group]] = field(default_factory=dict)

    def of(self, item: Item) -> Answer:
        """The group of an item: todo, doing, done or dropped."""
        name = item.fields.get("status") or _board_status(item)
        if isinstance(name, str) and name:
            category = item.fields.get("status_category")
            said = category if isinstance(category, str) else ""
            return self._known(item.connection, name, said, item.fields.get("state") == "closed")
        return _by_state(item)

    def group(self, seen: SeenStatus, *, closed: bool) -> Answer:
        """The group of a status; `closed` decides where nothing else does."""
        named = self.file_says(seen)
        if named is not None:
            return Answer(named, f"rules/mapping.yaml puts '{seen.name}' under {named}")
        found = self._guess(seen)
        if found is not None:
            return Answer(found, f"'{seen.name}' is guessed to be {found}", guessed=True)
        state: Group = "done" if closed else "todo"
        said = "closed" if closed else "open, and nothing says that it was begun"
        return Answer(state, f"'{seen.name}' is not known; it is {said}", guessed=True)

    def guesses(self, seen: tuple[SeenStatus, ...]) -> tuple[Guess, ...]:
        """Every status that no file names, each once, by connection and name."""
        unnamed = {(s.connection, s.name): s for s in seen if self.file_says(s) is None}
        return tuple(
            Guess(connection, name, self._guess(status))
            for (connection, name), status in sorted(unnamed.items())
        )

    def file_says(self, seen: SeenStatus) -> Group | None:
        """The group the files name for it, those for its own connection first."""
        bare = plain(seen.name)
        for scope in (seen.connection, ""):
            if group := self.named.get(scope, {}).get(bare):
                return group
        return None

    def _guess(self, seen: SeenStatus) -> Group | None:
        by_name = guess(seen.name, self._whole, self._single)
        by_tracker = _CATEGORIES.get(seen.category)
        # Jira has no category for work that was given up: it is "done" there as well.
        if by_tracker == "done" and by_name == "dropped":
            return by_name
        return by_tracker or by_name

    @cached_property
    def _known(self) -> Callable[[str, str, str, bool], Answer]:
        """The groups, each worked out once: thousands of items share a handful of statuses."""

        def known(connection: str, name: str, category: str, closed: bool) -> Answer:  # noqa: FBT001 - lru_cache tells arguments apart by place
            return self.group(SeenStatus(connection, name, category), closed=closed)

        return lru_cache(MOST)(known)

    @cached_property
    def _whole(self) -> Mapping[str, Group]:
        return group_words()

    @cached_property
    def _single(self) -> Mapping[str, Group]:
        return single_words()


def _by_state(item: Item) -> Answer:
    if item.fields.get("state") == "closed":
        reason = item.fields.get("state_reason")
        if reason in _ABANDONED:
            return Answer("dropped", f"it was closed as {str(reason).replace('_', ' ')}")
        if item.type == "pull_request" and item.fields.get("merged") is False:
            return Answer("dropped", "it was closed without being merged")
        return Answer("done", "it is closed")
    if item.type == "pull_request":
        return Answer("doing", "it is an open pull request")
    return Answer("todo", "it is open, and no status says that it was begun", guessed=True)


def board_statuses(item: Item) -> tuple[str, ...]:
    """Its status on each of GitHub's boards it is on, by the projects' numbers; equal ones once."""
    found = {
        facet.split("/", 2)[1]: value
        for facet, value in item.facets.items()
        if facet.startswith("project/") and facet.endswith("/Status") and isinstance(value, str)
    }
    in_order = sorted(found, key=lambda number: (len(number), number))
    return tuple(dict.fromkeys(found[number] for number in in_order))


def _board_status(item: Item) -> str | None:
    """Its status on a board of GitHub's, where all the boards it is on agree."""
    found = board_statuses(item)
    return found[0] if len(found) == 1 else None
