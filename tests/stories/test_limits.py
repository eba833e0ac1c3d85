"""How often a rule may write and speak, and when: over the whole line, on a clock moved by hand."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.databases import Home
from tests.stories.crew import triage
from tests.stories.speaker import DAY, HEAD, LINE, PEOPLE, Post, noon, on


@pytest.fixture
def post(home: Home) -> Iterator[Post]:
    made = Post(home)
    yield made
    made.crew.line.close()


def test_a_mail_of_a_quiet_hour_goes_when_the_hour_is_over(post: Post) -> None:
    post.follows("{quiet: '11:00-14:00'}")

    post.labels("bug")
    assert post.letters() == []
    assert [row["rule"] for row in post.writes("waiting")] == ["tell"]

    post.tends(noon(0) + timedelta(hours=1, minutes=59))
    assert post.letters() == []
    post.tends(noon(0) + timedelta(hours=2))
    assert len(post.letters()) == 1


def test_what_is_said_on_a_friday_is_heard_on_monday_and_a_label_at_once(post: Post) -> None:
    label = "then: [{label: {add: seen}}, {comment: Thank you!}]\n"
    post.follows("{days: [mon, tue]}", label)

    post.labels("bug")
    assert post.crew.labels == {"seen"}
    assert [row["kind"] for row in post.writes("waiting")] == ["comment"]

    post.tends(noon(3))
    assert post.writes("waiting") == []
    assert len(post.crew.github.comments) == 1


def test_a_mail_over_the_rate_of_a_person_is_held_with_its_reason(post: Post) -> None:
    post.follows("{mails_per_person: 2 per week}")

    for name in ("a", "b", "c"):
        post.labels(name)

    assert len(post.letters()) == 2
    (held,) = post.crew.line.record.waiting.over()
    assert held["said"] == "held: over mails_per_person, 2 per week"
    assert post.crew.line.record.views.write_counts() == {"done": 2, "over": 1}
    assert [v["result"] for v in post.crew.item().verdicts if v["rule"] == "tell"] == ["over"]


def test_a_week_later_there_is_room_again_and_what_was_held_stays_held(post: Post) -> None:
    post.follows("{mails_per_person: 1 per week}")
    post.labels("a")
    post.labels("b")

    post.time.pass_(7 * DAY)
    post.labels("c")

    assert len(post.letters()) == 2
    assert len(post.crew.line.record.waiting.over()) == 1


def test_a_person_may_let_go_what_was_held(post: Post) -> None:
    post.follows("{mails_per_person: 1 per week}")
    post.labels("a")
    post.labels("b")
    line = post.crew.line

    of, now = line.bounds["tell"], line.now()
    line.record.fuses.apply_one(of, "github:7012", wall=line.clock(), now=now)
    post.crew.works()

    assert len(post.letters()) == 2
    assert line.record.waiting.over() == []


def test_writes_over_the_rate_of_an_item_are_held_and_come_when_there_is_room(post: Post) -> None:
    rule = triage() + "limits: {writes_per_item: 2 per day}\n"
    post.crew.line.activate({"triage.yaml": rule})
    post.crew.hears("opened")
    for name in ("bug", ""):
        post.time.pass_(60)
        labels = [*post.crew.labels, name] if name else sorted(post.crew.labels)
        post.crew.hears("labeled" if name else "unlabeled", label=name or "bug", labels=labels)
    assert len(post.crew.github.writes) == 2 * 2 - 1
    assert [row["said"] for row in post.crew.line.record.waiting.over()] == [
        "held: over writes_per_item, 2 per day"
    ]

    post.time.pass_(DAY)
    post.crew.works()

    assert post.crew.labels == {"needs-triage"}
    assert post.crew.line.record.waiting.over() == []


@pytest.mark.parametrize(("on_fuse", "letters"), [("pause", 0), ("pause and mail owner", 1)])
def test_the_owner_hears_of_the_fuse_where_the_rule_says_so(
    post: Post, on_fuse: str, letters: int
) -> None:
    post.follows(f"{{writes_per_run: 1, on_fuse: {on_fuse}}}", "then: [{label: {add: seen}}]\n")

    post.labels("a", number=12)
    post.labels("b", number=13)

    assert len(post.crew.line.record.fuses.resting()) == 1
    assert len(post.letters()) == letters


def test_the_lines_of_a_digest_are_one_mail_each_with_its_link(post: Post) -> None:
    post.follows("{}", LINE)

    post.labels("a", number=12)
    post.labels("b", number=13)
    assert post.letters() == []
    post.tends(noon(1))

    (letter,) = post.letters()
    text = letter.get_content()
    assert letter["To"] == "mara@example.com"
    assert letter["Subject"] == "2 notices: Issue 12"
    assert text.split() == [
        *("Issue", "12", "https://github.example/acme/shop/issues/12"),
        *("Issue", "13", "https://github.example/acme/shop/issues/13"),
    ]


def test_each_line_is_told_once_whatever_comes_again_or_dies(post: Post) -> None:
    post.follows("{}", LINE)
    post.labels("a", number=12)
    post.tends(noon(1))

    post.tends(noon(1))
    post.labels("b", number=13)
    post.tends(noon(2))

    subjects = sorted(str(letter["Subject"]) for letter in post.letters())
    assert subjects == ["Issue 12", "Issue 13"]


def test_a_digest_goes_though_the_rule_rests_by_then(post: Post) -> None:
    post.follows("{}", LINE)
    post.labels("a")
    line = post.crew.line
    line.record.waiting.tend(wall=noon(1), now=noon(1))

    rule = f"{HEAD}{LINE}".replace("state: live", "state: paused")
    line.activate({"tell.yaml": rule, "people.yaml": PEOPLE})
    post.tends(noon(1))

    assert len(post.letters()) == 1


def test_a_line_by_itself_is_a_mail_at_once(post: Post) -> None:
    post.follows("{}", LINE.replace(", digest: daily 09:00", ""))

    post.labels("a")

    (letter,) = post.letters()
    assert letter["Subject"] == "Issue 12"


def test_the_lines_of_one_digest_count_as_one_mail_of_a_person(post: Post) -> None:
    post.follows("{mails_per_person: 1 per week}", LINE)

    post.labels("a", number=12)
    post.labels("b", number=13)
    post.tends(noon(1))
    post.labels("c", number=14)

    assert str(post.letters()[0]["Subject"]).startswith("2 notices")
    assert len(post.crew.line.record.waiting.over()) == 1


def test_a_held_mail_stands_on_operations_with_its_reason(post: Post) -> None:
    post.follows("{mails_per_person: 1 per week}")
    post.labels("a")
    post.labels("b")

    page = on(post, "/operations")

    assert "Held by a limit" in page
    assert "held: over mails_per_person, 1 per week" in page
    assert "pitboard apply tell github:acme/shop#12" in page
