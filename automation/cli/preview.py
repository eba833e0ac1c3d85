"""`pitboard preview REPORT`: the mail as it would go out now. Nothing is sent, nothing is kept."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from automation.bootstrap import Line
from automation.cli.files import written
from automation.cli.opened import opened
from automation.engine.folder.people import Person
from automation.engine.language.vocabulary import suggest
from automation.engine.ruleset.report import Report
from automation.ports.reporting import Letter


@click.command(help="Show what a report would say now, without sending it.")
@click.argument("report")
@click.option("--reader", help="Whose edition: an id out of people.yaml; else the first reader's.")
@click.option("--html", type=click.Path(path_type=Path), help="Where to write the HTML part.")
@click.option("--json", "as_json", is_flag=True, help="Subject and both parts as JSON.")
def preview(report: str, reader: str | None, html: Path | None, *, as_json: bool) -> None:
    """Print the text part, and write the other one to a file."""
    with opened() as line:
        letter = _letter(line, report, reader)
        file = html or line.settings.data / "preview" / f"{report}.html"
    if as_json:
        mail = letter.email
        said = {"to": mail.recipient, "subject": mail.subject, "text": mail.text, "html": mail.html}
        click.echo(json.dumps(said))
        return
    written(file, letter.email.html)
    click.echo(f"To: {letter.email.recipient}\nSubject: {letter.email.subject}\n")
    click.echo(letter.email.text)
    click.echo(f"The HTML part is in {file}. Nothing was sent.", err=True)


def _letter(line: Line, name: str, reader: str | None) -> Letter:
    line.reload()
    rules = line.rules
    if rules is None:
        raise click.UsageError("No rules are active yet. Start Pitboard once: pitboard up.")
    report = _report(rules.reports, name)
    return line.composer(rules).preview(report, _reader(report, reader), line.now())


def _report(reports: Sequence[Report], name: str) -> Report:
    known = {each.id: each for each in reports}
    if name not in known:
        raise click.UsageError(f'No report is called "{name}".{_meant(name, list(known))}')
    return known[name]


def _reader(report: Report, name: str | None) -> Person:
    known = {each.id: each for each in report.readers}
    if name is None:
        return report.readers[0]
    if name not in known:
        hint = _meant(name, list(known))
        raise click.UsageError(f'"{name}" is no reader of {report.id}.{hint}')
    return known[name]


def _meant(name: str, known: Sequence[str]) -> str:
    near = suggest(name, known)
    if near:
        return f' Did you mean "{near}"?'
    return f" There are: {', '.join(known)}." if known else " There is none."
