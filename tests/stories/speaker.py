"""A Pitboard whose only rule speaks, the folder its mails go to, and its pages."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from typing import Any

from automation.web.app import create_app
from tests.builders import Time
from tests.databases import Home
from tests.stories.crew import Crew, triage

DAY = 24 * 3600
HEAD = """\
pitboard: 1
rule: tell
title: Tell when a label changes
why: Nobody heard of it.
owner: mara
state: live
when: [{event: github.issues.labeled}]
about: {path: event.item}
"""
MAIL = 'then: [{email: {to: mara, subject: "{{ event.kind }}", text: See.}}]\n'
LINE = 'then: [{notify: {to: mara, text: "{{ item.title }}", digest: daily 09:00}}]\n'
PEOPLE = "pitboard: 1\npeople: {mara: {name: Mara Lind, mail: mara@example.com}}\n"


class Post:
    """A crew whose only rule speaks, and the folder its mails go to."""

    def __init__(self, home: Home) -> None:
        self.crew = Crew(home, triage(state="paused"), PITBOARD_WEBHOOK_HOSTS="127.0.0.1")
        self.time: Time = self.crew.time
        self._folder = home.data / "mail"

    def follows(self, limits: str, then: str = MAIL, *more: str) -> None:
        files = {f"{number}.yaml": text for number, text in enumerate(more)}
        rule = f"{HEAD}limits: {limits}\n{then}"
        self.crew.line.activate({"tell.yaml": rule, "people.yaml": PEOPLE, **files})

    def labels(self, name: str, *, number: int = 12) -> None:
        """Somebody puts a label on an issue."""
        self.time.pass_(1)
        issue: dict[str, Any] = {"number": number, "id_": 7000 + number, "title": f"Issue {number}"}
        self.crew.hears("labeled", label=name, labels=[name], **issue)

    def tends(self, at: datetime | None = None) -> None:
        """The clock has its turn, and the line works until nothing is due."""
        self.time.now = at or self.time.now
        self.crew.line.record.waiting.tend(wall=self.time(), now=self.time())
        self.crew.works()

    def letters(self) -> list[EmailMessage]:
        files = sorted(self._folder.glob("*.eml"))
        return [message_from_bytes(each.read_bytes(), policy=default) for each in files]

    def writes(self, state: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.crew.line.record.views.writes(state=state)]


ITEM = "/items/github:acme/shop%2312"


def on(post: Post, path: str) -> str:
    """The words of a page."""
    page = create_app(post.crew.line).test_client().get(path).text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def noon(days: int) -> datetime:
    return Time()() + timedelta(days=days)
