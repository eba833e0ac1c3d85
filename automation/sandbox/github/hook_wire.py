"""Webhooks and the app's installation in the shapes of GitHub's API and webhooks.

https://docs.github.com/rest/repos/webhooks
"""

from automation.sandbox.github.happenings import Installed
from automation.sandbox.github.records import Hook
from automation.sandbox.github.state import State
from automation.sandbox.github.wire import API, Json, Wire, node_id, stamp

APP = 300_200  # the id of the app that Pitboard would be, invented
EVENTS = (
    "check_suite",
    "issue_comment",
    "issue_dependencies",
    "issues",
    "label",
    "milestone",
    "pull_request",
    "pull_request_review",
    "push",
    "release",
    "sub_issues",
)


def hook_url(wire: Wire, hook: Hook, owner: str) -> str:
    """Say where the API shows a webhook."""
    place = f"repos/{hook.repository}" if hook.repository else f"orgs/{owner}"
    return f"{wire.site}{API}/{place}/hooks/{hook.id}"


def hook_json(wire: Wire, state: State, hook: Hook) -> Json:
    """Write a webhook as the API and its own ping show it; the secret is never told."""
    owner = next(user for user in state.users.values() if user.type == "Organization")
    url = hook_url(wire, hook, owner.login)
    own = {"test_url": url + "/tests"} if hook.repository else {}
    return {
        "type": "Repository" if hook.repository else "Organization",
        "id": hook.id,
        "name": "web",
        "active": True,
        "events": ["*"],
        "config": {
            "content_type": "json",
            "insecure_ssl": "0",
            "secret": "********",
            "url": hook.url,
        },
        "updated_at": stamp(hook.created_at),
        "created_at": stamp(hook.created_at),
        "url": url,
        **own,
        "ping_url": url + "/pings",
        "deliveries_url": url + "/deliveries",
        "last_response": {"code": None, "status": "unused", "message": None},
    }


def installation_json(wire: Wire, state: State, installed: Installed) -> Json:
    """Write the installation with the repositories it reaches.

    Its times are whole numbers in what GitHub sends, though its contract says text.
    """
    owner = next(user for user in state.users.values() if user.type == "Organization")
    born = int(installed.created_at.timestamp())
    settings = f"{wire.site}/organizations/{owner.login}/settings/installations"
    url = f"{wire.site}{API}/app/installations/{installed.id}"
    return {
        "installation": {
            "id": installed.id,
            "account": wire.user(owner),
            "repository_selection": "all",
            "access_tokens_url": url + "/access_tokens",
            "repositories_url": f"{wire.site}{API}/installation/repositories",
            "html_url": f"{settings}/{installed.id}",
            "app_id": APP,
            "app_slug": "pitboard",
            "target_id": owner.id,
            "target_type": "Organization",
            "permissions": {"issues": "write", "metadata": "read", "pull_requests": "read"},
            "events": list(EVENTS),
            "created_at": born,
            "updated_at": born,
            "single_file_name": None,
            "suspended_by": None,
            "suspended_at": None,
        },
        "repositories": [
            {
                "id": repository.id,
                "node_id": node_id("R", repository.id),
                "name": repository.name,
                "full_name": repository.full_name,
                "private": repository.private,
            }
            for repository in state.repositories.values()
        ],
    }
