"""The state in the shapes of GitHub's REST API; a webhook shows the same shapes.

https://docs.github.com/rest/issues/issues
"""

import base64
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from automation.sandbox.github.state import Issue, Label, Repository, State, User

Json = dict[str, object]

API = "/api/v3"

_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}

_REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}

_NOTHING = {
    "size": 0,
    "stargazers_count": 0,
    "watchers_count": 0,
    "watchers": 0,
    "forks_count": 0,
    "forks": 0,
    "language": None,
    "homepage": None,
    "license": None,
    "mirror_url": None,
    "fork": False,
    "archived": False,
    "disabled": False,
    "is_template": False,
    "has_issues": True,
    "has_projects": False,
    "has_downloads": False,
    "has_wiki": False,
    "has_pages": False,
    "has_discussions": False,
    "web_commit_signoff_required": False,
}

_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


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
            **{name: url + path for name, path in _USER_LINKS.items()},
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
        """Write an issue as a webhook shows it; the API adds who closed it."""
        url = f"{self.api(repository)}/issues/{issue.number}"
        assignees = [self.user(state.users[login]) for login in issue.assignees]
        return {
            "url": url,
            "repository_url": self.api(repository),
            "labels_url": url + "/labels{/name}",
            "comments_url": url + "/comments",
            "events_url": url + "/events",
            "timeline_url": url + "/timeline",
            "html_url": self.page(repository, issue.number),
            "id": issue.id,
            "node_id": node_id("I", issue.id),
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
            "milestone": None,
            "comments": 0,
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": stamp(issue.closed_at) if issue.closed_at else None,
            "author_association": "MEMBER",
            "performed_via_github_app": None,
            "reactions": {
                "url": url + "/reactions",
                "total_count": 0,
                **dict.fromkeys(_REACTIONS, 0),
            },
        }

    def repository(self, state: State, repository: Repository) -> Json:
        """Write a repository as a webhook shows it; the API adds its network."""
        url, page = self.api(repository), f"{self.site}/{repository.full_name}"
        waiting = sum(issue.state == "open" for issue in repository.issues.values())
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
            **{name: url + path for name, path in _REPOSITORY_LINKS.items()},
            "git_url": page.replace("http", "git", 1) + ".git",
            "ssh_url": f"git@{self.site.partition('://')[2]}:{repository.full_name}.git",
            "clone_url": f"{page}.git",
            "svn_url": page,
            "created_at": born,
            "updated_at": born,
            "pushed_at": born,
            "default_branch": "main",
            "topics": [],
            "custom_properties": {},
            "open_issues_count": waiting,
            "open_issues": waiting,
            **_NOTHING,
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

    def page(self, repository: Repository, number: int) -> str:
        """Say where a person sees this issue."""
        return f"{self.site}/{repository.full_name}/issues/{number}"


def node_id(kind: str, number: int) -> str:
    """Build an opaque id the way GitHub's look: a short kind and something in base 64."""
    raw = number.to_bytes(8, "big")
    return f"{kind}_{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def stamp(at: datetime) -> str:
    """Write a time as GitHub does: UTC, whole seconds, Z."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
