"""The marker of what we say on GitHub: a comment in the text, which readers do not see."""

from urllib.parse import quote


def hidden(marker: str) -> str:
    """The marker as a comment in the text; two hyphens in it would end that too early."""
    return f"<!-- pitboard:{quote(marker, safe=':/#@ ').replace('--', '-%2D')} -->"


def marked(text: str, marker: str) -> str:
    """A text with its marker."""
    return f"{text}\n\n{hidden(marker)}"
