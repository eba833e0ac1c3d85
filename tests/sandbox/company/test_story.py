"""The story as a whole: the same every time, in order, refused nowhere, of the right size."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from automation.sandbox.company import catalogue
from automation.sandbox.company.story import Told, tell
from automation.sandbox.entry import Result
from automation.sandbox.github import acts as g
from automation.sandbox.github import entry as github
from automation.sandbox.jira import acts as j
from automation.sandbox.jira import entry as jira
from tests.sandbox.company.world import NOW, Acme

WEEK = timedelta(days=7)
OTHERS = [
    datetime(2026, 11, 26, 6, tzinfo=UTC),  # a Thursday
    datetime(2027, 1, 4, 12, tzinfo=UTC),  # right after the frozen days
]


def test_the_same_day_tells_the_same_story(acme: Acme) -> None:
    assert tell(NOW + timedelta(hours=5)) == acme.story


@pytest.mark.parametrize("now", OTHERS, ids=str)
def test_every_day_leads_to_the_same_keys(acme: Acme, now: datetime) -> None:
    other = Acme(now)

    assert _titles(other) == _titles(acme)


def test_times_only_go_up_by_whole_seconds(acme: Acme) -> None:
    told: Told[g.Deed] | Told[j.Deed]
    for told in (acme.story.github, acme.story.jira):
        times = [entry.at for entry in told.past] + [entry.at for entry in told.coming]
        assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(times))
        assert {at.microsecond for at in times} == {0}


def test_the_past_is_56_weeks_and_ends_yesterday(acme: Acme) -> None:
    today = NOW.replace(hour=0, minute=0)
    for told in (acme.story.github, acme.story.jira):
        assert timedelta(0) < today - told.past[-1].at < timedelta(days=4)
        assert 55 * WEEK < today - told.past[0].at <= 56 * WEEK
        assert all(entry.at > today - timedelta(hours=1) for entry in told.coming)
        assert 9 * WEEK < told.coming[-1].at - today <= 10 * WEEK


def test_it_is_as_large_as_a_company(acme: Acme) -> None:
    pages = [one for each in acme.hub.repositories.values() for one in each.issues.values()]
    issues = [one for one in pages if not one.pull]

    assert 5_000 < acme.webhooks < 8_000
    assert 700 < len(issues) + len(acme.site.issues) < 1_000
    assert 600 < len(pages) - len(issues) < 700
    assert (len(catalogue.live()), len(catalogue.finished())) == (14, 12)


def test_nobody_works_at_night_or_on_a_weekend(acme: Acme) -> None:
    people = [one for one in acme.hub_happenings if one.by != "renovate[bot]"]
    times = [one.at for one in people] + [one.at for one in acme.site_happenings]

    assert {at.weekday() for at in times} == {0, 1, 2, 3, 4}
    assert all(5 <= at.hour < 18 for at in times)


def test_the_first_week_to_come_brings_news_and_the_second_almost_none(acme: Acme) -> None:
    quiet = acme.story.quiet
    acts = [(entry.at, entry.deeds[0].by) for entry in acme.story.github.coming]
    acts += [(entry.at, entry.deeds[0].by) for entry in acme.story.jira.coming]
    before = [by for at, by in acts if at < quiet]
    during = [by for at, by in acts if quiet <= at < quiet + WEEK]
    by_people = [by for by in during if by != "renovate[bot]"]

    assert len(before) > 50
    assert len(by_people) == 1


def test_what_will_happen_can_happen(acme: Acme) -> None:
    refused = 0
    hub, site = acme.hub, acme.site
    for entry in acme.story.github.coming:
        outline = github.enact(hub, entry)
        hub, refused = outline.state, refused + (outline.result is Result.REFUSED)
    for card in acme.story.jira.coming:
        done = jira.enact(site, card)
        site, refused = done.state, refused + (done.result is Result.REFUSED)

    # The owner of the watermelon takes off whatever health Pitboard may have written.
    assert refused == 3


def test_what_will_happen_in_jira_holds_though_somebody_makes_things_meanwhile(acme: Acme) -> None:
    meddled = jira.enact(
        acme.site, jira.Entry(at=NOW, via=jira.Via.PAGE, deeds=_comments(acme))
    ).state
    state, refused = meddled, 0
    for entry in acme.story.jira.coming:
        outline = jira.enact(state, entry)
        state, refused = outline.state, refused + (outline.result is Result.REFUSED)

    assert meddled.last_id > acme.site.last_id
    assert refused == 0


def _comments(acme: Acme) -> tuple[j.Deed, ...]:
    ids = [one.id for one in acme.site.issues.values()][:50]
    bot = "712020:9b70c2f1-pitboard"
    return tuple(j.Deed(bot, j.AddComment(id_, "A sticky comment.")) for id_ in ids)


def _titles(acme: Acme) -> dict[str, str]:
    found = {one.key: one.summary for one in acme.site.issues.values()}
    for place in acme.hub.repositories.values():
        found |= {f"{place.full_name}#{one.number}": one.title for one in place.issues.values()}
    return found
