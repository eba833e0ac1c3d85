"""How a webhook of the pretend GitHub is packed, signed and addressed.

https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
"""

import hashlib
import hmac
import json
from dataclasses import dataclass

from automation.sandbox.github.happenings import Happening
from automation.sandbox.github.hook_wire import APP
from automation.sandbox.github.payloads import payload
from automation.sandbox.github.state import State
from automation.sandbox.github.wire import Wire

HOOK_ID = 512_340_077  # of a repository that nobody set a webhook up for


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Whose webhook something is: `target` is repository, organization or integration.

    `target_id` is that one's id, `repository_id` None for what no repository is shown in.
    """

    event: str
    action: str
    about: str
    target: str
    target_id: int
    repository_id: int | None
    hook_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One webhook ready to be sent: the exact bytes, and the id it keeps for ever."""

    id: str
    address: Address
    body: bytes

    @property
    def event(self) -> str:
        """GitHub's name of the event."""
        return self.address.event

    @property
    def action(self) -> str:
        """The action, empty where the event has none."""
        return self.address.action

    @property
    def about(self) -> str:
        """The issue or repository it is about, in a reader's words."""
        return self.address.about


def pack(happening: Happening, *, id: str, state: State, wire: Wire) -> Parcel:  # noqa: A002 - GitHub's word
    """Compose the webhook of one happening; `state` is the one after the whole act."""
    body = json.dumps(payload(happening, state=state, wire=wire)).encode()
    return Parcel(id=id, address=addressed(happening, state), body=body)


def addressed(happening: Happening, state: State) -> Address:
    """Find the webhook a happening is sent by: that of its repository, else the organisation's."""
    place = state.repository(happening.repository) if happening.repository else None
    hooks = {hook.repository.lower(): hook.id for hook in state.hooks}
    own = place and hooks.get(place.full_name.lower())
    target, target_id = "repository", place.id if place else 0
    if happening.event == "installation":
        target, target_id = "integration", APP
    elif place is None or (own is None and "" in hooks):
        target, target_id = "organization", _owner(state)
    return Address(
        event=happening.event,
        action=happening.action,
        about=_about(happening),
        target=target,
        target_id=target_id,
        repository_id=place.id if place else None,
        hook_id=own or hooks.get("", HOOK_ID),
    )


def headers(parcel: Parcel, secret: str) -> dict[str, str]:
    """Sign and address a parcel.

    The signature covers the raw body:
    https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
    """
    digest = hmac.new(secret.encode(), parcel.body, hashlib.sha256).hexdigest()
    return {
        "Accept": "*/*",
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/5a4db0c",
        "X-GitHub-Delivery": parcel.id,
        "X-GitHub-Event": parcel.event,
        "X-GitHub-Hook-ID": str(parcel.address.hook_id),
        "X-GitHub-Hook-Installation-Target-ID": str(parcel.address.target_id),
        "X-GitHub-Hook-Installation-Target-Type": parcel.address.target,
        "X-Hub-Signature-256": f"sha256={digest}",
    }


def _owner(state: State) -> int:
    return next(user.id for user in state.users.values() if user.type == "Organization")


def _about(happening: Happening) -> str:
    if not happening.number:
        return happening.repository
    return f"{happening.repository}#{happening.number}"
