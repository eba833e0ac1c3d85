"""Every mistake in a rule with steps is told once, at its place, in plain words."""

import pytest

from automation.errors import RuleError
from tests.engine.cases import MAPPING
from tests.engine.files import SOUND as SLOT
from tests.engine.files import changed, load_texts

SOUND = """\
pitboard: 1
rule: tell
title: Tell when work ships
why: Nobody heard of it.
owner: product-ops
state: live
when:
  - event: github.release.published
    if: actor.login != 'bot'
  - changed: {type: issue, fields: status, to: Done}
  - schedule: {cron: "0 15 * * FRI", zone: Europe/Berlin, missed: skip}
  - sweep: every day at 06:00
about: {path: event.item.ancestors, type: epic, if: item.comments > 0}
if: item.state == 'open'
then:
  - comment: {sticky: shipped, text: "in {{ event.tag }}"}
    if: event.tag is not missing
  - label: {add: [shipped], remove: doing}
  - set: {field: shipped_in, value: "{{ event.tag }}"}
  - email: {to: mara, subject: "About {{ item.key }}", text: Late.}
  - wake: other
else:
  - comment: closed
limits: {writes_per_run: 25, mails_per_run: 100}
tests:
  - name: it ships
    now: 2026-11-20T09:00:00Z
    given:
      item: {type: epic, state: open, comments: 1, key: "github:acme/shop#1", parent: {title: x}}
      event: {kind: github.release.published, tag: v2, actor: ann}
    expect: {steps: ["comment: in v2"]}
"""
OTHER = SOUND.replace("rule: tell", "rule: other").replace("state: live", "state: shadow")
PEOPLE = "pitboard: 1\npeople:\n  mara: {name: Mara Lind, mail: mara@example.com}\n"
BROKEN = [
    # where it stands, what was there and what stands there now, what is said, what was meant
    (
        "8:12 when[0].event",
        "event: github.release.published\n => event: github.release.publishd\n",
        'unknown event "github.release.publishd"',
        "github.release.published",
    ),
    (
        "8:12 when[0].event",
        "event: github.release.published\n => event: github.relaese.*\n",
        "unknown event",
        "github.release.*",
    ),
    ("9:15 when[0].if", "if: actor.login => if: actor.logn", 'actor has no field "logn"', "login"),
    (
        "9:15 when[0].if",
        "actor.login != 'bot' => event.status == 'x'",
        "write event.status.old",
        None,
    ),
    (
        "9:22 when[0].if",
        "actor.login != 'bot' => event.status.was == 'x'",
        "write event.status.old or event.status.new",
        None,
    ),
    ("10:36 when[1].changed.fields", "fields: status, => fields: stat,", "no field", "state"),
    (
        "10:50 when[1].changed.to",
        "fields: status, => fields: status_group,",
        "compares what the tracker says, and status_group is worked out from it",
        None,
    ),
    ("10:44 when[1].changed.too", "to: Done => too: Done", 'unknown key "too"', "to"),
    ("11:22 when[2].schedule.cron", "0 15 * * FRI => 0 25 * * FRI", '"25" is no hour', None),
    (
        "11:44 when[2].schedule.zone",
        "Europe/Berlin => Europe/Berln",
        "unknown zone",
        "Europe/Berlin",
    ),
    (
        "11:67 when[2].schedule.missed",
        "missed: skip => missed: skp",
        "must be run once or skip",
        "skip",
    ),
    ("12:12 when[3].sweep", "every day at 06:00 => daily", "must read like: every day", None),
    ("12:5 when[3].sweeps", "- sweep: => - sweeps:", 'unknown key "sweeps"', "sweep"),
    (
        "12:5 when[3]",
        "- sweep: => - changed: {type: issue}\n    sweep:",
        "needs exactly one of changed, event, held, silence",
        None,
    ),
    (
        "13:15 about.path",
        "event.item.ancestors => event.item.ancestor",
        "must be event.item, event.item.parent",
        "event.item.ancestors",
    ),
    ("13:58 about.if", "if: item.comments > 0 => if: item.coments > 0", "no field", "comments"),
    (
        "16:5 then[0].coment",
        "- comment: {sticky => - coment: {sticky",
        'unknown action "coment"',
        "comment",
    ),
    ("16:15 then[0].comment.stiky", "{sticky: => {stiky:", 'unknown key "stiky"', "sticky"),
    (
        "16:23 then[0].comment.sticky",
        "sticky: shipped => sticky: Shipped!",
        "must be small letters, digits and dashes",
        None,
    ),
    (
        "16:51 then[0].comment.text",
        "in {{ event.tag }} => in {{ event.tg }}",
        'event has no field "tg"',
        "tag",
    ),
    ("17:15 then[0].if", "if: event.tag is => if: event.tga is", "event has no field", "tag"),
    ("18:12 then[1].label", "{add: [shipped], remove: doing} => {}", "needs labels to add", None),
    (
        "18:12 then[1].label",
        "remove: doing => remove: shipped",
        "the same label cannot be added and removed",
        None,
    ),
    (
        "19:5 then[1].label",
        "- label: => - wake: other\n    label:",
        "one step has one action, and `wake` stands here already",
        None,
    ),
    (
        "19:18 then[2].set.field",
        "field: shipped_in => field: shiped_in",
        'rules/mapping.yaml has no field "shiped_in"',
        "shipped_in",
    ),
    (
        "19:18 then[2].set.field",
        "field: shipped_in => field: severity",
        "`severity` is only read",
        None,
    ),
    ("19:10 then[2].set.value", ', value: "{{ event.tag }}"} => }', "is missing", None),
    ("20:17 then[3].email.to", "to: mara => to: mra", 'nobody is called "mra"', "mara"),
    ("20:17 then[3].email.to", 'to: mara => to: "a@b@c"', "is no mail address", None),
    ("21:11 then[4].wake", "wake: other => wake: othr", 'there is no rule "othr"', "other"),
    (
        "23:5 else[0].comments",
        "- comment: closed => - comments: closed",
        "unknown action",
        "comment",
    ),
    ("21:1 else", "if: item.state == 'open'\n => ", "there is none", None),
    (
        "24:10 limits.settle",
        "limits: {writes => limits: {settle: 60 s, writes",
        "write `settle:` into mapping.yaml",
        None,
    ),
    ("24:26 limits.writes_per_run", "writes_per_run: 25 => writes_per_run: no", "", None),
    (
        "29:79 tests[0].given.item.parnt",
        "parent: {title => parnt: {title",
        'item has no field "parnt"',
        "parent",
    ),
    (
        "29:88 tests[0].given.item.parent.titel",
        "parent: {title => parent: {titel",
        'item has no field "titel"',
        "title",
    ),
    (
        "30:21 tests[0].given.event.kind",
        "{kind: github.release.published => {kind: github.release.publish",
        "unknown event",
        "github.release.published",
    ),
    ("30:47 tests[0].given.event.tags", "tag: v2 => tags: v2", 'unknown key "tags"', "tag"),
    (
        "31:14 tests[0].expect.value",
        '{steps: ["comment: in v2"]} => {value: x}',
        "a rule with `then` gives no value",
        None,
    ),
]


