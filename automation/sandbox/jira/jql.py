"""As much of Jira's query language as Pitboard and its tests ask in.

`updated >= "2026-11-22 00:28" AND project in (PAY, SEC) ORDER BY updated ASC`. Times of day are
read in UTC, the zone of every account here.
https://support.atlassian.com/jira-software-cloud/docs/jql-fields/
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from automation.sandbox.jira.seed import BOT
from automation.sandbox.jira.state import Issue, Refusal, State

Test = Callable[[Issue], bool]

_CLAUSE = re.compile(
    r"""\s*(?P<field>[a-z]+)\s*(?P<sign>>=|<=|!=|=|>|<|\bnot\s+in\b|\bin\b)\s*
    (?P<value>\([^()]*\)|"[^"]*"|'[^']*'|currentUser\(\)|[^\s()"']+)\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_ME = "currentUser"
"""The account that asks, its brackets aside as of every list."""
_ORDER = re.compile(r"(?i)\border\s+by\b")
_AGO = re.compile(r"(?i)-(\d+)([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FORMS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
_WORDS: Mapping[str, Callable[[Issue], Sequence[str]]] = {
    "project": lambda issue: (issue.project,),
    "key": lambda issue: (issue.key, issue.id),
    "issuekey": lambda issue: (issue.key, issue.id),
    "issue": lambda issue: (issue.key, issue.id),
    "id": lambda issue: (issue.key, issue.id),
    "status": lambda issue: (issue.status.name, issue.status.id),
    "issuetype": lambda issue: (issue.type.name, issue.type.id),
    "labels": lambda issue: issue.several("labels"),
    "creator": lambda issue: (issue.creator, _ME if issue.creator == BOT else ""),
}
_TIMES: Mapping[str, Callable[[Issue], datetime]] = {
    "updated": lambda issue: issue.updated,
    "created": lambda issue: issue.created,
}
_ORDERS: Mapping[str, Callable[[Issue], tuple[object, ...]]] = {
    "updated": lambda issue: (issue.updated,),
    "created": lambda issue: (issue.created,),
    "key": lambda issue: (issue.project, issue.number),
    "id": lambda issue: (int(issue.id),),
}


def found(state: State, jql: str, *, now: datetime) -> list[Issue]:
    """List the issues of a query in its order. Raises Refusal 400 at what it cannot read."""
    where, *order = _ORDER.split(jql)
    tests = _tests(where, now, state)
    if not tests:
        raise Refusal(400, "Unbounded JQL queries are not allowed here.")
    issues = [one for one in state.issues.values() if all(test(one) for test in tests)]
    return _sorted(issues, order[0] if order else "created DESC")


def _tests(where: str, now: datetime, state: State) -> list[Test]:
    tests: list[Test] = []
    at = 0
    while where[at:].strip():
        if tests:
            joined = re.compile(r"(?i)\s*and\b").match(where, at)
            if not joined:
                raise _unreadable(where[at:])
            at = joined.end()
        clause = _CLAUSE.match(where, at)
        if not clause:
            raise _unreadable(where[at:])
        field, sign, value = clause["field"].lower(), clause["sign"].lower(), clause["value"]
        if field == "project":
            _check_projects(state, _listed(value))
        tests.append(_test(field, sign, value, now))
        at = clause.end()
    return tests


def _test(field: str, sign: str, value: str, now: datetime) -> Test:
    if field in _TIMES:
        return _by_time(_TIMES[field], sign, _moment(_bare(value), now))
    if field not in _WORDS:
        raise Refusal(400, f"Field '{field}' does not exist or you do not have permission.")
    read = _WORDS[field]
    wanted = {one.casefold() for one in _listed(value)}
    negative = sign == "!=" or sign.startswith("not")
    if sign in (">", "<", ">=", "<="):
        raise Refusal(400, f"The operator '{sign}' is not supported by the '{field}' field.")

    def test(issue: Issue) -> bool:
        return negative is not any(word.casefold() in wanted for word in read(issue))

    return test


def _check_projects(state: State, named: Sequence[str]) -> None:
    """Refuse a query for one project that is not there, as Jira does."""
    known = {key.casefold() for key in state.projects}
    for name in named:
        if name.casefold() not in known:
            raise Refusal(400, f"The value '{name}' does not exist for the field 'project'.")


def _listed(value: str) -> Sequence[str]:
    return [_bare(one) for one in value.strip("()").split(",")]


def _by_time(read: Callable[[Issue], datetime], sign: str, moment: datetime) -> Test:
    tests: Mapping[str, Test] = {
        ">=": lambda issue: read(issue) >= moment,
        ">": lambda issue: read(issue) > moment,
        "<=": lambda issue: read(issue) <= moment,
        "<": lambda issue: read(issue) < moment,
    }
    if sign not in tests:
        raise Refusal(400, f"The operator '{sign}' is not supported for a date.")
    return tests[sign]


def _moment(text: str, now: datetime) -> datetime:
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2].lower()]: int(ago[1])})
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise Refusal(400, f"Date value '{text}' is invalid. Valid formats include: yyyy-MM-dd HH:mm.")


def _sorted(issues: list[Issue], order: str) -> list[Issue]:
    for part in reversed(order.split(",")):
        field, _, way = part.strip().partition(" ")
        name = field.lower().replace("issuekey", "key")
        if name not in _ORDERS or way.strip().upper() not in ("", "ASC", "DESC"):
            raise _unreadable(part)
        issues.sort(key=_ORDERS[name], reverse=way.strip().upper() == "DESC")
    return issues


def _bare(value: str) -> str:
    return value.strip().strip("\"'")


def _unreadable(rest: str) -> Refusal:
    return Refusal(400, f"Error in the JQL Query: cannot read '{rest.strip()[:60]}'.")
