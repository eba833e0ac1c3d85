"""Plain text as Atlassian's document tree, which version 3 of the API wants, and back.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from automation.sandbox.jira.state import Refusal


def document(text: str) -> dict[str, object]:
    """Write text as a document: one paragraph for each line."""
    lines = text.split("\n")
    return {"type": "doc", "version": 1, "content": [_paragraph(line) for line in lines]}


def plain(given: object, field: str) -> str:
    """Read the text of a document. Raises Refusal 400 for anything that is none."""
    if not isinstance(given, dict) or given.get("type") != "doc" or given.get("version") != 1:
        why = "Comment body is not valid!" if field == "comment" else _WHY
        raise Refusal(400, errors={field: why})
    content = given.get("content")
    return "\n".join(_words(block) for block in content) if isinstance(content, list) else ""


_WHY = "Operation value must be an Atlassian Document (see the Atlassian Document Format)"


def _paragraph(line: str) -> dict[str, object]:
    content = [{"type": "text", "text": line}] if line else []
    return {"type": "paragraph", "content": content}


def _words(node: object) -> str:
    if not isinstance(node, dict):
        return ""
    if node.get("type") == "hardBreak":
        return "\n"
    content = node.get("content")
    inner = "".join(_words(one) for one in content) if isinstance(content, list) else ""
    return str(node.get("text", "")) + inner
