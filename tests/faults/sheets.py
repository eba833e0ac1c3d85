"""A folder of rules that says and writes a lot, in both trackers, with the fuses out of the way."""

from collections.abc import Mapping
from pathlib import Path

from automation import paths

HEAD = """\
pitboard: 1
rule: {rule}
title: {rule}
why: A fault must lose nothing and say nothing twice.
owner: product-ops
state: live
limits: {{writes_per_run: 10000, writes_per_item: 10000 per day}}
"""

HEALTH = """\
when:
  - changed: {type: issue, fields: [labels, status]}
about: {path: event.item, type: issue, projects: [PAY]}
derive:
  field: health
  choose:
    - {value: off_track, if: item.status == 'Blocked', because: "it stands at Blocked"}
    - {value: at_risk, if: "'bug' in item.labels", because: "it is a bug"}
    - {value: on_track, if: true, because: "nothing is in the way"}
"""
STANDING = """\
when:
  - changed: {type: issue, fields: [labels, status]}
about: {path: event.item, type: issue}
let:
  kinds: item.labels | without('needs-triage')
then:
  - comment:
      sticky: standing
      text: "Stands at {{ item.status | default('no column') }} with {{ kinds | names }}."
"""
LABELLED = """\
when:
  - event: github.issues.labeled
about: {path: event.item, type: issue}
then:
  - comment: "Put on: {{ event.labels.new }}."
"""
MOVED = """\
when:
  - changed: {type: issue, fields: status}
about: {path: event.item, type: issue, projects: [PAY]}
then:
  - comment: "Moved to {{ event.status.new }}."
"""
MAPPING = """\
pitboard: 1
mapping: trackers
types: {Epic: epic, Story: issue, Task: issue, Bug: issue, Sub-task: issue}
fields:
  health: {jira: customfield_10050}
"""
RULES: Mapping[str, str] = {
    "card-health": HEALTH,
    "standing": STANDING,
    "labelled": LABELLED,
    "moved": MOVED,
}


def write_sheets(folder: Path) -> Path:
    """The label rule that ships, in GitHub only, and the rules above; the folder they are in."""
    folder.mkdir()
    shipped = (paths.rules() / "triage" / "needs-triage.yaml").read_text("utf-8")
    label, _, _ = shipped.partition("\ntests:")
    label = label.replace("  type: issue\n", "  type: issue\n  projects: [acme/shop]\n", 1)
    wide = "limits: {writes_per_run: 10000, writes_per_item: 10000 per day}"
    (folder / "triage.yaml").write_text(f"{label}\n{wide}\n", "utf-8")
    for name, rest in RULES.items():
        (folder / f"{name}.yaml").write_text(HEAD.format(rule=name) + rest, "utf-8")
    (folder / "mapping.yaml").write_text(MAPPING, "utf-8")
    return folder
