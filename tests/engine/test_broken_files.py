"""Every mistake an author can make is told once, at its place, in plain words."""

import pytest

from automation.errors import RuleError
from tests.engine.files import SOUND, changed, load_texts

DERIVE = SOUND[SOUND.index("derive:") : SOUND.index("tests:")]
BROKEN = [
    # where it stands, what was there and what stands there now, what is said, what was meant
    ("1:1 pitboard", "pitboard: 1\n => ", "is missing", None),
    ("1:11 pitboard", "pitboard: 1 => pitboard: 2", "must be 1, the only grammar", None),
    ("1:11 pitboard", "pitboard: 1 => pitboard: true", "must be 1, the only grammar", None),
    (
        "1:1 title",
        "title: New issues say that nobody has looked at them yet\n => ",
        "is missing",
        None,
    ),
    ("1:1 derive", DERIVE + " => ", "is missing; a rule has `derive`", None),
    (
        "2:7 rule",
        "rule: needs-triage => rule: Needs Triage",
        "small letters, digits and dashes",
        None,
    ),
    ("2:7 rule", "rule: needs-triage => rule: 12", "must be a text; put it in quotes", None),
    ("2:7 rule", "rule: needs-triage => rule: [a, b]", "must be one line of text", None),
    ("3:1 titel", "title: New => titel: New", 'unknown key "titel"', "title"),
    (
        "3:1 title",
        "title: New issues say that nobody has looked at them yet => title:",
        "must not be empty",
        None,
    ),
    (
        "4:6 why",
        "why: Issues waited for days. => why: [Issues waited]",
        "must be one line, or customer_impact, removes_friction, frees_time",
        None,
    ),
    ("5:8 owner", 'owner: product-ops => owner: ""', "must not be empty", None),
    ("6:12 review_by", "2027-06-01 => next spring", "must be a date, such as 2027-06-01", None),
    ("7:8 state", "state: live => state: lve", "must be shadow, live or paused", "live"),
    ("7:8 state", "state: live => state: off", "must be shadow, live or paused", None),
    (
        "8:7 when",
        "\n  - changed: {type: issue, fields: [labels, state]} =>  changed",
        "must be a list",
        None,
    ),
    ("9:5 when[0].chnaged", "  - changed: =>   - chnaged:", 'unknown key "chnaged"', "changed"),
    (
        "9:12 when[0].sweep",
        "changed: {type: issue, fields: [labels, state]} => sweep: every day",
        "must read like: every day at 06:00",
        None,
    ),
    (
        "9:43 when[0].changed.from",
        "fields: [labels, state]} => fields: state, from: open}",
        "has no place here: a derived value depends on what stands alone",
        None,
    ),
    (
        "9:21 when[0].changed.type",
        "{type: issue, fields => {type: isue, fields",
        'unknown type "isue"',
        "issue",
    ),
    (
        "9:37 when[0].changed.fields[0]",
        "[labels, state]} => [lables, state]}",
        'item has no field "lables"',
        "labels",
    ),
    (
        "10:15 about.path",
        "path: event.item, => path: event.itme,",
        "must be event.item, event.item.parent",
        "event.item",
    ),
    (
        "10:15 about.path",
        "path: event.item, => path: event.item.children,",
        "a derived value follows what is below it",
        None,
    ),
    (
        "10:8 about",
        "{path: event.item, type: issue, => {query: true, path: event.item, type: issue,",
        "has one of path, each and query, and not two of them",
        None,
    ),
    (
        "10:33 about.type",
        "type: issue, projects => type: epic, projects",
        'no trigger under `when` names the type "epic"',
        None,
    ),
    ("10:50 about.projects", "projects: [acme/shop]} => projects: []}", "must not be empty", None),
    (
        "10:51 about.projects[0]",
        "projects: [acme/shop]} => projects: [12]}",
        "must be a text; put it in quotes",
        None,
    ),
    (
        "12:16 let.sorted",
        "item.labels | w => item.lables | w",
        'item has no field "lables"',
        "labels",
    ),
    ("12:25 let.sorted", "without( => witout(", 'unknown filter "witout"', "without"),
    ("12:3 let.now", "  sorted: item =>   now: item", "choose a name of your own", None),
    ("12:3 let.Sorted", "  sorted: item =>   Sorted: item", "cannot be a name here", None),
    (
        "12:11 let.sorted",
        "item.labels | without('needs-triage') => [a, b]",
        "must be an expression, in quotes",
        None,
    ),
    (
        "14:9 if.all[0]",
        "\"item.state == 'open'\" => item.comments",
        "expected yes or no, got a number",
        None,
    ),
    (
        "14:10 if.all[0]",
        "\"item.state == 'open'\" => \"stat == 'open'\"",
        'unknown name "stat"',
        None,
    ),
    ("14:10 if.all[0]", '"item.state => "state', "", "item.state"),
    ("14:24 if.all[0]", "'open'\"] => 'opne'\"]", "item.state is never 'opne'", "open"),
    (
        "14:9 if.all[0]",
        "\"item.state == 'open'\" => 'item.state = ''open'''",
        "write == to compare",
        None,
    ),
    ("14:3 if.al", "  all: [ =>   al: [", 'unknown key "al"', "all"),
    ("14:8 if.all", "all: [\"item.state == 'open'\"] => all: []", "must not be empty", None),
    ("14:9 if.all[0]", "\"item.state == 'open'\" => 3", "must be a condition", None),
    ("13:5 if", "\n  all: [\"item.state == 'open'\"] =>  false", "never holds", None),
    ("13:5 if", "\n  all: [\"item.state == 'open'\"] =>  {}", "needs all, any or none", None),
    ("15:1 derived", "derive:\n => derived:\n", "", "derive"),
    (
        "16:3 derive",
        "  label: triage\n =>   label: triage\n  field: health\n",
        "needs a label or a field, and not both",
        None,
    ),
    (
        "16:10 derive.label",
        "label: triage => label: Triage!",
        "small letters, digits and dashes",
        None,
    ),
    ("17:3 derive.chose", "  choose: =>   chose:", 'unknown key "chose"', "choose"),
    (
        "18:15 derive.choose[0].value",
        "{value: needs-triage, if => {value: 3, if",
        "must be a text; put it in quotes",
        None,
    ),
    (
        "18:15 derive.choose[0].value",
        f"{{value: needs-triage, if => {{value: {'x' * 51}, if",
        "has more than 50 characters",
        None,
    ),
    (
        "19:15 derive.choose[1].value",
        "{value: none => {value: None",
        "write none in small letters, for no label",
        "none",
    ),
    ("19:15 derive.choose[1].value", "{value: none => {value: ~", "must not be empty", None),
    (
        "18:34 derive.choose[0].if",
        "sorted | count == 0 => sorte | count == 0",
        'unknown name "sorte"',
        "sorted",
    ),
    ("18:29 derive.choose[0].iff", "triage, if: => triage, iff:", 'unknown key "iff"', "if"),
    (
        "19:7 derive.choose[1]",
        '{value: needs-triage, if: "sorted | count == 0" => {value: needs-triage, if: true',
        "this row can never win: row 1 always holds",
        None,
    ),
    (
        "18:7 derive.choose[0]",
        '"sorted | count == 0" => false',
        "this row can never win: its condition never holds",
        None,
    ),
    (
        "19:53 derive.choose[1].because",
        "sorted | names }} => srted | names }}",
        'unknown name "srted"',
        "sorted",
    ),
    (
        "19:50 derive.choose[1].because",
        "{{ sorted | names }} => {{ sorted | names",
        "`{{` is never closed",
        None,
    ),
    (
        "19:50 derive.choose[1].because",
        "{{ sorted | names }} => {% for x in y %}",
        "`{%` has no place here",
        None,
    ),
    (
        "20:14 derive.hand_edit",
        "keep for 14 days => keep for ever",
        "must read like: keep for 14 days",
        "keep for 14 days",
    ),
    (
        "20:14 derive.hand_edit",
        "keep for 14 days => keep until inputs changed",
        "or keep until inputs change",
        "keep until inputs change",
    ),
    (
        "21:1 then",
        "tests:\n => then: [comment: hello]\ntests:\n",
        "stands beside `derive`",
        None,
    ),
    (
        "26:11 tests[1].name",
        "a closed one is left alone => an issue without a label waits",
        "another test has this name",
        None,
    ),
    (
        "23:10 tests[0].now",
        "now: 2026-11-20T09:00:00Z => now: 2026-11-20",
        "must be a time with its zone",
        None,
    ),
    (
        "24:53 tests[0].given.item.stat",
        "state: open, labels => stat: open, labels",
        'item has no field "stat"',
        "state",
    ),
    (
        "24:60 tests[0].given.item.state",
        "state: open, labels => state: opened, labels",
        "must be one of open, closed",
        "open",
    ),
    (
        "25:21 tests[0].expect.value",
        "{value: needs-triage} => {value: needs triage}",
        "no row gives this value",
        "needs-triage",
    ),
    ("29:13 tests[1].expect", "{acts: false} => {}", "expect a value, steps, or", None),
    ("29:20 tests[1].expect.acts", "{acts: false} => {acts: no}", "must be true or false", None),
]


@pytest.mark.parametrize(("where", "edit", "said", "meant"), BROKEN)
def test_a_mistake_is_told_once_at_its_line_and_column(
    where: str, edit: str, said: str, meant: str | None
) -> None:
    text = changed(*edit.split(" => "))

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": text})

    line = int(where.partition(":")[0])
    (here,) = [each for each in raised.value.problems if each.line == line]
    assert f"{here.line}:{here.column} {here.path}" == where
    assert said in here.message
    assert here.suggestion == meant
