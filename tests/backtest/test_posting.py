"""Rules that post to others can be back-tested: nothing is posted, so no host is asked for."""

from datetime import timedelta

from automation.backtest.running import backtest
from automation.store.record import Record
from tests.builders import NOON
from tests.engine.stepped import PEOPLE

POSTS = """\
pitboard: 1
rule: post
title: Posts
why: Others want to hear.
owner: product-ops
state: live
when:
  - changed: {type: issue, fields: status}
about: {path: event.item}
then:
  - webhook: {url: "https://hooks.example.com/a", json: {key: "{{ item.key }}"}}
"""


def test_a_rule_that_posts_is_back_tested_whatever_hosts_are_allowed(record: Record) -> None:
    files = {"post.yaml": POSTS, "people.yaml": PEOPLE}
    found = backtest(record, {}, files, since=NOON - timedelta(days=2), until=NOON)

    assert found.events == 0
