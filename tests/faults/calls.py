"""Plain HTTP calls to the processes of an installation, one connection each."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit


def call(
    site: str, verb: str, path: str, body: str | bytes, headers: Mapping[str, str]
) -> tuple[int, Mapping[str, str], bytes]:
    """One plain call: status, headers in small letters, body. Raises OSError."""
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=20)
    try:
        connection.request(verb, path, body, dict(headers))
        answer = connection.getresponse()
        said = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, said, answer.read()
    except http.client.HTTPException as error:
        raise ConnectionError(repr(error)) from error
    finally:
        connection.close()


def ask(site: str, path: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """The JSON at an address. Raises OSError."""
    status, _, body = call(site, "GET", path, "", {})
    assert status == 200, body
    return json.loads(body)
