"""Whose work an issue of Jira is, and who may have it, as both its products tell people.

Cloud knows people by one id. Data Center has a name that they sign in with, by which an issue is
given, and a key that stays when the name changes, by which webhooks tell who did something.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from automation.errors import ServiceError
from automation.model import Value
from automation.ports import Holder
from automation.trackers.deadline import Deadline

_FOUND: Final = 50
"""How many people are looked at who go by nearly one name."""


class Holding(ABC):
    """What the client does about assignees."""

    def holders(self, key: str, *, timeout: float) -> Sequence[Holder]:
        """The one who has it, by the id of the account, shown by name."""
        user = self._fields(key, "assignee", timeout=timeout).get("assignee")
        return [_holder(user)] if user else []

    def holder(self, account: str, *, timeout: float) -> Holder:
        """This account: Cloud's by its id, Data Center's by its name or by its key.

        Data Center gives an issue by the name alone, and tells who did something by the key.
        https://docs.atlassian.com/software/jira/docs/api/REST/latest/#api/2/user-getUser
        """
        until = Deadline(timeout, "Jira")
        if self._is_cloud(until):
            return self._user({"accountId": account}, until)
        try:
            return self._user({"username": account}, until)
        except ServiceError as error:
            if not error.gone:
                raise
        return self._user({"key": account}, until)

    def called(self, key: str, name: str, *, timeout: float) -> Sequence[Holder]:
        """People at work who may have the issue, found by the beginnings of their names.

        https://developer.atlassian.com/cloud/jira/platform/rest/v2/api-group-user-search/#api-rest-api-2-user-assignable-search-get
        """
        until = Deadline(timeout, "Jira")
        asked = "query" if self._is_cloud(until) else "username"
        query = {asked: name, "issueKey": key, "maxResults": _FOUND}
        found = self._call("GET", "user/assignable/search", query, timeout=until.left())
        return [_holder(user) for user in found if _is_at_work(user)]

    def hand_over(self, key: str, account: str | None, *, timeout: float) -> None:
        """Let this account have it, or nobody."""
        self.set_fields(key, {"assignee": account}, timeout=timeout)

    def _user(self, query: Mapping[str, object], until: Deadline) -> Holder:
        return _holder(self._call("GET", "user", query, timeout=until.left()))

    def _fields(self, key: str, names: str, *, timeout: float) -> Any:  # noqa: ANN401 - Jira's JSON
        return self._call("GET", _issue(key), {"fields": names}, timeout=timeout)["fields"]

    @abstractmethod
    def set_fields(self, key: str, values: Mapping[str, Value], *, timeout: float) -> None:
        """Write all of these fields in one request."""

    @abstractmethod
    def _is_cloud(self, until: Deadline) -> bool:
        """Which of the two products this is."""

    @abstractmethod
    def _call(
        self,
        verb: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        timeout: float,
        body: object = None,
    ) -> Any:  # noqa: ANN401 - Jira's JSON
        """Ask Jira. Raises ServiceError."""


def _issue(key: str) -> str:
    return f"issue/{quote(key, safe='')}"


def _account(user: Mapping[str, Any]) -> str:
    """As it is assigned: by Cloud's id, or by Data Center's name."""
    return str(user.get("accountId") or user.get("name") or user.get("key") or "")


def _holder(user: Mapping[str, Any]) -> Holder:
    return Holder(_account(user), str(user.get("displayName") or ""))


def _is_at_work(user: Mapping[str, Any]) -> bool:
    return user.get("active") is not False and user.get("accountType") != "app"
