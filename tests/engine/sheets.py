"""The rule folder's other files as tests write them: sound ones, and ways to break them."""

from collections.abc import Mapping

from automation.engine.folder.places import Place
from automation.engine.folder.world import World
from automation.engine.ruleset.filekinds import build_world
from automation.errors import Problem
from automation.rulefiles import read

MAPPING = """\
pitboard: 1
mapping: trackers
types: {Epic: epic, Vorhaben: initiative, Support request: request}
statuses:
  todo: [Offen]
  doing: [In Arbeit]
  done: [Erledigt]
  dropped: [Won't do, Abgelehnt]
settle: {default: 5 s, epic: 2 min}
priorities: [Blocker, High, Low]
fields:
  health: {jira: customfield_10050, github: {label: "health: "}, values: {at_risk: At risk}}
  severity: {jira: customfield_10040}
requests: {labels: ["customer:*"], projects: [SUP], types: [Support request], source: asked.csv}
links: {keys: [PAY, SEC]}
work: {product: [feature], maintenance: {labels: [chore], types: [Bug]}}
connections:
  jira-eu: {statuses: {doing: [Offen]}}
"""
ASKED = """\
customer,item,asked_on,url
Globex,PAY-1,2026-09-01,https://desk.example.com/7
Initech,github:acme/shop#12,2026-09-03,
"""
TEAMS = """\
pitboard: 1
teams:
  payments:
    name: Payments
    zone: Europe/Berlin
    holidays: [germany, 2026-12-24 to 2026-12-26]
    projects: [PAY]
    labels: ["team:payments"]
    lead: mara
  shop: {name: Shop, projects: [acme/*], paths: [packages/cart/*], weekdays: sunday to thursday}
  search: {name: Search, projects: [acme/search], parent: payments}
holidays: {germany: [2026-10-03]}
"""
OBJECTIVES = """\
pitboard: 1
objectives:
  obj-retain:
    title: Customers come back
    owner: payments
    measure: {name: Retention, source: measures/back.csv, start: 90, target: 93, by: 2027-03-31}
    items: {epics: [jira:PAY-1], projects: [LOYAL], labels: ["objective:retain"]}
"""
BACK = "date,value\n2026-10-01,90.5\n2026-11-01,91\n"
PEOPLE = """\
pitboard: 1
people:
  - {id: mara, name: Mara Lind, mail: mara@example.com, accounts: {github: mara-lind, jira: 71}}
  - {id: teo, name: Teo Varga, away: [2026-11-23 to 2026-11-27], zone: Asia/Tokyo, roles: pm}
"""
POLICY = """\
pitboard: 1
policy: signals
blocked: {watch: 2 working days, serious: 5 working days, from: [status, label stuck]}
scope: {watch: 10 %, serious: 20 %}
age: {watch: P85}
teams: {payments: {blocked: {serious: 3 working days}}}
"""
SOUND: Mapping[str, str] = {
    "mapping.yaml": MAPPING,
    "asked.csv": ASKED,
    "teams.yaml": TEAMS,
    "objectives.yaml": OBJECTIVES,
    "measures/back.csv": BACK,
    "people.yaml": PEOPLE,
    "thresholds.yaml": POLICY,
}


def judged(texts: Mapping[str, str]) -> tuple[World, list[Problem]]:
    """Read files by name and join them, with everything that is told of them."""
    return build_world({name: Place(name, read(text, name)) for name, text in texts.items()})


def world(**texts: str) -> World:
    """The world of the sound files, with these instead: `mapping="..."` for mapping.yaml."""
    files = {**SOUND, **{f"{name}.yaml": text for name, text in texts.items()}}
    found, problems = judged(files)
    assert problems == []
    return found


def edited(file: str, edit: str) -> Mapping[str, str]:
    """The sound files with one passage changed, `old => new`; it has to be there exactly once."""
    old, new = edit.split(" => ")
    assert SOUND[file].count(old) == 1, f"{old!r} is there {SOUND[file].count(old)} times"
    return {**SOUND, file: SOUND[file].replace(old, new)}
