"""`pitboard webhooks`: what whoever receives webhooks of rules has to know."""

import json

import click

from automation.channels.webhook import SIGNATURE_HEADER, signing_key
from automation.settings import load_settings


@click.command(help="Print the hosts rules may post to, and the key that webhooks are signed with.")
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def webhooks(*, as_json: bool) -> None:
    """Print them; the key is a secret of this installation."""
    settings = load_settings()
    hosts, key = sorted(settings.webhook_hosts), signing_key(settings.secret_key).decode()
    if as_json:
        click.echo(json.dumps({"hosts": hosts, "key": key, "header": SIGNATURE_HEADER}))
        return
    click.echo(f"hosts: {', '.join(hosts) or 'none; set PITBOARD_WEBHOOK_HOSTS'}")
    click.echo(f"key of {SIGNATURE_HEADER}: {key}")
