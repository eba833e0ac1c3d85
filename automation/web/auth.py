"""Who may look: until sign-in exists, only a browser on this machine, and no site acting for it."""

import ipaddress
from typing import Final

from flask import Request, Response, request

from automation.web.problems import problem

OPEN_TO_ALL: Final = frozenset(
    {"health.healthz", "readers.choices", "readers.stop", "readers.ask", "readers.act"}
)
"""What a stranger may ask: whether we live, and with an address only we can make, for no mail."""
_PROXIES: Final = frozenset({"Forwarded", "Via", "X-Real-Ip"})
_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


def keep_out() -> Response | None:
    """A refusal for whoever may not see this page, None for whoever may."""
    if request.endpoint in OPEN_TO_ALL:
        return None
    if not _from_here(request):
        return problem(403, "Pitboard's pages are open only to a browser on this machine.")
    if request.routing_exception is not None:
        return None  # nothing is done there, by whomever: 404 or 405 says so
    if request.method not in {"GET", "HEAD"} and not _from_our_page(request):
        return problem(403, "This form was sent from another site.")
    return None


def _from_here(asked: Request) -> bool:
    """A loopback peer, asked for by a local name, with no proxy in between.

    The name is checked too: a hostile site can point its own name at 127.0.0.1.
    """
    forwarded = any(n in _PROXIES or n.startswith("X-Forwarded-") for n, _ in asked.headers)
    return not forwarded and _is_loopback(asked.remote_addr) and _host(asked) in _LOCAL_NAMES


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _host(asked: Request) -> str:
    return asked.host.rsplit(":", 1)[0] if not asked.host.endswith("]") else asked.host


def _from_our_page(asked: Request) -> bool:
    """https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site."""
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return asked.headers.get("Origin") == f"{asked.scheme}://{asked.host}"
