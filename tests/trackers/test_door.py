import pytest

from automation.trackers.door import sign, signed_by
from tests.builders import SECRET

BODY = b'{"action": "opened"}'
OLD, NEW = b"old-7f3a9b1c5d2e", SECRET


def test_a_body_signed_with_the_secret_is_let_in() -> None:
    assert signed_by(BODY, sign(BODY, SECRET).decode(), [SECRET])


def test_while_rotating_both_secrets_open_the_door() -> None:
    assert signed_by(BODY, sign(BODY, OLD).decode(), [NEW, OLD])
    assert signed_by(BODY, sign(BODY, NEW).decode(), [NEW, OLD])


def test_a_removed_secret_no_longer_opens_the_door() -> None:
    assert not signed_by(BODY, sign(BODY, OLD).decode(), [NEW])


@pytest.mark.parametrize(
    "forged",
    ["", "sha256=", "sha1=abc", "ü" * 40, "sha256=" + "0" * 64, "\ud800", "sha256=" + "A" * 64],
)
def test_a_malformed_signature_is_refused_and_raises_nothing(forged: str) -> None:
    assert not signed_by(BODY, forged, [SECRET])


def test_a_changed_body_is_refused() -> None:
    assert not signed_by(BODY + b" ", sign(BODY, SECRET).decode(), [SECRET])
