"""Standings of an invented company, with only what a test cares about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from automation.appraisal import Asking, Pace, Progress, Signal, Standing, Status
from automation.model import Derived, Evidence, Override
from tests.builders import NOON

JIRA = "http://127.0.0.1:8002/browse"


def days(number: float) -> datetime:
    """Noon and so many days."""
    return NOON + timedelta(days=number)


def a_click(text: str = "tom-berg put on the label", *, ago: float = 3) -> Evidence:
    return Evidence(text, f"{JIRA}/PAY-12", days(-ago), "jira:1/click")


def a_health(
    value: str = "on_track",
    because: str = "18 of 31 done",
    *,
    evidence: Sequence[Evidence] = (),
    ago: float = 3,
    candidate: str | None = None,
) -> Derived:
    return Derived(
        item_id="jira:1",
        field="health",
        value=value,
        because=because,
        evidence=tuple(evidence),
        rule="health",
        ruleset="abc",
        changed_at=days(-ago),
        candidate=candidate,
        candidate_since=days(-1) if candidate else None,
    )


def a_status(**parts: object) -> Status:
    found = Status(at=NOON, progress=Progress(18, 31), team="payments", objective="obj-refunds")
    return replace(found, **parts)  # type: ignore[arg-type]  # parts of a status


def a_standing(number: int = 1, title: str = "Pay by invoice", **parts: object) -> Standing:
    found = Standing(
        item_id=f"jira:{10_000 + number}",
        key=f"jira:PAY-{number}",
        title=title,
        type="epic",
        url=f"{JIRA}/PAY-{number}",
        visibility="internal",
        status=a_status(),
        health=a_health(),
    )
    return replace(found, **parts)  # type: ignore[arg-type]  # parts of a standing


def a_word(value: str = "On track", by: str = "mara-lind", *, until: float = 12) -> Override:
    return Override("jira:1", "health", value, by, days(-2), days(until))


def blocked(*, ago: float = 9, level: str = "serious") -> Signal:
    return Signal(
        id="B1",
        level=level,
        since=days(-ago),
        text="SEC-40 blocks PAY-12 since 23 Sep",
        evidence=(a_click("tom-berg says it is blocked by SEC-40", ago=ago),),
        clears="SEC-40 closes",
    )


def the_company() -> Sequence[Standing]:
    """Fourteen pieces of work as a head of product operations finds them on a Friday."""
    return (*_troubled(), *_quiet(), *_parcels(), *_security())


def _troubled() -> Sequence[Standing]:
    asked = (Asking("Nordwind", days(-210), f"{JIRA}/REQ-1"), Asking("Acme", None, ""))
    return (
        a_standing(
            1,
            "Pay by invoice",
            health=a_health("at_risk", _BLOCKED, evidence=[a_click(ago=9), a_click(ago=2)]),
            override=a_word(),
            status=a_status(
                signals=(blocked(),), askings=asked, target=days(29), moved=_MOVED, pace=_SLOW
            ),
        ),
        a_standing(
            2,
            "Refunds that follow themselves",
            health=a_health(
                "off_track",
                "the target date 24 Sep passed with 5 of 31 open; it was moved twice, first 12 Aug",
                evidence=[a_click("ines-roth moved the date to 24 Sep", ago=40)],
            ),
            status=a_status(
                progress=Progress(26, 31, 1, 7, 2, 26, days(-90)),
                target=days(-8),
                first_target=days(-51),
                moves=2,
                moved=_MOVED,
                pace=Pace(1.5, 12, days(23)),
                signals=(
                    Signal("F2", "serious", days(-8), "the target date 24 Sep passed with 5 open"),
                    Signal("F3", "serious", days(-40), "the date was moved twice, first 12 Aug"),
                ),
            ),
        ),
        a_standing(
            3,
            "One-page checkout",
            health=a_health(
                "on_track",
                "18 of 31 done, target 11 Dec",
                candidate="at_risk",
                evidence=[a_click("SEC-40 was opened", ago=4)],
            ),
            ripe=days(4),
            status=a_status(
                signals=(blocked(ago=4, level="watch"),), pace=_SLOW, moved=_MOVED, target=days(70)
            ),
        ),
    )


def _quiet() -> Sequence[Standing]:
    told = tuple(Asking(f"Customer {n}", days(-90), "", days(-2)) for n in range(4))
    return (
        a_standing(
            4,
            "Dunning letters",
            health=a_health("unknown", "too little history to judge: 2 weeks of data", ago=1),
            status=a_status(
                progress=Progress(0, 6),
                signals=(Signal("U1", "unknown", days(-14), "2 weeks of history"),),
            ),
        ),
        a_standing(
            5,
            "Receipts by mail",
            health=a_health("done", "all 12 closed", ago=12),
            status=a_status(
                progress=Progress(12, 12),
                askings=(*told, *_MORE),
                closed_at=days(-12),
                moved=_MOVED,
            ),
        ),
        a_standing(10, "Pay later", health=None, status=a_status(progress=Progress(0, 0))),
    )


def _parcels() -> Sequence[Standing]:
    return (
        a_standing(
            6,
            "Sammelrechnung f\u00fcr Gro\u00dfkunden",
            key="jira:LOG-7",
            health=a_health("at_risk", "scope +23 % since 1 Sep: 7 added, 0 removed"),
            status=a_status(
                team="logistics",
                objective="obj-parcels",
                progress=Progress(9, 37, 2, 7, 0, 30, days(-31)),
                signals=(Signal("S1", "serious", days(-10), "scope +23 % since 1 Sep: 7 added"),),
                askings=_MORE,
                moved=_MOVED,
            ),
        ),
        a_standing(
            8,
            "Parcel shop finder",
            key="github:acme/storefront#8",
            url="http://127.0.0.1:8001/acme/storefront/issues/8",
            health=a_health("paused", "paused since 14 Sep"),
            status=a_status(
                team="storefront",
                objective="obj-parcels",
                progress=Progress(3, 9),
                paused_since=days(-18),
            ),
        ),
        a_standing(
            9,
            "Track & trace \U0001f4e6 <script>alert('x')</script>",
            key="github:acme/mobile#9",
            url="http://127.0.0.1:8001/acme/mobile/issues/9",
            health=a_health("on_track", "22 of 24 done, target 22 Oct"),
            status=a_status(
                team="mobile",
                objective="obj-parcels",
                progress=Progress(22, 24, 0, 1),
                target=days(20),
                pace=Pace(3, 12, days(10)),
                moved=_MOVED,
            ),
        ),
    )


def _security() -> Sequence[Standing]:
    return (
        a_standing(
            11,
            "x" * 10_000,
            key="jira:SEC-4",
            visibility="restricted",
            health=a_health("on_track", "4 of 9 done"),
            status=a_status(team="security", objective=None, progress=Progress(4, 9)),
        ),
        *(
            a_standing(
                20 + n,
                title,
                key=f"jira:SEC-{20 + n}",
                health=a_health("on_track", f"{6 + n} of 12 done, target {1 + n} Dec"),
                status=a_status(
                    team="security",
                    objective="obj-trust",
                    progress=Progress(6 + n, 12),
                    target=days(60 + n),
                    moved=_MOVED,
                ),
            )
            for n, title in enumerate(["Passkeys", "Key rotation", "Audit trail", "Passkeys"])
        ),
    )


_BLOCKED = "SEC-40 blocks PAY-12 since 23 Sep; 18 of 31 done. Nordwind has waited since 6 Mar"
_SLOW = Pace(2.5, 12, days(64))
_MOVED = a_click("tom-berg moved it from To do to In progress", ago=0.2)
_MORE = tuple(Asking(f"Shop {n}", days(-80 - n), "") for n in range(7))
