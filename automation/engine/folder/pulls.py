"""What the reviews and the checks of a pull request come to."""

from automation.model import Item


def review(item: Item) -> str | None:
    """The worst word of all reviewers; a pull request that nobody judged is pending."""
    if item.type != "pull_request":
        return None
    given = _of_facet(item, "review")
    if "changes_requested" in given:
        return "changes_requested"
    return "approved" if "approved" in given else "pending"


_FAILED = frozenset(
    {"failure", "error", "timed_out", "cancelled", "action_required", "startup_failure"}
)
_PASSED = frozenset({"success", "neutral", "skipped"})


def checks(item: Item) -> str | None:
    """The worst outcome of all checks; None where none ran."""
    given = _of_facet(item, "checks")
    if not given:
        return None
    if given & _FAILED:
        return "failure"
    return "success" if given <= _PASSED else "pending"


def _of_facet(item: Item, name: str) -> frozenset[str]:
    """What a facet reads in all its parts: `review/900`, `review/901`, or `review` alone."""
    parts = [
        value
        for facet, value in item.facets.items()
        if value is not None and (facet == name or facet.startswith(f"{name}/"))
    ]
    whole = item.fields.get(name)
    return frozenset(str(value).lower() for value in [*parts, *([whole] if whole else [])])
