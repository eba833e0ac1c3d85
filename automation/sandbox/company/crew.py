"""The thirty people of the invented company, their accounts in both trackers, and their teams."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

PITBOARD_FIRST = 1001
BOT = "renovate[bot]"
BOT_ID = 2100

_OLD_ACCOUNTS = {
    "mara": "712020:5e1d0a44-mara",
    "jonas": "712020:1f83ab20-jonas",
    "aiko": "712020:77c0de31-aiko",
    "teo": "712020:c4a9fe02-teo",
}

_NAMES = """
mara Mara Lind: payments
jonas Jonas Weil: payments
aiko Aiko Tanabe: security
teo Teo Varga: payments
ines Ines Faber: payments
oskar Oskar Brandt: payments
lucia Lucia Ferrer: payments
dev Dev Parekh: payments
greta Greta Holm: logistics
henrik Henrik Moos: logistics
paula Paula Stern: logistics
timo Timo Krug: logistics
wanda Wanda Ilic: logistics
rafael Rafael Costa: logistics
nora Nora Beck: storefront
kofi Kofi Adomako: storefront
lena Lena Vogt: storefront
marco Marco Ruiz: storefront
sofie Sofie Dahl: storefront
yuki Yuki Arai: storefront
ben Ben Adler: storefront
ada Ada Novak: mobile
milan Milan Horak: mobile
rosa Rosa Klein: mobile
sam Sam Okoro: mobile
elin Elin Berg: mobile
viktor Viktor Hahn: security
zoe Zoe Laurent: security
hanna Hanna Osei: support
clara Clara Winter: leadership
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at Acme: `login` is the account in GitHub, `account` the one in Jira."""

    handle: str
    name: str
    team: str
    number: int

    @property
    def login(self) -> str:
        """The account in GitHub."""
        return self.name.lower().replace(" ", "-")

    @property
    def account(self) -> str:
        """The account in Jira."""
        digest = hashlib.sha256(self.login.encode()).hexdigest()[:8]
        return _OLD_ACCOUNTS.get(self.handle, f"712020:{digest}-{self.handle}")

    @property
    def mail(self) -> str:
        """The address that mail goes to."""
        return f"{self.login.replace('-', '.')}@example.org"


def people() -> Mapping[str, Person]:
    """Everybody, by the first name."""
    return {each.handle: each for each in map(_person, range(1, _count() + 1))}


def team(name: str) -> tuple[str, ...]:
    """The first names of a team, whoever leads it first."""
    return tuple(each.handle for each in people().values() if each.team == name)


def _count() -> int:
    return len(_NAMES.strip().splitlines())


def _person(number: int) -> Person:
    whole, _, team_ = _NAMES.strip().splitlines()[number - 1].partition(": ")
    handle, _, name = whole.partition(" ")
    return Person(handle, name, team_, PITBOARD_FIRST - 1 + number)
