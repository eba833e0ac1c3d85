"""Pitboard reads status off the work itself. The design: docs/design.md; the story: pipeline.py."""
