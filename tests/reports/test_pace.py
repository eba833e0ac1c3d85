"""Where the usual pace leads is told in mails: it drifts, so no tracker is told of it."""

from automation.appraisal import Pace
from tests.reports.builders import an_item, digest, id_of
from tests.reports.post import mail
from tests.reports.test_wording import read_out
from tests.web.company import a_status, days


def test_what_is_on_track_is_told_with_the_week_its_pace_leads_to() -> None:
    paced = a_status(pace=Pace(3.0, 6, days(67)))
    better = digest(an_item(1, status=paced), before={id_of(1): "at_risk"})
    worse = digest(an_item(1, "at_risk", status=paced), before={id_of(1): "on_track"})

    text = " ".join(mail(better).text.split())
    assert "18 of 31 done. At the usual pace: week of 7 Dec. http" in text
    assert "At the usual pace: week of 7 Dec." in read_out(mail(better))
    assert "usual pace" not in mail(worse).text