def problems(text: str, *others: str) -> list[str]:
    files = {f"{n}.yaml": each for n, each in enumerate((text, OTHER, MAPPING, PEOPLE, *others))}
    with pytest.raises(RuleError) as raised:
        load_texts(files)
    return [str(each) for each in raised.value.problems]


def test_the_sound_file_is_sound() -> None:
    load_texts({"0.yaml": SOUND, "1.yaml": OTHER, "2.yaml": MAPPING, "3.yaml": PEOPLE})


@pytest.mark.parametrize(("where", "edit", "said", "meant"), BROKEN)
def test_a_mistake_is_told_once_at_its_line_and_column(
    where: str, edit: str, said: str, meant: str | None
) -> None:
    old, new = edit.split(" => ")
    text = changed(old, new, SOUND)
    files = {"0.yaml": text, "1.yaml": OTHER, "2.yaml": MAPPING, "3.yaml": PEOPLE}

    with pytest.raises(RuleError) as raised:
        load_texts(files)

    (here,) = raised.value.problems
    assert f"{here.line}:{here.column} {here.path}" == where
    assert said in here.message
    assert here.suggestion == meant


def test_a_rule_that_neither_derives_nor_acts_is_told_so() -> None:
    text = SOUND[: SOUND.index("then:")] + SOUND[SOUND.index("limits:") : SOUND.index("tests:")]

    (line,) = problems(text)

    assert line.startswith("0.yaml:1:1  derive: is missing; a rule has `derive`")


def test_an_event_is_not_known_to_a_rule_that_derives() -> None:
    derives = """\
pitboard: 1
rule: d
title: x
why: x
owner: x
when:
  - event: jira.issue.updated
  - {changed: {type: issue}, if: item.comments > 1}
  - {sweep: every hour, if: item.comments > 1}
about: {path: event.item}
derive:
  label: d
  choose: [{value: a, if: event.tag == 'x'}]
"""

    lines = problems(derives)

    assert [line.split(":")[1] for line in lines] == ["7", "8", "9", "13"]
    assert "only a rule with `then` waits for events" in lines[0]
    assert "a derived value depends on what stands alone" in lines[1]
    assert "`event` is only known in rules with `then`" in lines[3]


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("label: {add: a}", "label: {remove: [a, b]}", "the label 'a' is written by the live rule"),
        ("set: {field: shipped_in, value: x}", "set: {field: shipped_in, value: y}", "the field"),
        ("comment: {sticky: s, text: x}", "comment: {sticky: s, text: y}", "comment:s is written"),
    ],
)
def test_two_live_rules_never_write_the_same(one: str, other: str, said: str) -> None:
    head = SOUND[: SOUND.index("when:")]
    texts = [
        f"{head.replace('tell', name)}when: [{{event: jira.issue.created}}]\n"
        f"about: {{path: event.item}}\nthen:\n  - {step}\n"
        for name, step in (("a-one", one), ("b-two", other))
    ]

    with pytest.raises(RuleError) as raised:
        load_texts({"a.yaml": texts[0], "b.yaml": texts[1]})

    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == ("b.yaml", 10)
    assert said in problem.message
    load_texts({"a.yaml": texts[0], "b.yaml": texts[1].replace("state: live", "state: shadow")})


def test_a_step_never_takes_a_label_of_a_live_slot() -> None:
    head = SOUND[: SOUND.index("when:")]
    woken = "when: [{event: jira.issue.created}]\nabout: {path: event.item}\n"
    step = f"{head}{woken}then:\n  - label: {{add: needs-triage}}\n"

    with pytest.raises(RuleError, match="the label 'needs-triage' is written by the live rule"):
        load_texts({"a.yaml": SLOT, "b.yaml": step})
