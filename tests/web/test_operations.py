"""What runs, what waits, what gave up, and the way back."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from automation.effects import Outcome, Wake
from automation.ports import Answer
from automation.store import schema
from automation.store.reasons import Due, put_on_agenda, put_wakes
from tests.builders import at
from tests.web.conftest import KEY, PAGE, World

ONE_WAITS = {"waiting": 1, "soon": 0, "timers": 0, "dead": 0}


def test_the_three_tables_are_counted_in_words(world: World) -> None:
    world.sees()
    world.receives({"zen": "Keep it logically awesome."}, kind="star")

    said = world.sees_on("/operations")

    assert "what arrived taken in 1 nobody listens 1 waiting 0 gave up 0" in said
    assert "what must be written waiting 1" in said


def test_a_quiet_line_says_that_all_is_well(world: World) -> None:
    for name in ("clock", "worker:line", "worker:deliver"):
        world.record.clocks.beat(name, wall=world.time())

    said = world.sees_on("/operations")

    assert "Everything runs, and nothing gave up" in said
    assert "No work is due right now." in said


def test_a_process_that_fell_silent_stands_out(world: World) -> None:
    world.record.clocks.beat("worker:line", wall=world.time() - timedelta(minutes=4))
    world.record.clocks.beat("clock", wall=world.time())

    said = world.sees_on("/operations")

    assert "2 processes are not running" in said
    assert "takes in deliveries and decides silent 4 min ago" in said
    assert "writes to the trackers never seen none" in said
    assert "running just now" in said


def test_a_paused_connection_says_for_how_long(world: World) -> None:
    world.sees()
    world.writes(Answer(Outcome.FAILED, "GitHub did not answer", retry_after=90))

    said = world.sees_on("/operations")

    assert "writes wait for 1 min more, after 1 failure" in said
    assert "writes to 1 connection wait" in said
    assert "waiting: the last try failed GitHub did not answer" in said


def test_work_that_is_due_says_how_long_it_has_waited(world: World) -> None:
    world.sees()
    world.time.pass_(7200)

    assert "The oldest write that is due has waited 2 h." in world.sees_on("/operations")


def test_the_newest_deliveries_say_what_became_of_them(world: World) -> None:
    world.sees()
    world.receives(b"{}")

    said = world.sees_on("/operations").split("Newest deliveries")[1]

    assert "2 Oct 2026, 12:01 github issues d-1 taken in" in said
    assert "d-2 waiting: tried 1 time not the shape of issues" in said
    assert said.index("d-2") < said.index("d-1")


def test_what_is_due_and_what_waits_for_its_time_are_told_apart(world: World) -> None:
    world.sees()
    world.is_overruled()

    said = world.sees_on("/operations")

    assert "must be looked at waiting 0 timers 1 next on Fri 16 Oct, 12:03 gave up 0" in said
    assert "Nobody has to be looked at right now." in said
    assert f"a person's value ends, and it looks again {KEY} Fri 16 Oct, 12:03, in 14 days" in said


def test_timers_of_a_kind_are_one_line(world: World) -> None:
    for number in (13, 14, 15):
        world.sees(number=number)
    with world.record.database.writing() as connection:
        wakes = [Wake(f"github:{n}", "timer:needs-triage:limit", "company", at(n)) for n in (8, 9)]
        put_wakes(connection, [*wakes, *(replace(w, due_at=at(7200)) for w in wakes)], wall=at(0))

    said = world.sees_on("/operations")

    assert "nobody has looked at them its limit has room again 2 items Fri 2 Oct, 14:00" in said


def test_what_nobody_took_up_says_for_how_long(world: World) -> None:
    world.sees()
    world.is_overruled()
    world.time.pass_(14 * 86400 + 40)

    said = world.sees_on("/operations")

    assert "must be looked at waiting 1 timers 0 gave up 0" in said
    assert f"{KEY} the rule needs-triage asked to look again for 40 s" in said
    assert "The oldest delivery or decision that is due has waited 40 s." in said


def test_what_is_put_off_is_no_timer_and_waits_for_nobody(world: World) -> None:
    with world.record.database.writing() as connection:
        put_on_agenda(connection, [Due("github:8", "reread", at(80))], wall=at(60))

    said = world.sees_on("/operations")

    assert "must be looked at waiting 0 soon 1 timers 0 gave up 0" in said
    assert "github:8 read it again at the tracker not due yet: in 20 s" in said


def test_right_after_a_jump_of_the_companys_clock_nothing_has_waited_for_days(world: World) -> None:
    with world.record.database.writing() as connection:
        put_wakes(connection, [Wake("github:8", "timer:x:1", "company", at(86400))], wall=at(0))
    world.record.clocks.pause(wall=world.time())
    world.record.clocks.forward_to(at(3 * 86400), wall=world.time())
    world.time.pass_(10)

    said = world.sees_on("/operations")

    assert "The oldest delivery or decision that is due has waited 7 s." in said
    assert "github:8 the rule x asked to look again for 7 s" in said


# --- what gave up -----------------------------------------------------------------------------


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Where the only form of a page goes, and what is in it."""
    (action,) = re.findall(r'<form method="post" action="([^"]*)"', page)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return action, dict(fields)


