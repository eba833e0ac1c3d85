"""The journal, where the pretend GitHub looks for it."""

from automation.sandbox.journal import Journal, Line

__all__ = ["Journal", "Line"]
