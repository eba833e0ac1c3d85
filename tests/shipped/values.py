"""Another sensible value for every setting that ships, and which inline tests it turns.

A test that turns is named by its beginning, with the beginning of what it then comes to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

NOTHING: Final = "that it does not act"
DESK: Final = "desk@example.org"


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a file as somebody else would write it."""

    file: str
    setting: str
    to: str
    turns: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """What pytest calls it."""
        return f"{self.file.partition('/')[2]}:{self.setting}={self.to}"


_HEALTH: Final = "status/health.yaml"
_TRIAGE: Final = "triage/needs-triage.yaml"
_SHIPPED: Final = "customers/shipped-in.yaml"
_TELL: Final = "customers/tell-who-asked.yaml"
_WAITING: Final = "customers/waiting-longest.yaml"
_STUCK: Final = "flow/stuck.yaml"
_ON_US: Final = "flow/waiting-on-us.yaml"
_REVIEW: Final = "flow/review-waits.yaml"
_SCOPE: Final = "planning/scope-grew.yaml"
_MOVED: Final = "planning/date-moved.yaml"
_OPEN: Final = "planning/done-with-open-parts.yaml"
_BACK: Final = "quality/back-again.yaml"

_TOLD: Final = ("who asked", "a version of Jira", "an epic that is")
_TO_CUSTOMERS: Final = "a team that names"
_IS_STUCK: Final = ("three", "a label says", "so does a flag")

VALUES: Final = (
    Value(_HEALTH, "by_hand", "keep for 7 days"),
    Value(_HEALTH, "worse_after", "2 working days"),
    Value(_HEALTH, "better_after", "1 week"),
    Value(_HEALTH, "at_once", "[F2, B1]"),
    Value(_HEALTH, "every", "every weekday at 05:00"),
    Value(_TRIAGE, "mark", "new here"),
    Value(_TRIAGE, "by_hand", "keep until inputs change"),
    Value(_SHIPPED, "trial", '"beta"', {"a trial release": "label on: shipped: v2.0-rc1"}),
    Value(_TELL, "contact", "support", {_TO_CUSTOMERS: "notify support of payments: Pay by"}),
    Value(_TELL, "tell", DESK, dict.fromkeys(_TOLD, f"notify {DESK}")),
    Value(_TELL, "fresh", "14", {"what shipped ten days ago": "notify owner: Pay by invoice"}),
    Value(_TELL, "fresh", "1", dict.fromkeys((*_TOLD, _TO_CUSTOMERS), NOTHING)),
    Value(_TELL, "every", "every day at 12:00"),
    Value(_TELL, "digest", "hourly"),
    Value(_TELL, "days", "[tue, thu]"),
    Value(_TELL, "quiet", "20:00-07:00"),
    Value(_WAITING, "tell", DESK, {"who has waited": f"notify {DESK}"}),
    Value(_WAITING, "waited", "30", {"who asked last month": "notify team: Pay by invoice"}),
    Value(_WAITING, "waited", "365", {"who has waited": NOTHING}),
    Value(_WAITING, "every", "every friday at 08:00"),
    Value(_WAITING, "digest", "daily 15:00"),
    Value(_WAITING, "lines", "10 per week"),
    Value(_STUCK, "blocked", "[On hold]", {"three": NOTHING, "from one": "label off: stuck"}),
    Value(_STUCK, "mark", "on ice", {"a label says": NOTHING}),
    Value(_STUCK, "waits", "5 working days", dict.fromkeys(_IS_STUCK, NOTHING)),
    Value(_STUCK, "waits", "2 working days", {"two": "label on: stuck"}),
    Value(
        *(_STUCK, "label", "halt"),
        {**dict.fromkeys(_IS_STUCK, "label on: halt"), "what moves": "label off: halt"},
    ),
    Value(_ON_US, "teams", "[payments]", {"what has been": NOTHING, "a link": NOTHING}),
    Value(_ON_US, "teams", "[security, logistics]", {"a team that": "notify team: Work waits"}),
    Value(_ON_US, "blocked", "[On hold]"),
    Value(_ON_US, "waits", "5 working days", {"what has been": NOTHING}),
    Value(_ON_US, "waits", "1 working day", {"one day": "notify team: Work waits"}),
    Value(_ON_US, "tell", DESK, {"what has": f"notify {DESK}", "a link": f"notify {DESK}"}),
    Value(_ON_US, "digest", "none"),
    Value(_ON_US, "days", "monday"),
    Value(_REVIEW, "waits", "5 working days", {"two working days": NOTHING}),
    Value(_REVIEW, "waits", "1 working day", {"one": "notify team: W", "a week": "notify team: W"}),
    Value(_REVIEW, "tell", "owner", {"two working days": "notify owner: Waits"}),
    Value(_REVIEW, "leave_out", "later", {"work in progress": "notify team: Waits for its first"}),
    Value(_REVIEW, "digest", "daily 14:00"),
    Value(_REVIEW, "days", "[mon]"),
    Value(_REVIEW, "quiet", "17:00-09:00"),
    Value(_SCOPE, "least", "2", {"two more parts": "comment: 2 of the 8 parts"}),
    Value(_SCOPE, "least", "10", {"growth that counts": NOTHING}),
    Value(_SCOPE, "every", "every monday at 07:00"),
    Value(_MOVED, "contact", "support", {_TO_CUSTOMERS: "notify support of payments: Pay by"}),
    Value(_MOVED, "tell", DESK, {"a date": f"notify {DESK}"}),
    Value(_MOVED, "digest", "daily 08:00"),
    Value(_MOVED, "days", "[mon, wed, fri]"),
    Value(_OPEN, "most", "1", {"what is open": NOTHING}),
    Value(_OPEN, "opening", "Still open", {"what is open": "comment: Still open: SHOP-2"}),
    Value(_BACK, "label", "again", {"what comes": "label on: again", "what is done": "label off"}),
    Value(_BACK, "leave_out", "quiet", {"what shall have no marks": "label on: back again"}),
)
