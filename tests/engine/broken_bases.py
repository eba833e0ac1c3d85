"""Sound rules, one for each way to write one, that the broken ones are made of."""

from collections.abc import Mapping
from typing import Final

from tests.engine.files import SOUND

_HEAD: Final = """\
title: Something stands still
why: Nobody saw it for days.
owner: product-ops
state: live
"""

HELD: Final = f"""\
pitboard: 1
rule: stuck
{_HEAD}settings: {{status: Blocked, waits: 3 working days}}
when:
  - held: {{type: issue, field: status, is: settings.status, for: settings.waits}}
about: {{path: event.item, projects: [PAY]}}
if: {{none: ["'no-nag' in item.labels"], any: [item.comments > 1, item.points > 3]}}
then:
  - comment: {{sticky: stuck, text: "{{{{ settings.status }}}} for {{{{ settings.waits }}}}"}}
limits: {{writes_per_run: 5}}
"""

SILENT: Final = f"""\
pitboard: 1
rule: silent
{_HEAD}when:
  - silence: {{type: issue, of: [comments, status], by: people, for: 5 working days}}
about: {{path: event.item.parent}}
then:
  - comment: nothing happened
"""

COMMAND: Final = f"""\
pitboard: 1
rule: later
{_HEAD}when:
  - command:
      name: later
      args: {{time: duration, reason: optional rest}}
      allow: "'pm' in actor.roles"
      help: Look again later
about: {{path: event.item}}
then:
  - comment: "{{{{ args.time }}}} more"
"""

QUERY: Final = f"""\
pitboard: 1
rule: rounds
{_HEAD}when:
  - sweep: every day at 06:00
about: {{query: "item.team == 'payments'", type: issue}}
derive:
  label: stuck
  keep_if: {{all: ["item.status == 'Blocked'", item.comments > 1]}}
  because: "{{{{ item.title }}}} waits"
  stability: {{after: 2 days}}
  hand_edit: keep for 7 days
"""

EACH: Final = f"""\
pitboard: 1
rule: shipped
{_HEAD}when:
  - event: github.release.published
about: {{each: "item.children | where('status_group', 'done')", type: issue}}
then:
  - comment: "{{{{ child.key }}}} is out in {{{{ event.tag }}}}"
    for_each: item.children
    as: child
    once: "{{{{ child.key }}}}/{{{{ event.tag }}}}"
  - label: {{add: shipped}}
    if: item.comments > 1
limits:
  mails_per_person: 2 per week
  writes_per_item: 4 per day
  days: [mon, tue]
  quiet: "18:00-08:00"
  on_fuse: pause
"""

BASES: Final[Mapping[str, str]] = {
    "labels.yaml": SOUND,
    "held.yaml": HELD,
    "silent.yaml": SILENT,
    "command.yaml": COMMAND,
    "query.yaml": QUERY,
    "each.yaml": EACH,
}
