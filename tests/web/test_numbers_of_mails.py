"""Each number in a mail is the number of items on the page that it leads to."""

import re
from dataclasses import replace

from automation.appraisal import Standing
from automation.effects import Email
from automation.reports.weekly import in_force, weekly
from tests.builders import NOON
from tests.reports.post import ADDRESS, REPORT, links, mail
from tests.web.company import a_health, a_standing, days, the_company
from tests.web.conftest import World, words_of
from tests.web.standing import stands
from tests.web.test_portfolio import rows, tiles

LEFT_OUT = "As in the mails, 2 items are left out: restricted, or no live rule speaks of them."
HEALTH = """\
pitboard: 1
rule: health
title: Health
why: Typed by hand before.
owner: product-ops
state: live
when:
  - changed: {type: release, fields: [state]}
about: {path: event.item, type: release}
derive:
  field: health
  choose: [{value: on_track, if: true, because: it is so}]
"""


def a_rehearsal() -> Standing:
    """One of whose health only a rule in shadow speaks."""
    return a_standing(30, "Gift cards", health=replace(a_health("on_track"), rule="in-shadow"))


def the_mail(world: World, report: str = REPORT) -> Email:
    """What the company is told as of now, against all having been on track."""
    standings = in_force(world.record.portfolio.standings(), {"health"})
    before = {each.item_id: "on_track" for each in standings}
    found = weekly(
        standings,
        before,
        since=days(-7),
        as_of=NOON,
        page=lambda each: f"{ADDRESS}/items/{each.key}",
    )
    return mail(found, report=report)


def filled(world: World) -> None:
    world.line.activate({"health.yaml": HEALTH})
    stands(world.record, *the_company(), a_rehearsal())


def test_each_number_leads_to_as_many_items(world: World) -> None:
    filled(world)

    for email in (the_mail(world), the_mail(world, report=REPORT + "limits: {words: 60}\n")):
        counted = {
            url.removeprefix(ADDRESS): sum(map(int, re.findall(r"\d+", said)))
            for url, said in links(email).items()
            if "/portfolio?" in url
        }
        assert len(counted) > 4
        assert {url: len(rows(world.reads(url))) for url in counted} == counted


def test_what_mails_leave_out_is_left_out_there_and_the_page_says_so(world: World) -> None:
    filled(world)

    page = world.reads("/portfolio?health=on_track&told=1")

    assert "7 on track" in the_mail(world).text
    assert "1 restricted item left out" in " ".join(the_mail(world).text.split())
    assert len(rows(page)) == 7
    assert LEFT_OUT in words_of(page)
    assert "7 \u25cf On track" in tiles(page)
    assert len(rows(world.reads("/portfolio?health=on_track"))) == 9


def test_a_page_that_is_narrowed_further_keeps_to_what_it_was_asked_for(world: World) -> None:
    filled(world)

    page = world.reads("/portfolio?told=1&only=jira:PAY-1,jira:SEC-4")

    assert rows(page) == ["Pay by invoice"]
    assert '<input type="hidden" name="told" value="1">' in page
    assert '<input type="hidden" name="only" value="jira:PAY-1,jira:SEC-4">' in page
    assert "Show all" in words_of(page)
