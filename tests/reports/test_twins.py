"""Two items of one title can be told apart, wherever they are named."""

from tests.reports.builders import an_item, digest, id_of
from tests.reports.post import TEAMS, links, mail
from tests.web.company import a_status

BOTH = {id_of(1): "on_track", id_of(2): "on_track"}
TWO_TEAMS = TEAMS + "  mobile: {name: Mobile, projects: [MOB]}\n"


def test_twins_of_two_teams_are_told_apart_by_their_teams() -> None:
    items = [
        an_item(n, "at_risk", status=a_status(team=t)) for n, t in ((1, "payments"), (2, "mobile"))
    ]

    email = mail(digest(*items, before=BOTH), teams=TWO_TEAMS)

    assert "Pay by invoice (Payments): AT RISK" in email.text
    assert "Pay by invoice (Mobile): AT RISK" in email.text
    assert {"Pay by invoice (Payments)", "Pay by invoice (Mobile)"} <= set(links(email).values())


def test_twins_of_one_team_are_told_apart_by_their_keys_in_another_section_too() -> None:
    email = mail(digest(an_item(1, "at_risk"), an_item(2, "paused"), before=BOTH))

    assert "Pay by invoice (PAY-1): AT RISK" in email.text
    assert "Pay by invoice (PAY-2): PAUSED" in email.text


def test_titles_that_read_alike_where_they_are_cut_are_twins() -> None:
    title = "A title that is as long as titles of epics tend to be, "
    items = [an_item(n, "at_risk", title=f"{title}part {n}") for n in (1, 2)]

    assert "(PAY-1): AT RISK" in " ".join(mail(digest(*items, before=BOTH)).text.split())


def test_a_heads_up_names_the_one_it_means_in_its_subject() -> None:
    found = digest(an_item(1, "at_risk"), an_item(2, "at_risk"), before=BOTH)

    email = mail(found, folder="heads-up")

    assert email.subject == "Before Mon 12 Oct: Pay by invoice (PAY-1) at risk, and 1 more"


def test_a_title_that_stands_alone_is_told_alone() -> None:
    found = digest(an_item(1, "at_risk"), an_item(2, "at_risk", title="Refunds"), before=BOTH)

    assert "(PAY-" not in mail(found).text
