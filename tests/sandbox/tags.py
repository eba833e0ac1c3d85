"""What stands on a page of the pretend GitHub, tag by tag."""

from html.parser import HTMLParser

from tests.sandbox.world import Answer, Sandbox

ISSUES = "/acme/shop/issues"


ISSUE = f"{ISSUES}/2"


class Tags(HTMLParser):
    """Counts the tags of a page and keeps what was written between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.fields: set[str | None] = set()
        self.labelled: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs
        found = dict(attrs)
        if tag == "label":
            self.labelled.add(found.get("for"))
        if tag in ("input", "select", "textarea") and found.get("type") not in (
            "checkbox",
            "hidden",
        ):
            self.fields.add(found.get("id"))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(sandbox: Sandbox, path: str) -> str:
    answer = sandbox.call("GET", path)
    assert answer.status == 200
    return answer.body.decode()


def labels(sandbox: Sandbox, number: int) -> list[str]:
    issues = sandbox.call("GET", "/_sandbox/state").json["issues"]
    return next(issue["labels"] for issue in issues if issue["number"] == number)


def follow(sandbox: Sandbox, answer: Answer) -> str:
    assert answer.status == 303
    return page(sandbox, answer.headers["Location"])
