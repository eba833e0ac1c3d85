"""What differs between two outcomes, and how it is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from automation.backtest.difference import Differences, differences
from automation.backtest.markdown import as_markdown
from automation.backtest.outcome import COMMENT, Act, ByHand, Named, Outcome, Told
from automation.backtest.telling import as_data, as_text, summary

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
END = BEGIN + timedelta(days=30)


def hours(many: float) -> datetime:
    return BEGIN + timedelta(hours=many)


def told(value: str | None, at: float = 0, *, item: str = "jira:1", opens: bool = False) -> Told:
    said = f"because of {value}"
    return Told(item, "health", hours(at), value, said, "health", opens=opens)


def outcome(
    *values: Told, acts: tuple[Act, ...] = (), title: str = "One page to pay on"
) -> Outcome:
    url = "https://jira.example.com/browse/"
    items = {t.item_id: Named(t.item_id, title, "epic", url + t.item_id) for t in values}
    return Outcome(tuple(values), acts, items=items)


def compared(was: Outcome, becomes: Outcome) -> Differences:
    return differences(was, becomes, since=BEGIN, until=END, events=4_210)


def a_comment(text: str, at: float = 1) -> Act:
    return Act(hours(at), COMMENT, "noted", "jira:1", "comment:e", text)


def test_a_difference_lasts_until_both_read_the_same_again() -> None:
    was = outcome(told("on_track"), told("at_risk", 30))
    becomes = outcome(told("on_track"), told("at_risk", 10), told("at_risk", 30))

    (found,) = compared(was, becomes).values

    assert (found.was, found.becomes) == ("on_track", "at_risk")
    assert (found.at, found.until) == (hours(10), hours(30))
    assert found.because == "because of at_risk"


def test_each_stretch_with_two_other_values_is_one_difference() -> None:
    was = outcome(told("on_track"), told("off_track", 20))
    becomes = outcome(told("at_risk", 5))

    found = compared(was, becomes).values

    assert [(d.was, d.becomes) for d in found] == [
        ("on_track", None),
        ("on_track", "at_risk"),
        ("off_track", "at_risk"),
    ]
    assert found[-1].until is None


def test_another_reason_for_the_same_value_is_no_difference() -> None:
    other = replace(told("on_track"), because="nothing is in the way")

    assert compared(outcome(told("on_track")), outcome(other)).is_none


def test_what_a_person_had_set_meanwhile_stands_beside_it() -> None:
    hand = ByHand("jira:1", "health", "on_track", "Ann Moss", hours(8), hours(400))
    late = ByHand("jira:1", "health", "paused", "Ann Moss", hours(500), hours(600))
    was = replace(outcome(told("on_track")), by_hand=frozenset({hand, late}))
    becomes = outcome(told("on_track"), told("at_risk", 10), told("on_track", 20))

    found = compared(was, becomes)

    assert found.values[0].by_hand == hand
    assert found.against_people == ["jira:1"]
    assert "1 differs from what people set" in summary(found)


def test_what_is_said_at_another_time_is_both_more_and_fewer() -> None:
    was = outcome(told("x"), acts=(a_comment("Hello.", 1), a_comment("Hello.", 2)))
    becomes = outcome(told("x"), acts=(a_comment("Hello.", 1), a_comment("Hello.", 3)))

    acts = compared(was, becomes).acts[COMMENT]

    assert (acts.was, acts.becomes) == (2, 2)
    assert [a.at for a in acts.more] == [hours(3)]
    assert [a.at for a in acts.fewer] == [hours(2)]


def test_the_sentence_counts_items_and_not_stretches() -> None:
    was = outcome(*(told("on_track", item=f"jira:{n}") for n in range(14)))
    twice = (told("on_track", 20, item="jira:1"), told("at_risk", 30, item="jira:1"))
    becomes = outcome(*(told("at_risk", 1, item=f"jira:{n}") for n in range(14)), *twice)

    said = summary(compared(was, becomes))

    assert "14 epics would have read health At risk" in said
    assert said.endswith("(30 days until 2026-10-31, 4,210 events).")


def test_nothing_is_said_to_be_nothing() -> None:
    same = outcome(told("on_track"))

    assert list(as_text(compared(same, same))) == [
        "Nothing would differ (30 days until 2026-10-31, 4,210 events)."
    ]


def test_a_table_has_twenty_rows_and_folds_the_rest() -> None:
    becomes = outcome(*(told("at_risk", n, item=f"jira:{n}") for n in range(1, 31)))

    said = as_markdown(compared(outcome(), becomes))

    before, _, folded = said.partition("<details>")
    assert before.count("](<https://jira.example.com/browse/") == 20
    assert folded.startswith("<summary>10 more</summary>")
    assert folded.count("](<https://jira.example.com/browse/") == 10


def test_a_comment_of_a_pull_request_is_never_longer_than_github_takes() -> None:
    many = (told("at_risk", n, item=f"jira:{n}") for n in range(1, 5_001))
    becomes = outcome(*many, title="A title that is about as long as titles are " * 3)

    said = as_markdown(compared(outcome(), becomes))

    assert len(said) < 65_536
    assert "further ones are in the output of `--json`" in said


def test_what_trackers_say_mentions_nobody_and_ends_no_cell() -> None:
    becomes = outcome(told("at_risk", 1), title="@acme/everyone | see #12 <img src=x> ](x) `rm`")

    said = as_markdown(compared(outcome(), becomes))

    row = next(line for line in said.splitlines() if "everyone" in line)
    assert "@acme" not in row
    assert "#12" not in row
    assert "<img" not in row
    assert row.replace("\\|", "").count("|") == 6


def test_json_tells_each_difference_with_its_times() -> None:
    found = as_data(compared(outcome(told("on_track")), outcome(told("at_risk", 1))))

    assert [(v["from"], v["to"], v["at"]) for v in found["values"]] == [
        ("on_track", None, hours(0).isoformat()),
        ("on_track", "at_risk", hours(1).isoformat()),
    ]
