"""How repositories and webhooks come to be. Pure, like every transition."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from automation.sandbox.github.acts import CreateHook, CreateRepository, InstallApp
from automation.sandbox.github.happenings import Happening, Installed, Moved
from automation.sandbox.github.records import Hook
from automation.sandbox.github.state import Refusal, Repository, State

TRUNK = "main"


def found(
    state: State, act: CreateRepository | CreateHook | InstallApp, *, by: str, at: datetime
) -> Moved:
    """Found a repository, set up a webhook, or install the app."""
    match act:
        case CreateRepository():
            return _create_repository(state, act, at), ()
        case CreateHook():
            return _create_hook(state, act, by, at)
        case InstallApp():
            part = Installed(id=state.last_id + 1, created_at=at)
            told = Happening(event="installation", action="created", by=by, at=at, part=part)
            return replace(state, last_id=part.id), (told,)
        case _:
            assert_never(act)


def commit_id(*parts: object) -> str:
    """Make up the id of a commit: the same parts, the same 40 hex digits."""
    text = "/".join(map(str, parts))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _create_repository(state: State, act: CreateRepository, at: datetime) -> State:
    if act.repository.lower() in state.repositories:
        raise Refusal(422, "name already exists on this account")
    repository = Repository(
        id=state.last_id + 1,
        full_name=act.repository,
        private=act.private,
        description=act.description,
        created_at=at,
        branches={TRUNK: commit_id(state.last_id + 1, TRUNK)},
        pushed_at=at,
    )
    return state.with_repository(repository, repository.id)


def _create_hook(state: State, act: CreateHook, by: str, at: datetime) -> Moved:
    if act.repository:
        state.repository(act.repository)
    hook = Hook(id=state.last_id + 1, repository=act.repository, url=act.url, created_at=at)
    told = Happening(event="ping", repository=act.repository, by=by, at=at, part=hook)
    return replace(state, hooks=(*state.hooks, hook), last_id=hook.id), (told,)
