"""Values of an event, and of what a step writes, are kept so that the test comes to the same."""

from datetime import timedelta

from automation.model import Change
from automation.ports.explaining import Told
from tests.engine.asked import an_event
from tests.engine.cases import NOW, bench
from tests.engine.items import item
from tests.engine.stepped import MOVED, TO_DONE
from tests.engine.test_keeping import kept, passes

DATED = MOVED.replace("fields: status, from: [To do, In review], to: Done", "fields: due").replace(
    "{{ item.title }}", "{{ event.due.old | day }} to {{ event.due.new | day }}"
)


def test_a_date_that_moved_is_kept_with_both_dates() -> None:
    one = bench(DATED, about=item("jira:PAY-1", title="Pay"))
    later = Change("due", NOW, NOW + timedelta(days=7))

    found = kept(one, DATED, Told(events=(an_event(one, later),)))

    assert "due: {from: 2026-11-18T09:00:00Z, to: 2026-11-25T09:00:00Z}" in found.text
    assert "18 Nov 2026 to 25 Nov 2026" in found.text
    assert (found.note, passes(DATED, found)) == ("", True)


FILLED = MOVED.replace(
    'comment: "Done by {{ actor.login }}: {{ item.title }}"',
    "set: {field: shipped_in, value: next}",
)
PLACES = """\
pitboard: 1
mapping: trackers
fields: {shipped_in: {write: true, jira: customfield_10060}}
"""


def test_a_field_that_is_set_is_kept_with_the_tracker_it_stands_in() -> None:
    one = bench(FILLED, PLACES, about=item("jira:PAY-1", title="Pay"))

    found = kept(one, FILLED, Told(events=(an_event(one, TO_DONE),)))

    assert 'key: "jira:PAY-1"' in found.text
    assert '["set shipped_in: next"]' in found.text
    assert passes(FILLED, found, PLACES)
