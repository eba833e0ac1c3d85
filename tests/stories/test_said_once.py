"""What is said a single time, posted until it is taken, and pinned until something changes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from automation.errors import RuleError
from automation.store.rates import unsaid
from automation.store.retention import tidy
from tests.builders import a_wish
from tests.channels.test_webhook import Hook
from tests.databases import Home
from tests.stories.crew import triage
from tests.stories.speaker import DAY, ITEM, Post, noon, on


@pytest.fixture
def post(home: Home) -> Iterator[Post]:
    made = Post(home)
    yield made
    made.crew.line.close()


def test_what_is_said_once_is_never_said_again_about_anything(post: Post) -> None:
    once = 'then: [{once: "{{ item.title }}", email: {to: mara, subject: Hi, text: x}}]\n'
    post.follows("{}", once)

    post.labels("a")
    post.time.pass_(500 * DAY)
    tidy(post.crew.line.record.database, wall=post.time())
    assert post.writes("done") == []
    post.labels("b")

    assert len(post.letters()) == 1


def test_what_is_once_in_its_words_is_said_of_one_item_alone(post: Post) -> None:
    post.follows("{}", 'then: [{once: "v2", email: {to: mara, subject: Hi, text: x}}]\n')

    post.labels("a", number=12)
    post.labels("a", number=13)

    assert len(post.letters()) == 1


def test_of_two_items_that_come_together_the_first_is_told_once(post: Post) -> None:
    steps = [replace(a_wish(target=each), once="mail:tell/1/v2") for each in ("a", "b")]

    with post.crew.line.record.database.writing() as connection:
        kept = unsaid(connection, steps, noon(0))
        again = unsaid(connection, steps, noon(1))

    assert [each.effect.target for each in kept] == ["a"]
    assert again == []


def test_a_webhook_is_posted_again_after_an_outage_and_never_after_a_yes(post: Post) -> None:
    hook = Hook()
    hook.status = 503
    post.follows("{}", f'then: [{{webhook: {{url: "{hook.url}", json: {{a: b}}}}}}]\n')
    post.labels("a")
    assert [row["said"] for row in post.writes("planned")] == ["127.0.0.1 answered 503: thanks"]

    hook.status = 200
    for _ in range(2):
        post.time.pass_(3600)
        post.crew.works()
    hook.close()

    keys = {headers["Idempotency-Key"] for _, headers, _ in hook.taken}
    assert (len(hook.taken), len(keys)) == (2, 1)
    assert [row["said"] for row in post.writes("done")] == ["127.0.0.1 answered 200"]


def test_a_webhook_to_a_host_that_nobody_allowed_is_no_rule(post: Post) -> None:
    with pytest.raises(RuleError, match=r"PITBOARD_WEBHOOK_HOSTS=hooks\.example\.com"):
        post.follows("{}", 'then: [{webhook: {url: "https://hooks.example.com/", json: {a: b}}}]\n')


def test_a_pinned_value_gives_way_when_what_it_is_made_of_changes(post: Post) -> None:
    crew = post.crew
    rule = triage().replace("keep for 14 days", "keep until inputs change")
    crew.line.activate({"triage.yaml": rule})
    crew.hears("opened")
    crew.echoes("needs-triage", labels=["needs-triage"])
    crew.time.pass_(60)
    crew.github.standing["acme/shop#12"] = {"triaged"}
    crew.hears("labeled", label="triaged", labels=["triaged"])
    crew.hears("unlabeled", label="needs-triage", labels=["triaged"])

    crew.time.pass_(90 * DAY)
    crew.hears("edited", labels=["triaged"], title="Other words")
    assert crew.labels == {"triaged"}
    assert "pinned by ann-moss until what it is made of changes" in on(post, ITEM)

    crew.time.pass_(60)
    crew.hears("labeled", label="bug", labels=["triaged", "bug"])
    crew.time.pass_(60)
    crew.hears("unlabeled", label="bug", labels=["triaged"])
    assert crew.labels == {"needs-triage"}
    assert crew.item().overrides == []
