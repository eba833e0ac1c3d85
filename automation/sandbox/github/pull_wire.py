"""Pull requests, reviews, pushes and checks in the shapes of GitHub's API and webhooks.

https://docs.github.com/rest/pulls/pulls
"""

from automation.sandbox.github.happenings import Pushed
from automation.sandbox.github.records import CheckSuite, Pull, Review
from automation.sandbox.github.state import Issue, Repository, State, User
from automation.sandbox.github.wire import BORN, Json, Wire, maybe_stamp, node_id, stamp

CHECKER = 29_310  # the app that runs checks, invented


def pull_json(wire: Wire, state: State, repository: Repository, issue: Issue) -> Json:
    """Write a pull request as a list and a review's webhook show it. Only for an issue with one."""
    pull = _pull(issue)
    url = f"{wire.api(repository)}/pulls/{issue.number}"
    plain = wire.issue(state, repository, issue)
    taken = ("title", "user", "body", "labels", "milestone", "assignee", "assignees", "locked")
    return {
        **_links(wire, repository, issue),
        "id": pull.id,
        "node_id": node_id("PR", pull.id),
        "number": issue.number,
        "state": issue.state,
        **{name: plain[name] for name in taken},
        "created_at": stamp(issue.created_at),
        "updated_at": stamp(issue.updated_at),
        "closed_at": maybe_stamp(issue.closed_at),
        "merged_at": maybe_stamp(pull.merged_at),
        "merge_commit_sha": pull.merge_sha,
        "requested_reviewers": [wire.user(state.users[login]) for login in pull.reviewers],
        "requested_teams": [],
        "head": _end(wire, state, repository, pull.head, pull.head_sha),
        "base": _end(wire, state, repository, pull.base, pull.base_sha),
        "author_association": "MEMBER",
        "auto_merge": None,
        "active_lock_reason": None,
        "draft": pull.draft,
        "_links": {name: {"href": link} for name, link in _places(wire, repository, issue).items()},
        "url": url,
    }


def full_pull_json(wire: Wire, state: State, repository: Repository, issue: Issue) -> Json:
    """Write a pull request as the API shows one, and its own webhooks do."""
    pull = _pull(issue)
    merged = pull.merged_by is not None
    return {
        **pull_json(wire, state, repository, issue),
        "merged": merged,
        "mergeable": None if merged else True,
        "rebaseable": None if merged else True,
        "mergeable_state": "unknown" if merged else "draft" if pull.draft else "clean",
        "merged_by": wire.user(state.users[pull.merged_by]) if pull.merged_by else None,
        "comments": len(issue.comments),
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": pull.commits,
        "additions": 10 * pull.commits,
        "deletions": 2 * pull.commits,
        "changed_files": pull.commits,
    }


def review_json(
    wire: Wire, state: State, repository: Repository, issue: Issue, review: Review
) -> Json:
    """Write a review as a webhook does; the API writes its state in capitals."""
    page = f"{wire.page(repository, issue)}#pullrequestreview-{review.id}"
    url = f"{wire.api(repository)}/pulls/{issue.number}"
    return {
        "id": review.id,
        "node_id": node_id("PRR", review.id),
        "user": wire.user(state.users[review.user]),
        "body": review.body,
        "commit_id": review.commit,
        "submitted_at": stamp(review.at),
        "updated_at": stamp(review.at),
        "state": review.state,
        "html_url": page,
        "pull_request_url": url,
        "author_association": "MEMBER",
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
    }


def push_json(wire: Wire, repository: Repository, pushed: Pushed, by: User, at: str) -> Json:
    """Write what a push tells of its one commit."""
    page = f"{wire.site}/{repository.full_name}"
    new = pushed.before.strip("0") == ""
    commit = {**_commit(pushed.after, pushed.message, by, at), "distinct": True}
    commit["url"] = f"{page}/commit/{pushed.after}"
    span = pushed.after[:12] if new else f"{pushed.before[:12]}...{pushed.after[:12]}"
    changed: Json = {"added": [], "removed": [], "modified": ["README.md"]}
    return {
        "ref": f"refs/heads/{pushed.branch}",
        "before": pushed.before,
        "after": pushed.after,
        "created": new,
        "deleted": False,
        "forced": pushed.forced,
        "base_ref": None,
        "compare": f"{page}/compare/{span}",
        "commits": [{**commit, **changed}],
        "head_commit": {**commit, **changed},
        "pusher": {"name": by.login, "email": _mail(by)},
    }


