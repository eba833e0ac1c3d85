"""A date that was moved later makes nothing better."""

from dataclasses import replace

from automation.appraisal import Signal, Standing
from tests.reports.builders import an_item, digest, id_of
from tests.reports.post import mail
from tests.web.company import a_status, blocked, days

SLIP = "target 24 Sep moved to 30 Oct on 30 Sep"


def moved(ago: float, because: str = SLIP) -> Standing:
    """Overdue until its date was moved."""
    slip = Signal("F3", "serious", days(-ago), SLIP)
    status = a_status(target=days(28), first_target=days(-8), moves=1, signals=(blocked(), slip))
    return replace(an_item(1, "at_risk", because=because), status=status)


def test_what_is_less_red_because_its_date_moved_is_changed_and_not_better() -> None:
    found = digest(moved(2), before={id_of(1): "off_track"})

    assert found.better == ()
    assert found.improved == 0
    assert [row.was for row in found.changed] == ["off_track"]
    assert mail(found).subject == "Portfolio wk 41: nothing worse"


def test_that_the_date_moved_is_said_once_whatever_the_reason() -> None:
    for because in (SLIP, "SEC-40 blocks PAY-12 since 23 Sep"):
        text = " ".join(
            mail(digest(moved(2, because), before={id_of(1): "off_track"})).text.split()
        )

        assert text.count("Target 24 Sep moved to 30 Oct on 30 Sep.") == 1


def test_a_date_that_moved_before_the_last_mail_is_no_reason_any_more() -> None:
    found = digest(moved(9), before={id_of(1): "off_track"})

    assert len(found.better) == found.improved == 1
    assert found.better[0].moved == ""


def test_what_got_worse_with_a_new_date_is_worse() -> None:
    found = digest(moved(2), before={id_of(1): "on_track"})

    assert len(found.worse) == 1
