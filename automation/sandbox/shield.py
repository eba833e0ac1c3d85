"""What keeps a pretend tracker to the person at this machine: no strangers, no foreign code."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

MOST_BYTES = 1024 * 1024
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def shield(app: Flask) -> None:
    """Stand before and behind every call of an app."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BYTES
    app.before_request(_refuse_strangers)
    app.after_request(_protect)


def _refuse_strangers() -> tuple[str, int] | None:
    """Take no form that another site filled in. The API is safe: it asks for a token.

    The name is checked too: a hostile site can point its own name at this machine.
    """
    if urlsplit(f"//{request.host}").hostname not in {"localhost", "127.0.0.1", "::1"}:
        return "A pretend tracker answers only by a local name.", 403
    if request.routing_exception is not None:
        return None  # nothing is done there, by whomever: 404 or 405 says so
    if request.method in ("GET", "HEAD", "OPTIONS") or "Authorization" in request.headers:
        return None
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None:
        stranger = origin is not None and urlsplit(origin).netloc != request.host
    else:
        stranger = site not in ("same-origin", "none")
    return ("This form came from another site and was not taken.", 403) if stranger else None


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not no-referrer: with it a browser sends `Origin: null` from our own forms.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
