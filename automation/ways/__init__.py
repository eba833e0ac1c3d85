"""How each kind of effect is carried out: look, compare, and only then write what differs.

A new kind is one file here and one line below. What a way returns is settled by `deliver`; None
means that the row is somebody else's by now. Fields are missing: those of one target go together.
"""

from collections.abc import Callable, Mapping

from automation.changes import NewItem, SetAssignee, SetLink, SetStatus
from automation.effects import Comment, Effect, Email, Notice, SetLabel, Webhook
from automation.ports import Answer, Errand
from automation.removals import RemoveComment
from automation.ways.assignees import assign
from automation.ways.comments import say
from automation.ways.fields import set_fields
from automation.ways.labels import put_labels
from automation.ways.links import set_link
from automation.ways.mails import mail
from automation.ways.new_items import open_item
from automation.ways.notices import tell
from automation.ways.removals import remove_comment
from automation.ways.rereads import reread
from automation.ways.statuses import move
from automation.ways.turn import OutOfTime, Turn, refused
from automation.ways.webhooks import post

__all__ = ["WAYS", "OutOfTime", "Turn", "refused", "reread", "set_fields"]

WAYS: Mapping[type[Effect], Callable[[Turn, Errand], Answer | None]] = {
    SetLabel: put_labels,
    Comment: say,
    Email: mail,
    Notice: tell,
    Webhook: post,
    SetStatus: move,
    SetAssignee: assign,
    SetLink: set_link,
    NewItem: open_item,
    RemoveComment: remove_comment,
}
