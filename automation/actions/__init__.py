"""Every action a step may name. A new one is one file and one line here."""

from collections.abc import Collection

from automation.actions import (
    assign,
    comment,
    create,
    email,
    explain,
    label,
    link,
    notify,
    propose,
    reply,
    setting,
    snooze,
    transition,
    unpin,
    wake,
    webhook,
)
from automation.engine.grammar.action import Actions

ACTIONS: Actions = {
    "set": setting.ACTION,
    "label": label.ACTION,
    "comment": comment.ACTION,
    "transition": transition.ACTION,
    "assign": assign.ACTION,
    "create": create.ACTION,
    "link": link.ACTION,
    "email": email.ACTION,
    "notify": notify.ACTION,
    "webhook": webhook.ACTION,
    "wake": wake.ACTION,
    "reply": reply.ACTION,
    "snooze": snooze.ACTION,
    "unpin": unpin.ACTION,
    "explain": explain.ACTION,
    "propose": propose.ACTION,
}


def actions_of(hosts: Collection[str]) -> Actions:
    """The same, where `webhook` is refused an address whose host is none of these."""
    return {**ACTIONS, "webhook": webhook.to(hosts)}
