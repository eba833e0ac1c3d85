"""How releases are drafted, published, edited and removed. Pure, like every transition.

https://docs.github.com/webhooks/webhook-events-and-payloads#release
"""

from dataclasses import replace
from datetime import datetime

from automation.sandbox.github import texts
from automation.sandbox.github.acts import (
    CreateRelease,
    DeleteRelease,
    EditRelease,
    PublishRelease,
)
from automation.sandbox.github.happenings import Happening, Moved
from automation.sandbox.github.records import Release
from automation.sandbox.github.state import Repository, State

ReleaseAct = CreateRelease | EditRelease | PublishRelease | DeleteRelease


def release(state: State, act: ReleaseAct, *, by: str, at: datetime) -> Moved:
    """Do what is asked with a release. One publication is told as two things, or as three."""
    repository = state.repository(act.repository)
    match act:
        case CreateRelease():
            return _create(state, repository, act, by, at)
        case PublishRelease():
            return _publish(state, repository, act, by, at)
        case EditRelease():
            return _edit(state, repository, act, by, at)
        case DeleteRelease():
            old = repository.release(act.release)
            left = {id_: one for id_, one in repository.releases.items() if id_ != old.id}
            after = state.with_repository(replace(repository, releases=left))
            return after, (_told(repository, "deleted", old, by, at),)


def _create(
    state: State, repository: Repository, act: CreateRelease, by: str, at: datetime
) -> Moved:
    new = Release(
        id=state.last_id + 1,
        tag=_free_tag(repository, act.tag),
        target=texts.line(act.target, "Release", "target_commitish"),
        name=act.name.strip(),
        body=texts.body(act.body) or "",
        author=by,
        created_at=at,
        updated_at=at,
        draft=act.draft,
        prerelease=act.prerelease,
        published_at=None if act.draft else at,
    )
    actions = ("created",) if act.draft else ("created", "published", _outcome(new))
    told = tuple(_told(repository, action, new, by, at) for action in actions)
    return replace(_kept(state, repository, new), last_id=new.id), told


def _publish(
    state: State, repository: Repository, act: PublishRelease, by: str, at: datetime
) -> Moved:
    old = repository.release(act.release)
    if not old.draft:
        return state, ()
    new = replace(old, draft=False, published_at=at, updated_at=at)
    told = tuple(_told(repository, action, new, by, at) for action in ("published", _outcome(new)))
    return _kept(state, repository, new), told


def _edit(state: State, repository: Repository, act: EditRelease, by: str, at: datetime) -> Moved:
    old = repository.release(act.release)
    moved = act.tag is not None and act.tag.strip() != old.tag
    new = replace(
        old,
        tag=_free_tag(repository, act.tag or "") if moved else old.tag,
        name=old.name if act.name is None else act.name.strip(),
        body=old.body if act.body is None else texts.body(act.body) or "",
        prerelease=old.prerelease if act.prerelease is None else act.prerelease,
    )
    if new == old:
        return state, ()
    new = replace(new, updated_at=at)
    pairs = {
        "tag_name": (old.tag, new.tag),
        "name": (old.name, new.name),
        "body": (old.body, new.body),
    }
    before = {name: was for name, (was, now) in pairs.items() if was != now}
    told = [replace(_told(repository, "edited", new, by, at), before=before)]
    if old.prerelease != new.prerelease and not new.draft:
        told.append(_told(repository, _outcome(new), new, by, at))
    return _kept(state, repository, new), tuple(told)


def _outcome(release: Release) -> str:
    return "prereleased" if release.prerelease else "released"


def _free_tag(repository: Repository, text: str) -> str:
    tag = texts.line(text, "Release", "tag_name").replace(" ", "-")
    if any(one.tag == tag for one in repository.releases.values()):
        raise texts.invalid("Release", "tag_name", "already_exists")
    return tag


def _told(
    repository: Repository, action: str, release: Release, by: str, at: datetime
) -> Happening:
    return Happening(
        event="release",
        action=action,
        repository=repository.full_name,
        by=by,
        at=at,
        part=release,
    )


def _kept(state: State, repository: Repository, release: Release) -> State:
    releases = {**repository.releases, release.id: release}
    return state.with_repository(replace(repository, releases=releases))
