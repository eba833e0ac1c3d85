"""Reading a request's body whole: so many bytes, within the time of the request."""

from typing import Final

from werkzeug import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from automation.errors import DeliveryRejected
from automation.web.patience import PatientSocket

LARGEST: Final = 26 * 1024 * 1024
"""GitHub sends nothing above 25 MB."""


def read_body(request: Request) -> bytes:
    """Every byte of the body. Raises DeliveryRejected 408, 413 or 400."""
    if (request.content_length or 0) > LARGEST:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.")
    try:
        # Asking for no more than was promised: the stream makes room for what it is asked.
        body = request.stream.read(request.content_length or LARGEST + 1)
    except RequestEntityTooLarge as error:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.") from error
    except (ClientDisconnected, OSError) as error:
        raise _cut_short(request) from error
    if len(body) > LARGEST:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.")
    if request.content_length is not None and len(body) < request.content_length:
        raise _cut_short(request)
    return body


def _cut_short(request: Request) -> DeliveryRejected:
    opened = request.environ.get("gunicorn.socket")
    if isinstance(opened, PatientSocket) and opened.expired:
        return DeliveryRejected(408, "The request did not arrive within 10 seconds.")
    return DeliveryRejected(400, "The connection ended before the body did.")
