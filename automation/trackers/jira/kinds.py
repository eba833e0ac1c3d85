"""The kind of a delivery that Jira never sends: an issue that we fetched ourselves."""

from typing import Final

REREAD: Final = "pitboard.reread"