def suite_json(wire: Wire, state: State, repository: Repository, suite: CheckSuite) -> Json:
    """Write what the checks of a commit came to."""
    url = f"{wire.api(repository)}/check-suites/{suite.id}"
    owner = state.users[repository.owner]
    pulls = [repository.issues[number] for number in suite.pulls if number in repository.issues]
    return {
        "id": suite.id,
        "node_id": node_id("CS", suite.id),
        "head_branch": suite.branch,
        "head_sha": suite.sha,
        "status": "completed",
        "conclusion": suite.conclusion,
        "url": url,
        "before": suite.before,
        "after": suite.sha,
        "pull_requests": [_named(wire, repository, issue) for issue in pulls],
        "app": _checker(wire, owner),
        "created_at": stamp(suite.at),
        "updated_at": stamp(suite.at),
        "rerequestable": True,
        "runs_rerequestable": False,
        "latest_check_runs_count": 1,
        "check_runs_url": url + "/check-runs",
        "head_commit": _commit(suite.sha, suite.message, owner, stamp(suite.at)),
    }


def _pull(issue: Issue) -> Pull:
    if issue.pull is None:
        raise TypeError("this issue is no pull request")
    return issue.pull


def _links(wire: Wire, repository: Repository, issue: Issue) -> Json:
    places, page = _places(wire, repository, issue), wire.page(repository, issue)
    named = ("html", "issue", "commits", "review_comments", "review_comment", "comments")
    return {
        **{f"{name}_url": places[name] for name in (*named, "statuses")},
        "diff_url": page + ".diff",
        "patch_url": page + ".patch",
    }


def _places(wire: Wire, repository: Repository, issue: Issue) -> dict[str, str]:
    api, number = wire.api(repository), issue.number
    return {
        "self": f"{api}/pulls/{number}",
        "html": wire.page(repository, issue),
        "issue": f"{api}/issues/{number}",
        "comments": f"{api}/issues/{number}/comments",
        "review_comments": f"{api}/pulls/{number}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{api}/pulls/{number}/commits",
        "statuses": f"{api}/statuses/{_pull(issue).head_sha}",
    }


def _end(wire: Wire, state: State, repository: Repository, branch: str, sha: str) -> Json:
    owner = state.users[repository.owner]
    return {
        "label": f"{owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": wire.user(owner),
        "repo": {**wire.repository(state, repository), **_MERGING},
    }


_MERGING = {
    "allow_squash_merge": True,
    "allow_merge_commit": True,
    "allow_rebase_merge": True,
    "allow_auto_merge": False,
    "delete_branch_on_merge": False,
    "allow_update_branch": False,
    "allow_forking": True,
    "use_squash_pr_title_as_default": False,
    "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
    "squash_merge_commit_message": "COMMIT_MESSAGES",
    "merge_commit_title": "MERGE_MESSAGE",
    "merge_commit_message": "PR_TITLE",
}


def _named(wire: Wire, repository: Repository, issue: Issue) -> Json:
    pull = _pull(issue)
    short = {"id": repository.id, "url": wire.api(repository), "name": repository.name}
    return {
        "url": f"{wire.api(repository)}/pulls/{issue.number}",
        "id": pull.id,
        "number": issue.number,
        "head": {"ref": pull.head, "sha": pull.head_sha, "repo": short},
        "base": {"ref": pull.base, "sha": pull.base_sha, "repo": short},
    }


def _checker(wire: Wire, owner: User) -> Json:
    return {
        "id": CHECKER,
        "node_id": node_id("A", CHECKER),
        "slug": "pretend-checks",
        "owner": wire.user(owner),
        "name": "Pretend checks",
        "description": "",
        "external_url": wire.site,
        "html_url": f"{wire.site}/apps/pretend-checks",
        "created_at": BORN,
        "updated_at": BORN,
        "permissions": {"checks": "write", "metadata": "read"},
        "events": [],
    }


def _commit(sha: str, message: str, by: User, at: str) -> Json:
    who = {"name": by.name, "email": _mail(by), "username": by.login}
    return {
        "id": sha,
        "tree_id": sha[::-1],
        "message": message,
        "timestamp": at,
        "author": who,
        "committer": who,
    }


def _mail(user: User) -> str:
    return f"{user.id}+{user.login}@users.noreply.example"
