"""Accounts of Jira in people.yaml that are no ids: a name that people see leads to nobody."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from automation.engine.folder.places import Place
from automation.errors import Problem

_ID: Final = re.compile(r"[0-9]+(:[0-9A-Za-z-]+)?|[0-9a-f]{24}|JIRAUSER[0-9]+|[a-z0-9._-]+")
"""Of Cloud, or a key of Data Center.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/
"""


def lookalikes(roots: Mapping[str, Place]) -> Iterator[Problem]:
    """Tell accounts of connections that are called after Jira and that read like a name."""
    for root in roots.values():
        people = root.child("people")
        listed = (*people.children(), *(each for _, each in people.entries())) if people else ()
        for person in listed:
            accounts = person.child("accounts")
            for connection, place in accounts.entries() if accounts else ():
                account = str(place.node.value)
                if "jira" in connection.casefold() and not _ID.fullmatch(account):
                    said = f'"{account}" looks like a name, which anybody in Jira may choose'
                    yield place.problem(f"{said}; write the account id, as in 712020:5e1d0a44")
