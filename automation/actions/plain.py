"""What a step's texts go through: values of a tracker made harmless where they land."""

from automation.engine.language.plain import BREAK, in_comment, one_line

__all__ = ["BREAK", "in_comment", "one_line"]
