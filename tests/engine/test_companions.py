"""Beside a health stand its sentence and one comment: kept up to date, and never in the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from automation.appraisal import Progress
from automation.effects import Comment, Plan
from automation.errors import RuleError
from automation.model import Written
from tests.engine.appraised import (
    BLOCKED,
    CALM,
    MAPPING,
    PEOPLE,
    RULE,
    SINCE,
    WHOLE,
    commented,
    epic,
    fields,
    finds,
)
from tests.engine.cases import LONG_AGO, NOW, Bench, bench, edited
from tests.engine.files import changed, load_texts
from tests.engine.healthy import reads
from tests.engine.items import item

DAY = timedelta(days=1)
ID = "jira:id-PAY-1"
KEY = f"{ID}/comment:status"


def sticky(plan: Plan) -> list[Comment]:
    return [s.effect for s in plan.steps if isinstance(s.effect, Comment)]


def once_written(one: Bench) -> Bench:
    """Everything the plan wishes stands, and its values are on record."""
    plan = one.decides()
    written = {s.effect.field: Written(ID, s.effect.field, s.effect.value, NOW) for s in plan.steps}
    said = fields(plan)
    stands = {"customfield_10050": said["health"], "customfield_10051": said["status_line"]}
    after = replace(one.item, fields={**one.item.fields, **stands})
    return replace(one.then(plan), written=written, item=after)


def test_the_line_says_the_value_and_why_in_one_sentence() -> None:
    assert fields(epic(replace(WHOLE, signals=(BLOCKED,))).decides()) == {
        "health": "At risk",
        "status_line": "At risk: PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes.",
    }


def test_what_stands_already_is_not_written_again_and_withdraws_what_waits() -> None:
    plan = once_written(epic()).decides()

    assert plan.steps == ()
    assert {KEY, f"{ID}/status_line", f"{ID}/health"} == set(plan.settled)


def test_a_new_fact_edits_the_comment_and_nothing_else() -> None:
    plan = finds(once_written(epic()), replace(WHOLE, target=None)).decides()

    assert [each.effect.field for each in plan.steps] == ["comment:status"]


def test_one_that_a_person_deleted_stays_away_until_the_value_changes() -> None:
    one = once_written(epic())
    gone = replace(one, written={**one.written, "comment:status": Written(ID, "", None, NOW)})
    more = replace(WHOLE, progress=Progress(19, 31, since=SINCE))

    quiet = finds(gone, more).decides()
    better = finds(replace(gone, derived={"health": reads("off_track", LONG_AGO)}), more)
    crossing = replace(better, rules=epic(rule=_unsteady()).rules).decides()

    assert (sticky(quiet), KEY in quiet.settled) == ([], False)
    assert len(sticky(crossing)) == 1


def _unsteady() -> str:
    steady = (
        "  stability: {worse_after: 1 working day, better_after: 3 working days, at_once: [F2]}\n"
    )
    return changed(steady, "", RULE)


def test_what_is_over_when_the_rule_first_looks_gets_no_comment() -> None:
    done = item("jira:PAY-1", "epic", state="closed")

    assert sticky(epic(CALM, about=done).decides()) == []


def test_one_that_is_done_later_ends_with_it() -> None:
    one = once_written(epic())
    over = replace(one, item=replace(one.item, fields={**one.item.fields, "state": "closed"}))

    assert commented(finds(over, CALM).decides()).startswith("✓ Done: closed with 13 of 31 open.")


def test_a_pending_change_is_told_with_its_day_and_what_would_end_it() -> None:
    calm = replace(epic(), derived={"health": reads("on_track", LONG_AGO)})

    text = commented(calm.decides())

    assert text.startswith(
        "● On track: 18 of 31 done, target 27 Nov.\n\n"
        "At risk from Thu 19 Nov unless SEC-40 closes.\n"
    )


def test_a_change_for_the_better_waits_to_last() -> None:
    bad = replace(epic(CALM), derived={"health": reads("at_risk", LONG_AGO)})

    assert "\nOn track from Mon 23 Nov if it lasts.\n" in commented(bad.decides())


def test_while_it_gets_better_the_sentence_says_that_its_reason_has_ended() -> None:
    told = replace(
        reads("at_risk", LONG_AGO), because="blocked by SEC-40. Clears when SEC-40 closes."
    )
    bad = replace(epic(CALM), derived={"health": told})

    (once,) = bad.decides().derived
    (again,) = replace(bad, derived={"health": once}).decides().derived

    assert once.because == again.because == "blocked by SEC-40, until 18 Nov"


def test_a_persons_value_stops_ours_and_line_and_comment_say_both() -> None:
    one = epic(replace(WHOLE, signals=(BLOCKED,)), more=(PEOPLE,))
    theirs = replace(
        one.item,
        fields={**one.item.fields, "customfield_10050": "On track"},
        marks={"customfield_10050": edited("On track", NOW)},
    )

    plan = replace(one, item=theirs).decides()

    assert fields(plan) == {
        "status_line": "On track, says Mara Lind. Pitboard's signals: At risk: PAY-12 "
        "blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes."
    }
    assert [each.by for each in plan.overrides] == ["Mara Lind"]
    assert commented(plan).startswith(
        "● On track\n"
        "Mara Lind set On track on 18 Nov; it stays until 2 Dec. Pitboard's signals say at risk: "
        "PAY-12 blocked by SEC-40 since 2 Oct. Clears when SEC-40 closes.\n"
    )


def test_a_line_that_a_person_wrote_is_left_alone_while_it_holds() -> None:
    one = epic()
    marks = {"customfield_10051": edited("Ask me", NOW - DAY)}
    theirs = {**one.item.fields, "customfield_10051": "Ask me"}
    held = replace(one, item=replace(one.item, fields=theirs, marks=marks))

    assert set(fields(held.decides())) == {"health"}
    assert set(fields(held.decides(now=NOW + 14 * DAY))) == {"health", "status_line"}


def test_a_rule_in_shadow_writes_neither_and_shows_both_in_its_ledger() -> None:
    plan = epic(rule=changed("state: live", "state: shadow", RULE)).decides()

    assert plan.steps == ()
    assert {each.effect.field for each in plan.shadow} == {
        "health",
        "status_line",
        "comment:status",
    }


def test_there_is_one_comment_of_it_under_an_item() -> None:
    (wish,) = sticky(epic().decides())

    assert (wish.target, wish.name, wish.key) == (ID, "status", KEY)


def test_a_health_that_comes_from_other_words_has_no_companions() -> None:
    text = RULE.replace("'F2' in signals.serious", "item.comments > 9")
    text = text.replace("signals.colour.serious | count > 0", "item.comments > 3")

    assert [each.effect.field for each in epic(rule=text).decides().steps] == ["health"]


def test_where_the_mapping_says_no_place_nothing_is_said() -> None:
    one = bench(RULE, about=item("jira:PAY-1", "epic"))
    plan = replace(one, background=epic().background, appraise=epic().appraise).decides()

    assert plan.steps == ()
    assert [each.value for each in plan.derived] == ["at_risk"]


def test_on_github_the_comment_alone_says_it() -> None:
    plan = epic(rule=_unsteady(), about=item("github:acme/shop#7", "epic")).decides()

    assert [each.effect.field for each in plan.steps] == ["health", "comment:status"]


def test_where_everybody_reads_no_customer_is_named_or_counted() -> None:
    one = epic()
    public = replace(one, item=replace(one.item, visibility="public"))

    assert "Globex" in commented(one.decides())
    assert "Globex" not in commented(public.decides())
    assert "customer" not in commented(public.decides())


def test_a_warning_that_is_worth_a_look_is_a_note_of_the_comment() -> None:
    plan = epic(replace(CALM, signals=WHOLE.signals[1:])).decides()

    assert "\nWorth a look: scope +12 % since 1 Sep: 4 added, 0 removed.\n" in commented(plan)


def test_two_rules_may_not_write_the_line_or_the_comment() -> None:
    other = """\
