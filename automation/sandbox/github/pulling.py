"""How branches move and pull requests are opened, checked and merged. Pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    CompleteChecks,
    MakeDraft,
    MarkReady,
    MergePull,
    OpenPull,
    Push,
)
from automation.sandbox.github.founding import commit_id
from automation.sandbox.github.happenings import Happening, Moved, Pushed, Synced, about
from automation.sandbox.github.issuing import closed, settled
from automation.sandbox.github.records import CheckSuite, Pull
from automation.sandbox.github.state import Issue, Refusal, Repository, State

CONCLUSIONS = ("success", "failure", "neutral", "cancelled", "timed_out", "action_required")
NOWHERE = "0" * 40
CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b", re.IGNORECASE)

PullAct = Push | OpenPull | MarkReady | MakeDraft | MergePull | CompleteChecks


def pull(state: State, act: PullAct, *, by: str, at: datetime) -> Moved:
    """Do what is asked with a branch or a pull request."""
    repository = state.repository(act.repository)
    match act:
        case Push():
            return _push(state, repository, act, by, at)
        case OpenPull():
            return _open(state, repository, act, by, at)
        case MarkReady() | MakeDraft():
            return _redraft(state, repository, act, by, at)
        case MergePull():
            return _merge(state, repository, act, by, at)
        case CompleteChecks():
            return _check(state, repository, act, by, at)
        case _:
            assert_never(act)


def _push(state: State, repository: Repository, act: Push, by: str, at: datetime) -> Moved:
    branch = texts.line(act.branch, "Reference", "ref")
    sha = commit_id(repository.id, branch, state.last_id + 1)
    pushed = Pushed(
        branch=branch,
        before=repository.branches.get(branch, NOWHERE),
        after=sha,
        message=texts.line(act.message, "Commit", "message"),
        forced=act.forced,
    )
    after = replace(repository, branches={**repository.branches, branch: sha}, pushed_at=at)
    told = [Happening(event="push", repository=repository.full_name, by=by, at=at, part=pushed)]
    for issue, found in _open_pulls(after, branch):
        newer = replace(found, head_sha=sha, commits=found.commits + 1)
        moved = replace(issue, pull=newer, updated_at=at)
        after = after.holding(moved)
        synced = Synced(before=found.head_sha, after=sha)
        one = about(repository.full_name, moved, "synchronize", by=by, at=at)
        told.append(replace(one, part=synced))
    return state.with_repository(after, state.last_id + 1), tuple(told)


def _open(state: State, repository: Repository, act: OpenPull, by: str, at: datetime) -> Moved:
    for side, branch in (("head", act.head), ("base", act.base)):
        if branch not in repository.branches or act.head == act.base:
            raise texts.invalid("PullRequest", side, "invalid")
    if any(found.base == act.base for _, found in _open_pulls(repository, act.head)):
        raise Refusal(422, f"A pull request already exists for {repository.owner}:{act.head}.")
    issue = Issue(
        id=state.last_id + 1,
        number=repository.next_number,
        title=texts.title(act.title),
        body=texts.body(act.body),
        user=by,
        created_at=at,
        updated_at=at,
        pull=Pull(
            id=state.last_id + 2,
            head=act.head,
            base=act.base,
            head_sha=repository.branches[act.head],
            base_sha=repository.branches[act.base],
            draft=act.draft,
        ),
    )
    told = about(repository.full_name, issue, "opened", by=by, at=at)
    return settled(state, repository.full_name, issue), (told,)


def _redraft(
    state: State, repository: Repository, act: MarkReady | MakeDraft, by: str, at: datetime
) -> Moved:
    issue, found = repository.pull(act.number)
    draft = isinstance(act, MakeDraft)
    if found.draft == draft:
        return state, ()
    after = replace(issue, pull=replace(found, draft=draft), updated_at=at)
    action = "converted_to_draft" if draft else "ready_for_review"
    told = about(repository.full_name, after, action, by=by, at=at)
    return state.with_issue(repository.full_name, after), (told,)


def _merge(state: State, repository: Repository, act: MergePull, by: str, at: datetime) -> Moved:
    issue, found = repository.pull(act.number)
    if issue.state == "closed" or found.draft:
        raise Refusal(405, "Pull Request is not mergeable")
    said = f"Merge pull request #{issue.number} from {repository.owner}/{found.head}"
    state, pushes = _push(state, repository, Push(act.repository, found.base, said), by, at)
    repository = state.repository(act.repository)
    sha = repository.branches[found.base]
    merged = replace(found, merged_at=at, merged_by=by, merge_sha=sha)
    after = replace(closed(issue, "completed", by=by, at=at), pull=merged, updated_at=at)
    told = about(repository.full_name, after, "closed", by=by, at=at)
    state = state.with_issue(repository.full_name, after)
    state, others = _close_named(state, after, repository.full_name, by, at)
    return state, (*pushes, told, *others)


def _close_named(state: State, merged: Issue, full_name: str, by: str, at: datetime) -> Moved:
    """Close what the text says it closes.

    https://docs.github.com/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue
    """
    told: list[Happening] = []
    for number in dict.fromkeys(map(int, CLOSES.findall(merged.body or ""))):
        issue = state.repository(full_name).issues.get(number)
        if issue is not None and issue.pull is None and issue.state == "open":
            after = replace(closed(issue, "completed", by=by, at=at), updated_at=at)
            state = state.with_issue(full_name, after)
            told.append(about(full_name, after, "closed", by=by, at=at))
    return state, tuple(told)


def _check(
    state: State, repository: Repository, act: CompleteChecks, by: str, at: datetime
) -> Moved:
    if act.branch not in repository.branches or act.conclusion not in CONCLUSIONS:
        raise texts.invalid("CheckSuite", "conclusion", "invalid")
    sha = repository.branches[act.branch]
    suite = CheckSuite(
        id=state.last_id + 1,
        branch=act.branch,
        before=NOWHERE,
        sha=sha,
        message=f"The newest commit of {act.branch}",
        conclusion=act.conclusion,
        at=at,
        pulls=tuple(issue.number for issue, _ in _open_pulls(repository, act.branch)),
    )
    after = replace(repository, suites={**repository.suites, sha: suite})
    told = Happening(
        event="check_suite",
        action="completed",
        repository=repository.full_name,
        by=by,
        at=at,
        part=suite,
    )
    return state.with_repository(after, suite.id), (told,)


def _open_pulls(repository: Repository, head: str) -> Iterator[tuple[Issue, Pull]]:
    for issue in tuple(repository.issues.values()):
        if issue.pull and issue.pull.head == head and issue.state == "open":
            yield issue, issue.pull
