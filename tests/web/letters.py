"""Editions of an invented report."""

from automation.store import schema
from automation.store.record import Record
from tests.builders import NOON, at

HTML = """\
<!doctype html><html lang="en"><head><title>Portfolio wk 40</title></head>
<body style="margin:0;background:#f6f7f9"><h1 style="font:600 20px Arial">2 worse</h1>
<p><a href="https://jira.example/browse/PAY-1">Why</a></p>
<script>document.title = "ran"</script><img src="https://track.example/x.gif" alt=""></body></html>
"""


def an_edition(
    record: Record,
    *,
    subject: str = "Portfolio wk 40: 2 worse, 1 needs you",
    text: str = "2 of 14 got worse.\n\nWORSE\n  Pay by invoice  AT RISK (was on track)\n",
    sent: bool = True,
    recipient: str = "mara.lind@example.org",
    report: str = "weekly-executive",
) -> None:
    """One sending is on record, and has left or waits."""
    effect = f"mail:{recipient}:{report}"
    row = {"report": report, "period": "2026-W40", "recipient": recipient}
    told = {"planned_at": NOON, "told": {}, "kept_until": at(86400), "effect": effect}
    mail = {"effect": effect, "open": not sent, "state": "done" if sent else "planned", "seq": 1}
    more = {"connection": "email", "target": recipient, "field": "mail", "wish": {}}
    said = {"subject": "report:x", "rule": "x", "ruleset": "x", "because": "", "evidence": []}
    when = {"due_at": NOON, "planned_at": NOON, "done_at": at(7200) if sent else None}
    stepped = {"company_at": at(60) if sent else NOON}
    with record.database.writing() as connection:
        words = {"subject": subject, "text": text, "html": HTML}
        connection.execute(schema.edition.insert().values({**row, **told, **words}))
        connection.execute(
            schema.outbox.insert().values({**mail, **more, **said, **when, **stepped})
        )
