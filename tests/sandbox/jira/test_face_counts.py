"""What a visitor reads on a board and on the start page is what stands there."""

from collections.abc import Mapping

from automation.sandbox.jira.acts import CreateIssue, MoveCard
from automation.sandbox.jira.app import room_of
from automation.sandbox.jira.entry import Via
from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.state import Stored
from tests.sandbox.jira.test_face import HEALTH, after, page
from tests.sandbox.jira.world import EPIC, Site

_EPIC: Mapping[str, Stored] = {"summary": "An epic", "issuetype": "10100"}


def test_the_card_to_block_is_of_an_epic_that_is_well(site: Site) -> None:
    room = room_of(site.app)
    for health in ("10060", "10061"):
        made = room.do(CreateIssue("PAY", {**_EPIC, HEALTH: health}), by=BOT, via=Via.API)
        (epic,) = (one.issue for one in made.happenings if one.issue)
        card: dict[str, Stored] = {"summary": f"of {health}", "parent": epic.id}
        room.do(CreateIssue("PAY", card), by=BOT, via=Via.API)
    room.do(CreateIssue("PAY", {"summary": "of nobody"}), by=BOT, via=Via.API)

    assert "of 10060" in page(site.call("GET", "/")).partition("Set Health yourself")[0]


def test_what_was_given_up_is_not_counted_as_done(site: Site) -> None:
    room = room_of(site.app)
    (epic,) = (
        one.issue
        for one in room.do(CreateIssue("LOG", _EPIC), by=BOT, via=Via.API).happenings
        if one.issue
    )
    for status in ("10025", "10026", "10021"):
        fields: dict[str, Stored] = {"summary": "A card", "parent": epic.id}
        made = room.do(CreateIssue("LOG", fields), by=BOT, via=Via.API)
        card = made.happenings[0].issue
        assert card is not None
        room.do(MoveCard(card.id, status), by=BOT, via=Via.API)

    for path in ("/projects/LOG", f"/browse/{epic.key}"):
        assert "1 of 2 done, 1 dropped" in page(site.call("GET", path))


def test_a_date_that_was_moved_reads_as_a_day(site: Site) -> None:
    after(site, f"/browse/{EPIC}/field", duedate="2027-01-15")
    shown = after(site, f"/browse/{EPIC}/field", duedate="2027-01-21")

    assert "from 15 Jan 2027 to 21 Jan 2027" in shown
    assert "00:00:00" not in shown