pitboard: 1
rule: other
title: Says something else there
why: To be refused.
owner: product-ops
state: live
when: [{sweep: every day at 06:00}]
about: {path: event.item, type: epic}
then:
  - comment: {sticky: status, text: "Mine."}
"""
    with pytest.raises(RuleError, match="comment:status is written by the live rule"):
        load_texts({"a.yaml": RULE, "b.yaml": other, "c.yaml": MAPPING})


@pytest.mark.parametrize(
    "landing", ["customfield_1", "{jira: coment}", '{label: "status: "}', "{jira: {label: x}}"]
)
def test_a_comment_lands_as_a_comment_and_nowhere_else(landing: str) -> None:
    wrong = MAPPING.replace("{jira: comment, github: comment}", landing)

    with pytest.raises(RuleError, match="is no field; write comment for each connection"):
        load_texts({"mapping.yaml": wrong})


def test_a_comment_is_no_word_of_an_item() -> None:
    assert "status_comment" not in load_texts({"mapping.yaml": MAPPING}).world.field_names()


def test_an_item_that_is_gone_withdraws_all_of_it() -> None:
    one = epic()
    gone = replace(one.item, deleted_at=datetime(2026, 11, 1, tzinfo=UTC))

    settled = replace(one, item=gone).decides().settled
    assert {KEY, f"{ID}/status_line", f"{ID}/health"} <= set(settled)
