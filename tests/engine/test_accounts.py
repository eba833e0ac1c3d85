"""Why a field reads what it does, told in a comment: whole, short, and to those who may know it."""

from dataclasses import replace
from datetime import timedelta

from automation.effects import Comment
from automation.model import Derived, Evidence, Override
from automation.sayings import Sayings, Snooze
from tests.engine.appraised import epic
from tests.engine.cases import NOW, Bench, bench, happened
from tests.engine.items import graph, item
from tests.engine.stepped import HEAD

ASKED = """\
when:
  - command: {name: explain, args: {field: optional text}, help: Why a field reads what it does}
about: {path: event.item}
then:
  - explain: "{{ args.field | default('health') }}"
"""
SECRET = item("jira:SEC-9", visibility="restricted", title="A leak")


def reads(because: str, text: str = "Ann moved it", url: str = "https://x.example/1") -> Derived:
    proof = Evidence(text, url, NOW - timedelta(days=3), "event-0")
    return Derived("jira:id-PAY-1", "health", "at_risk", because, (proof,), "health", "v1", NOW)


def told(derived: Derived, *, visibility: str = "internal") -> str:
    about = item("jira:PAY-1", "epic", visibility=visibility)
    one = bench(HEAD + ASKED, about=about, around=graph((SECRET, about)))
    return answer(replace(one, derived={"health": derived}))


def answer(one: Bench) -> str:
    (step,) = one.decides(happened("jira.comment.created", command="explain")).steps
    assert isinstance(step.effect, Comment)
    return step.effect.text


def test_it_tells_the_value_the_reason_and_the_evidence() -> None:
    assert told(reads("PAY-12 waits")) == (
        "Health reads At risk since 18 Nov 2026.\n\n"
        "Because: PAY-12 waits.\n\n"
        "Evidence:\n- Ann moved it on 15 Nov 2026: https://x.example/1"
    )


def test_a_restricted_item_has_no_name_in_it() -> None:
    said = told(reads("blocked by SEC-9", "SEC-9 was opened"))

    assert "SEC-9" not in said
    assert said.count("It names a restricted item.") == 2


def test_where_everybody_reads_nothing_that_is_not_public_has_a_name() -> None:
    said = told(reads("blocked by OPS-1"), visibility="public")

    assert "OPS-1" not in said
    assert "It names an item that is not public." in said


def test_a_persons_value_is_told_with_its_end() -> None:
    one = bench(HEAD + ASKED, about=item("jira:PAY-1", "epic"))
    theirs = Override("jira:id-PAY-1", "health", "on_track", "Ann Moss", NOW, NOW)
    later = replace(theirs, until=NOW + timedelta(days=14))
    held = replace(one, derived={"health": reads("late")}, overrides={"health": later})
    over = replace(held, overrides={"health": theirs})

    assert answer(held).startswith(
        "Health reads On track: Ann Moss set it on 18 Nov 2026, and it stays until 2 Dec 2026. "
        "Pitboard would say At risk; `/pitboard unpin` lets it."
    )
    assert answer(over).startswith("Health reads At risk since ")


def test_the_comment_beside_a_health_rests_while_the_item_is_snoozed() -> None:
    one = epic()
    snooze = Snooze(one.item.id, NOW + timedelta(days=1), "Mara Lind", NOW)

    def comments(bench_: Bench) -> int:
        return sum(isinstance(each.effect, Comment) for each in bench_.decides().steps)

    assert comments(one) == 1
    assert comments(replace(one, sayings=Sayings({one.item.id: snooze}))) == 0