def test_a_delivery_that_gave_up_is_read_again_at_the_press_of_a_button(world: World) -> None:
    world.gives_up_reading()
    page = world.reads("/operations")
    action, form = form_of(page)

    answer = world.presses(action, **form)

    assert "It does not look like what the tracker promises to send." in page
    assert (answer.status_code, answer.location) == (303, "/operations?again=1")
    assert world.record.views.counts()["waiting"] == 1


def test_a_decision_that_gave_up_is_taken_again_at_the_press_of_a_button(world: World) -> None:
    world.sees()
    world.is_overruled()
    world.gives_up_deciding()
    page = world.reads("/operations")
    action, form = form_of(page)

    answer = world.presses(action, **form)

    assert "Pitboard has a fault here." in page
    assert "KeyError" in page
    assert (answer.status_code, answer.location) == (303, "/operations?again=1")
    assert world.record.views.agenda_counts(wall=world.time()) == ONE_WAITS


def test_a_write_that_gave_up_is_tried_again_at_the_press_of_a_button(world: World) -> None:
    world.sees()
    world.gives_up_writing("GitHub answered 403: Resource not accessible by integration")
    page = world.reads("/operations")
    action, form = form_of(page)

    answer = world.presses(action, **form)

    assert "The tracker does not let Pitboard&#39;s account write this." in page.replace(
        "'", "&#39;"
    )
    assert (answer.status_code, answer.location) == (303, "/operations?again=1")
    assert world.record.views.write_counts() == {"withdrawn": 1}
    assert world.record.views.agenda_counts(wall=world.time()) == ONE_WAITS


def test_what_gave_up_is_named_with_its_error_and_its_item(world: World) -> None:
    world.sees()
    world.gives_up_writing("GitHub answered 404: Not Found")

    page = world.reads("/operations")

    assert f'<a href="{PAGE}"><bdi>Writing Triage: needs-triage, to github:acme/shop#12' in page
    assert "GitHub answered 404: Not Found" in page
    assert "1 row gave up" in world.sees_on("/operations")


def test_a_delivery_with_an_odd_name_can_be_replayed(world: World) -> None:
    world.gives_up_reading()
    odd = 'a/b?c#d"<e>%2F&'
    with world.record.database.writing() as connection:
        connection.execute(update(schema.inbox).values(delivery=odd))

    action, _ = form_of(world.reads("/operations"))
    world.presses(action.replace("&amp;", "&"))

    assert world.record.views.counts()["waiting"] == 1


def test_a_button_pressed_twice_says_that_it_has_moved_on(world: World) -> None:
    answer = world.presses("/operations/replay/outbox/7")

    assert answer.location == "/operations?again=0"
    assert "Nothing to replay" in world.sees_on("/operations?again=0")


def test_the_notice_is_never_the_words_of_an_address(world: World) -> None:
    page = world.reads("/operations?again=Call+0900+123")

    assert "0900" not in page
    assert 'role="status"' not in page


def test_another_site_cannot_press_the_buttons(world: World) -> None:
    world.sees()
    world.gives_up_writing()
    action, _ = form_of(world.reads("/operations"))

    answer = world.asks(action, method="POST", **{"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert world.record.views.write_counts() == {"dead": 1}


@pytest.mark.parametrize("address", ["inbox/d-1", "agenda", "outbox/1"])
def test_looking_at_an_address_replays_nothing(world: World, address: str) -> None:
    assert world.asks(f"/operations/replay/{address}").status_code == 405


def test_a_form_without_its_subject_is_refused(world: World) -> None:
    assert world.presses("/operations/replay/agenda").status_code == 400


def test_hostile_errors_are_shown_as_text(world: World) -> None:
    world.sees(title="<b>", number=13)
    world.gives_up_writing("GitHub answered 422: <img src=x onerror=alert(1)>\u202e")

    page = world.reads("/operations")

    assert "<img src=x" not in page
    assert "\u202e" not in page
    assert "The tracker refused it." in page


def test_when_a_delivery_arrived_is_told_by_the_systems_clock_and_says_so(world: World) -> None:
    world.sees()

    page = world.reads("/operations")

    assert "When they arrived is told in system time" in page
    assert '<th scope="col">Arrived, system time</th>' in page
    assert '<td data-label="Arrived, system time"><time datetime="2026-10-02T12:' in page
