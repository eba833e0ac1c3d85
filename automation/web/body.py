"""Reading a request's body whole: so many bytes, so many seconds, and no thread held for longer."""

import socket
from typing import Final

from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from automation.errors import DeliveryRejected

LARGEST: Final = 26 * 1024 * 1024
"""GitHub sends nothing above 25 MB."""

SECONDS: Final = 10.0


def read_body(request: Request) -> bytes:
    """Every byte of the body. Raises DeliveryRejected 408, 413 or 400.

    The deadline is set on the socket itself: a sender that stops half way frees its thread.
    """
    if (request.content_length or 0) > LARGEST:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.")
    opened: socket.socket | None = request.environ.get("gunicorn.socket")
    if opened is not None:
        opened.settimeout(SECONDS)
    try:
        # Asking for no more than was promised: the stream makes room for what it is asked.
        body = request.stream.read(request.content_length or LARGEST + 1)
    except TimeoutError as error:
        raise DeliveryRejected(408, "The body did not arrive within 10 seconds.") from error
    except RequestEntityTooLarge as error:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.") from error
    except (ClientDisconnected, OSError) as error:
        raise DeliveryRejected(400, "The connection ended before the body did.") from error
    if len(body) > LARGEST:
        raise DeliveryRejected(413, "The body is larger than 26 MiB.")
    return body
