"""Every signal there is: a new one is a new file and one line here."""

from collections.abc import Callable
from typing import Final

from automation.appraisal import Scene, Signal
from automation.status.found import Found
from automation.status.signals.blocked import blocked
from automation.status.signals.dates import overdue, slipped
from automation.status.signals.evidence import thin
from automation.status.signals.scope import grown
from automation.status.signals.silence import silent

Sign = Callable[[Scene, Found], Signal | None]
"""What looks for one warning: None where there is nothing to warn of."""

SIGNALS: Final[tuple[Sign, ...]] = (
    overdue,
    slipped,
    grown,
    blocked,
    silent,
    thin,
)
