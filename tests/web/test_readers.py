"""A reader stops a mail with one tap from anywhere; a link scanner changes nothing."""

from sqlalchemy import select
from werkzeug.test import TestResponse

from automation.store import schema
from automation.tokens import Tokens
from tests.web.conftest import World, words_of
from tests.web.letters import an_edition

MARA = "mara.lind@example.org"
REPORT = "weekly-executive"
FILE = """\
pitboard: 1
report: weekly-executive
title: Portfolio weekly
why: Leaders see who waits.
owner: product-ops
state: live
audience: executive
to: [mara]
send: {at: monday 08:30}
"""
PEOPLE = f"pitboard: 1\npeople: {{mara: {{name: Mara Lind, mail: {MARA}}}}}\n"
FAR_AWAY = {"REMOTE_ADDR": "203.0.113.9"}
WORDS = ("useful", "not", "monthly", "weekly", "stop")


def link(world: World, *, report: str = REPORT, recipient: str = MARA) -> str:
    token = Tokens(world.line.settings.secret_key).of(report, "2026-W40", recipient)
    return f"/u/{token}"


def gets(world: World, address: str) -> TestResponse:
    """From another continent, behind a proxy."""
    headers = {"Host": "pitboard.example", "X-Forwarded-For": "198.51.100.7"}
    return world.browser.get(address, headers=headers, environ_overrides=FAR_AWAY)


def posts(world: World, address: str) -> TestResponse:
    """What a mail program sends: no cookie, no Origin, no Sec-Fetch-Site."""
    return world.browser.post(
        address,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Host": "pitboard.example", "Via": "1.1 mail"},
        environ_overrides=FAR_AWAY,
    )


def rhythms(world: World) -> dict[str, str]:
    return dict(world.record.editions.rhythms(REPORT))


def taps(world: World) -> list[tuple[int, str]]:
    with world.record.database.reading() as connection:
        found = connection.execute(select(schema.tap.c.edition, schema.tap.c.word)).all()
    return [(edition, word) for edition, word in found]


def test_one_click_stops_the_mail_at_once(world: World) -> None:
    answer = posts(world, link(world))

    assert answer.status_code == 200
    assert "You get no more of it." in words_of(answer.text)
    assert rhythms(world) == {MARA: "never"}


def test_a_browser_on_another_site_may_send_it_too(world: World) -> None:
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}

    world.browser.post(link(world), headers=headers, environ_overrides=FAR_AWAY)

    assert rhythms(world) == {MARA: "never"}


def test_a_link_scanner_changes_nothing(world: World) -> None:
    an_edition(world.record)

    for address in (link(world), *(f"{link(world)}/{word}" for word in WORDS)):
        assert gets(world, address).status_code == 200
        assert world.browser.head(address, environ_overrides=FAR_AWAY).status_code == 200

    assert rhythms(world) == {}
    assert taps(world) == []


def test_the_page_offers_every_other_rhythm_and_shows_nothing_of_ours(world: World) -> None:
    world.line.activate({"people.yaml": PEOPLE, "reports/weekly.yaml": FILE})

    page = gets(world, link(world)).text

    assert "Portfolio weekly It goes to mara.lind@example.org." in words_of(page)
    assert "Stop this mail Once a month Nothing changes before you press." in words_of(page)
    assert "href" not in page
    assert "/portfolio" not in page


def test_a_reader_may_want_it_monthly_and_weekly_again(world: World) -> None:
    posts(world, f"{link(world)}/monthly")
    assert rhythms(world) == {MARA: "monthly"}

    said = words_of(posts(world, f"{link(world)}/weekly").text)

    assert "You get it every week again." in said
    assert "Stop this mail Once a month" in said
    assert rhythms(world) == {}


def test_a_stopped_mail_stays_stopped_on_the_page_and_can_be_had_again(world: World) -> None:
    pressed = words_of(posts(world, link(world)).text)
    later = words_of(gets(world, link(world)).text)

    assert "You get no more of it." in pressed
    assert f"It no longer goes to {MARA}." in pressed
    assert f"It no longer goes to {MARA}. Once a month Send it again every week" in later
    assert "Stop this mail" not in pressed + later


def test_a_button_for_what_stands_already_makes_room_for_the_others(world: World) -> None:
    posts(world, f"{link(world)}/monthly")

    said = words_of(gets(world, f"{link(world)}/monthly").text)

    assert f"Once a month it goes to {MARA}. Stop this mail Every week Nothing changes" in said


def test_a_tap_is_kept_with_its_edition_and_the_last_one_counts(world: World) -> None:
    an_edition(world.record)

    posts(world, f"{link(world)}/useful")
    posts(world, f"{link(world)}/not")

    assert taps(world) == [(1, "not")]


def test_a_tap_on_a_mail_that_is_no_longer_kept_is_thanked_for(world: World) -> None:
    assert posts(world, f"{link(world)}/useful").status_code == 200
    assert taps(world) == []


def test_nobody_stops_somebody_elses_mail(world: World) -> None:
    token = link(world)

    for wrong in ("/u/x", token[:-3], f"{token}x", f"/u/{'A' * 3000}"):
        for answer in (gets(world, wrong), posts(world, wrong), posts(world, f"{wrong}/stop")):
            assert answer.status_code == 404
            assert "There is nothing at this address" in words_of(answer.text)
    assert rhythms(world) == {}


def test_a_token_of_another_installation_is_none_of_ours(world: World) -> None:
    foreign = Tokens(b"another key of 32 characters....").of(REPORT, "2026-W40", MARA)

    assert posts(world, f"/u/{foreign}").status_code == 404


def test_an_unknown_word_is_nothing(world: World) -> None:
    assert gets(world, f"{link(world)}/delete").status_code == 404
    assert posts(world, f"{link(world)}/delete").status_code == 404


def test_a_heads_up_is_stopped_by_itself(world: World) -> None:
    posts(world, link(world, report=f"{REPORT}/heads-up"))

    assert rhythms(world) == {}
    assert world.record.editions.rhythms(f"{REPORT}/heads-up") == {MARA: "never"}


def test_a_heads_up_is_offered_in_no_other_rhythm_than_it_knows(world: World) -> None:
    address = link(world, report=f"{REPORT}/heads-up")

    stopped = words_of(posts(world, address).text)
    refused = [gets(world, f"{address}/monthly"), posts(world, f"{address}/monthly")]
    again = words_of(posts(world, f"{address}/weekly").text)

    assert "Once a month" not in stopped + again
    assert "Send it again No sign-in" in stopped
    assert [each.status_code for each in refused] == [404, 404]
    assert "You get it again, when something of yours got worse." in again
    assert world.record.editions.rhythms(f"{REPORT}/heads-up") == {}


def test_the_page_runs_nothing_and_leaves_no_trace(world: World) -> None:
    answer = gets(world, link(world))

    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_recipient_with_a_tag_in_it_is_shown_as_text(world: World) -> None:
    page = gets(world, link(world, recipient="<b>x</b>@example.org")).text

    assert "<b>" not in page


def test_every_other_page_stays_closed_to_strangers(world: World) -> None:
    for address in ("/", "/portfolio", "/mails", "/operations", "/u"):
        assert gets(world, address).status_code in {403, 404}
    assert gets(world, "/mails").status_code == 403
