"""The state in the shapes of GitHub's REST API; a webhook shows the same shapes.

https://docs.github.com/rest/issues/issues
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from automation.sandbox.github import links
from automation.sandbox.github.records import Comment, IssueType, Milestone
from automation.sandbox.github.state import Issue, Label, Repository, State, User

Json = dict[str, object]

API = "/api/v3"
BORN = "2025-01-06T09:00:00Z"  # of accounts and types, invented like all of it


@dataclass(frozen=True, slots=True)
class Wire:
    """Writes what the state holds as GitHub writes it; every link begins with `site`."""

    site: str

    def user(self, user: User) -> Json:
        """Write an account as a simple user."""
        url = f"{self.site}{API}/users/{user.login}"
        is_bot = user.type == "Bot"
        page = f"apps/{user.login.removesuffix('[bot]')}" if is_bot else user.login
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node_id("U", user.id),
            "avatar_url": f"{self.site}/avatars/{user.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.site}/{page}",
            **{name: url + path for name, path in links.USER.items()},
            "type": user.type,
            "site_admin": False,
        }

    def label(self, repository: Repository, label: Label) -> Json:
        """Write a label."""
        return {
            "id": label.id,
            "node_id": node_id("LA", label.id),
            "url": f"{self.api(repository)}/labels/{quote(label.name, safe='')}",
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def issue(self, state: State, repository: Repository, issue: Issue) -> Json:
        """Write an issue, or the issue of a pull request, as a webhook shows it."""
        url = f"{self.api(repository)}/issues/{issue.number}"
        held = repository.milestones.get(issue.milestone or 0)
        assignees = [self.user(state.users[login]) for login in issue.assignees]
        return {
            "url": url,
            "repository_url": self.api(repository),
            "labels_url": url + "/labels{/name}",
            "comments_url": url + "/comments",
            "events_url": url + "/events",
            "timeline_url": url + "/timeline",
            "html_url": self.page(repository, issue),
            "id": issue.id,
            "node_id": issue_node(issue),
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": self.user(state.users[issue.user]),
            "labels": [self.label(repository, label) for label in issue.labels],
            "state": issue.state,
            "state_reason": issue.state_reason,
            "locked": False,
            "active_lock_reason": None,
            "assignee": assignees[0] if assignees else None,
            "assignees": assignees,
            "milestone": self.milestone(state, repository, held) if held else None,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": maybe_stamp(issue.closed_at),
            "author_association": "MEMBER",
            "performed_via_github_app": None,
            "reactions": reactions(url),
            **(self._of_pull(repository, issue) if issue.pull else self._of_issue(state, issue)),
        }

    def full_issue(self, state: State, repository: Repository, issue: Issue) -> Json:
        """Write an issue as the API shows it: who closed it is added."""
        closer = self.user(state.users[issue.closed_by]) if issue.closed_by else None
        return {**self.issue(state, repository, issue), "closed_by": closer}

    def comment(self, state: State, repository: Repository, issue: Issue, comment: Comment) -> Json:
        """Write a comment."""
        url = f"{self.api(repository)}/issues/comments/{comment.id}"
        return {
            "url": url,
            "html_url": f"{self.page(repository, issue)}#issuecomment-{comment.id}",
            "issue_url": f"{self.api(repository)}/issues/{issue.number}",
            "id": comment.id,
            "node_id": node_id("IC", comment.id),
            "user": self.user(state.users[comment.user]),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "author_association": "MEMBER",
            "body": comment.body,
            "reactions": reactions(url),
            "performed_via_github_app": None,
        }

    def milestone(self, state: State, repository: Repository, milestone: Milestone) -> Json:
        """Write a milestone."""
        url = f"{self.api(repository)}/milestones/{milestone.number}"
        return {
            "url": url,
            "html_url": f"{self.site}/{repository.full_name}/milestone/{milestone.number}",
            "labels_url": url + "/labels",
            "id": milestone.id,
            "node_id": node_id("MI", milestone.id),
            "number": milestone.number,
            "title": milestone.title,
            "description": milestone.description,
            "creator": self.user(state.users[milestone.creator]),
            "open_issues": milestone.open_issues,
            "closed_issues": milestone.closed_issues,
            "state": milestone.state,
            "created_at": stamp(milestone.created_at),
            "updated_at": stamp(milestone.updated_at),
            "due_on": maybe_stamp(milestone.due_on),
            "closed_at": maybe_stamp(milestone.closed_at),
        }

    def type(self, type_: IssueType) -> Json:
        """Write a type of issues."""
        return {
            "id": type_.id,
            "node_id": node_id("IT", type_.id),
            "name": type_.name,
            "description": type_.description,
            "color": type_.color,
            "created_at": BORN,
            "updated_at": BORN,
            "is_enabled": True,
        }

    def repository(self, state: State, repository: Repository) -> Json:
        """Write a repository as a webhook shows it; the API adds its network."""
        url, page = self.api(repository), f"{self.site}/{repository.full_name}"
        waiting = repository.open_issues
        born = stamp(repository.created_at)
        return {
            "id": repository.id,
            "node_id": node_id("R", repository.id),
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "visibility": "private" if repository.private else "public",
            "owner": self.user(state.users[repository.owner]),
            "html_url": page,
            "description": repository.description,
            "url": url,
            **{name: url + path for name, path in links.REPOSITORY.items()},
            "git_url": page.replace("http", "git", 1) + ".git",
            "ssh_url": f"git@{self.site.partition('://')[2]}:{repository.full_name}.git",
            "clone_url": f"{page}.git",
            "svn_url": page,
            "created_at": born,
            "updated_at": born,
            "pushed_at": maybe_stamp(repository.pushed_at),
            "default_branch": "main",
            "topics": [],
            "custom_properties": {},
            "open_issues_count": waiting,
            "open_issues": waiting,
            **links.NOTHING,
        }

    def organization(self, user: User) -> Json:
        """Write the owner of a repository as a webhook names its organization."""
        url = f"{self.site}{API}/orgs/{user.login}"
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node_id("O", user.id),
            "url": url,
            "repos_url": url + "/repos",
            "events_url": url + "/events",
            "hooks_url": url + "/hooks",
            "issues_url": url + "/issues",
            "members_url": url + "/members{/member}",
            "public_members_url": url + "/public_members{/member}",
            "avatar_url": f"{self.site}/avatars/{user.id}",
            "description": "",
        }

    def api(self, repository: Repository) -> str:
        """Say where the API shows this repository."""
        return f"{self.site}{API}/repos/{repository.full_name}"

    def page(self, repository: Repository, issue: Issue) -> str:
        """Say where a person sees this issue or pull request."""
        kind = "pull" if issue.pull else "issues"
        return f"{self.site}/{repository.full_name}/{kind}/{issue.number}"

    def _of_pull(self, repository: Repository, issue: Issue) -> Json:
        page = self.page(repository, issue)
        pull = issue.pull
        return {
            "draft": bool(pull and pull.draft),
            "pull_request": {
                "url": f"{self.api(repository)}/pulls/{issue.number}",
                "html_url": page,
                "diff_url": page + ".diff",
                "patch_url": page + ".patch",
                "merged_at": maybe_stamp(pull.merged_at if pull else None),
            },
        }

    def _of_issue(self, state: State, issue: Issue) -> Json:
        given = state.type(issue.type) if issue.type else None
        parent = state.located(issue.parent) if issue.parent else None
        above = f"{self.api(parent[0])}/issues/{parent[1].number}" if parent else None
        return {
            "type": self.type(given) if given else None,
            **({"parent_issue_url": above} if above else {}),
            "sub_issues_summary": _summary(state, issue.sub_issues),
            "issue_dependencies_summary": {
                "blocked_by": _open(state, issue.blocked_by),
                "total_blocked_by": len(issue.blocked_by),
                "blocking": _open(state, issue.blocking),
                "total_blocking": len(issue.blocking),
            },
        }


def node_id(kind: str, number: int) -> str:
    """Build an opaque id the way GitHub's look: a short kind and something in base 64."""
    raw = number.to_bytes(8, "big")
    return f"{kind}_{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def stamp(at: datetime) -> str:
    """Write a time as GitHub does: UTC, whole seconds, Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def maybe_stamp(at: datetime | None) -> str | None:
    """Write a time that may not have come."""
    return stamp(at) if at else None


def issue_node(issue: Issue) -> str:
    """Name the node of an issue; that of a pull request is the pull request's own."""
    return node_id("PR", issue.pull.id) if issue.pull else node_id("I", issue.id)


def reactions(url: str) -> Json:
    """Write that nobody reacted to what is at this address."""
    return {
        "url": url + "/reactions",
        "total_count": 0,
        **dict.fromkeys(links.REACTIONS, 0),
    }


def _open(state: State, ids: tuple[int, ...]) -> int:
    return sum(issue.state == "open" for _, issue in state.linked(ids))


def _summary(state: State, ids: tuple[int, ...]) -> Json:
    done = len(ids) - _open(state, ids)
    share = 100 * done // len(ids) if ids else 0
    return {"total": len(ids), "completed": done, "percent_completed": share}
