"""Every action a step may name. A new one is one file and one line here."""

from automation.actions import comment, email, label, setting, wake
from automation.engine.action import Actions

ACTIONS: Actions = {
    "set": setting.ACTION,
    "label": label.ACTION,
    "comment": comment.ACTION,
    "email": email.ACTION,
    "wake": wake.ACTION,
}
