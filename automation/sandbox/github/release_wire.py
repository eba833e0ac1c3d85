"""Releases in the shapes of GitHub's REST API and webhooks."""

from urllib.parse import quote

from automation.sandbox.github.records import Release
from automation.sandbox.github.state import Repository, State
from automation.sandbox.github.wire import Json, Wire, maybe_stamp, node_id, reactions, stamp


def release_json(wire: Wire, state: State, repository: Repository, release: Release) -> Json:
    """Write a release; a draft has no archives yet, and an address nobody can guess."""
    url = f"{wire.api(repository)}/releases/{release.id}"
    tag = quote(release.tag)
    place = f"untagged-{release.id:x}" if release.draft else tag
    archive = None if release.draft else f"{wire.api(repository)}/{{}}/{tag}"
    return {
        "url": url,
        "assets_url": url + "/assets",
        "upload_url": url + "/assets{?name,label}",
        "html_url": f"{wire.site}/{repository.full_name}/releases/tag/{place}",
        "id": release.id,
        "node_id": node_id("RE", release.id),
        "author": wire.user(state.users[release.author]),
        "tag_name": release.tag,
        "target_commitish": release.target,
        "name": release.name,
        "body": release.body,
        "draft": release.draft,
        "immutable": False,
        "prerelease": release.prerelease,
        "created_at": stamp(release.created_at),
        "updated_at": stamp(release.updated_at),
        "published_at": maybe_stamp(release.published_at),
        "assets": [],
        "reactions": reactions(url),
        "tarball_url": archive.format("tarball") if archive else None,
        "zipball_url": archive.format("zipball") if archive else None,
    }
