"""Every mistake an author can make is told once, at its place, in plain words."""

import pytest

from automation.errors import RuleError
from tests.engine.files import SOUND, changed, load_texts

BROKEN = [
    # where the mistake stands, what was there, what stands there now, what is said
    ("1:1", "pitboard", "pitboard: 1\n", "", "is missing"),
    ("1:11", "pitboard", "pitboard: 1", "pitboard: 2", "must be 1, the only grammar"),
    ("1:11", "pitboard", "pitboard: 1", "pitboard: true", "must be 1, the only grammar"),
    ("1:1", "title", "title: New issues say that nobody has looked at them yet\n", "", "is missing"),
    ("1:1", "derive", SOUND[SOUND.index("derive:") : SOUND.index("tests:")], "",
     "is missing; a rule derives one label"),
    ("2:7", "rule", "rule: needs-triage", "rule: Needs Triage", "small letters, digits and dashes"),
    ("2:7", "rule", "rule: needs-triage", "rule: 12", "must be a text; put it in quotes"),
    ("2:7", "rule", "rule: needs-triage", "rule: [a, b]", "must be one line of text"),
    ("3:1", "titel", "title: New", "titel: New", 'unknown key "titel" Did you mean "title"?'),
    ("3:1", "title", "title: New issues say that nobody has looked at them yet", "title:",
     "must not be empty"),
    ("4:6", "why", "why: Issues waited for days.", "why: {frees_time: 1 h}",
     "`a mapping under why` is not understood by this version"),
    ("5:8", "owner", "owner: product-ops", 'owner: ""', "must not be empty"),
    ("6:12", "review_by", "2027-06-01", "next spring", "must be a date, such as 2027-06-01"),
    ("7:8", "state", "state: live", "state: lve", 'must be shadow, live or paused Did you mean "live"?'),
    ("7:8", "state", "state: live", "state: off", "must be shadow, live or paused"),
    ("8:7", "when", "\n  - changed: {type: issue, fields: [labels, state]}", " changed",
     "must be a list"),
    ("9:5", "when[0].chnaged", "  - changed:", "  - chnaged:",
     'unknown key "chnaged" Did you mean "changed"?'),
    ("9:5", "when[0].sweep", "changed: {type: issue, fields: [labels, state]}", "sweep: every day",
     "`sweep` is not understood by this version of Pitboard"),
    ("9:43", "when[0].changed.from", "fields: [labels, state]}", "fields: state, from: open}",
     "`from` is not understood by this version of Pitboard"),
    ("9:21", "when[0].changed.type", "{type: issue, fields", "{type: isue, fields",
     'unknown type "isue" Did you mean "issue"?'),
    ("9:37", "when[0].changed.fields[0]", "[labels, state]}", "[lables, state]}",
     'item has no field "lables" Did you mean "labels"?'),
    ("10:15", "about.path", "path: event.item,", "path: event.itme,",
     'must be event.item Did you mean "event.item"?'),
    ("10:15", "about.path", "path: event.item,", "path: event.item.ancestors,",
     "`event.item.ancestors` is not understood by this version"),
    ("10:9", "about.query", "{path: event.item, type: issue,", "{query: x, path: event.item, type: issue,",
     "`query` is not understood by this version"),
    ("10:33", "about.type", "type: issue, projects", "type: epic, projects",
     'no trigger under `when` names the type "epic"'),
    ("10:50", "about.projects", "projects: [acme/shop]}", "projects: []}", "must not be empty"),
    ("10:51", "about.projects[0]", "projects: [acme/shop]}", "projects: [12]}",
     "must be a text; put it in quotes"),
    ("12:16", "let.sorted", "item.labels | w", "item.lables | w",
     'item has no field "lables" Did you mean "labels"?'),
    ("12:25", "let.sorted", "without(", "witout(",
     'unknown filter "witout" Did you mean "without"?'),
    ("12:3", "let.now", "  sorted: item", "  now: item", "cannot be a name here"),
    ("12:11", "let.sorted", "item.labels | without('needs triage')", "[a, b]",
     "must be an expression, in quotes"),
    ("14:9", "if.all[0]", "\"item.state == 'open'\"", "item.comments",
     "expected yes or no, got a number"),
    ("14:10", "if.all[0]", "\"item.state == 'open'\"", "\"stat == 'open'\"", 'unknown name "stat"'),
    ("14:10", "if.all[0]", "\"item.state", "\"state", 'Did you mean "item.state"?'),
    ("14:24", "if.all[0]", "'open'\"]", "'opne'\"]", 'item.state is never \'opne\''),
    ("14:9", "if.all[0]", "\"item.state == 'open'\"", "'item.state = ''open'''", "write == to compare"),
    ("14:3", "if.al", "  all: [", "  al: [", 'unknown key "al" Did you mean "all"?'),
    ("14:8", "if.all", "all: [\"item.state == 'open'\"]", "all: []", "must not be empty"),
    ("14:9", "if.all[0]", "\"item.state == 'open'\"", "3", "must be a condition"),
    ("13:5", "if", "\n  all: [\"item.state == 'open'\"]", " false", "never holds"),
    ("13:5", "if", "\n  all: [\"item.state == 'open'\"]", " {}", "needs all, any or none"),
    ("15:1", "derived", "derive:\n", "derived:\n", 'Did you mean "derive"?'),
    ("17:3", "derive.field", "  label: triage\n", "  label: triage\n  field: health\n",
     "`field` is not understood by this version"),
    ("16:10", "derive.label", "label: triage", "label: Triage!", "small letters, digits and dashes"),
    ("17:3", "derive.chose", "  choose:", "  chose:", 'unknown key "chose" Did you mean "choose"?'),
    ("18:15", "derive.choose[0].value", "{value: needs triage, if", "{value: 3, if",
     "must be a text; put it in quotes"),
    ("18:15", "derive.choose[0].value", "{value: needs triage, if", f"{{value: {'x' * 51}, if",
     "has more than 50 characters"),
    ("19:15", "derive.choose[1].value", "{value: none", "{value: None",
     'write none in small letters, for no label Did you mean "none"?'),
    ("19:15", "derive.choose[1].value", "{value: none", "{value: ~", "must not be empty"),
    ("18:34", "derive.choose[0].if", "sorted | count == 0", "sorte | count == 0",
     'unknown name "sorte" Did you mean "sorted"?'),
    ("18:29", "derive.choose[0].iff", "triage, if:", "triage, iff:",
     'unknown key "iff" Did you mean "if"?'),
    ("19:7", "derive.choose[1]", "{value: needs triage, if: \"sorted | count == 0\"",
     "{value: needs triage, if: true", "this row can never win: row 1 always holds"),
    ("18:7", "derive.choose[0]", "\"sorted | count == 0\"", "false",
     "this row can never win: its condition never holds"),
    ("19:53", "derive.choose[1].because", "sorted | names }}", "srted | names }}",
     'unknown name "srted" Did you mean "sorted"?'),
    ("19:50", "derive.choose[1].because", "{{ sorted | names }}", "{{ sorted | names",
     "`{{` is never closed"),
    ("19:50", "derive.choose[1].because", "{{ sorted | names }}", "{% for x in y %}",
     "`{%` has no place here"),
    ("20:14", "derive.hand_edit", "keep for 14 days", "keep for ever", "must read like: keep for 14 days"),
    ("20:14", "derive.hand_edit", "keep for 14 days", "keep until inputs change",
     "is not understood by this version"),
    ("21:1", "then", "tests:\n", "then: []\ntests:\n", "`then` is not understood by this version"),
    ("26:11", "tests[1].name", "a closed one is left alone", "an issue without a label waits",
     "another test has this name"),
    ("23:10", "tests[0].now", "now: 2026-11-20T09:00:00Z\n    given: {item: {type: issue, project: acme/shop, state: open",
     "now: 2026-11-20\n    given: {item: {type: issue, project: acme/shop, state: open",
     "must be a time with its zone"),
    ("24:53", "tests[0].given.item.stat", "state: open, labels", "stat: open, labels",
     'item has no field "stat" Did you mean "state"?'),
    ("24:60", "tests[0].given.item.state", "state: open, labels", "state: opened, labels",
     'must be one of open, closed Did you mean "open"?'),
    ("25:21", "tests[0].expect.value", "{value: needs triage}", "{value: needs-triage}",
     'no row gives this value Did you mean "needs triage"?'),
    ("29:13", "tests[1].expect", "{acts: false}", "{}", "expect a value, or `acts: false`"),
    ("29:20", "tests[1].expect.acts", "{acts: false}", "{acts: no}", "must be true or false"),
]


@pytest.mark.parametrize(("where", "path", "old", "new", "said"), BROKEN)
def test_a_mistake_is_told_at_its_line_and_column(
    where: str, path: str, old: str, new: str, said: str
) -> None:
    text = changed(old, new)

    with pytest.raises(RuleError) as raised:
        load_texts({"broken.yaml": text})

    told = [str(problem) for problem in raised.value.problems]
    line = where.partition(":")[0]
    (here,) = [each for each in told if each.startswith(f"broken.yaml:{line}:")]
    assert here.startswith(f"broken.yaml:{where}  {path}: ")
    assert said in here
