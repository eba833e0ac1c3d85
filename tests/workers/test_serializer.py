"""A signed bell goes through, and nothing else does."""

import json
import pickle

import pytest

from workers.jobs import DOORBELLS
from workers.serializer import Bell, Refused, SignedSerializer

BELL: Bell = ("workers.jobs.line", None, (), {})


def signed(content: object, serializer: SignedSerializer) -> bytes:
    """What someone with the key, but not our code, could store."""
    genuine = serializer.dumps(BELL)
    body = json.dumps(content).encode()
    return genuine[:32] + body


@pytest.mark.parametrize("name", DOORBELLS)
def test_a_bell_comes_back_as_it_was(name: str, serializer: SignedSerializer) -> None:
    bell: Bell = (name, None, (), {})
    assert serializer.loads(serializer.dumps(bell)) == bell


def test_there_are_two_doorbells_and_no_other_function() -> None:
    assert set(DOORBELLS) == {"workers.jobs.line", "workers.jobs.deliver"}


@pytest.mark.parametrize(
    "content",
    [
        ("os.system", None, ("true",), {}),
        ("workers.jobs.attempt", None, (), {}),
        ("workers.jobs.line", "instance", (), {}),
        ("workers.jobs.line", None, (1,), {}),
        ("workers.jobs.line", None, (), {"shift": 1}),
        {"meta": "data"},
        None,
        [],
        float("nan"),
    ],
)
def test_nothing_but_a_bell_is_ever_signed(content: object, serializer: SignedSerializer) -> None:
    with pytest.raises(Refused):
        serializer.dumps(content)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\x00" * 32,
        json.dumps(BELL).encode(),
        b"\x00" * 32 + json.dumps(BELL).encode(),
        pickle.dumps(BELL),
        SignedSerializer(b"another secret").dumps(BELL),
    ],
    ids=["empty", "no body", "unsigned", "wrong signature", "pickle", "another secret"],
)
def test_what_we_did_not_sign_is_refused(blob: bytes, serializer: SignedSerializer) -> None:
    with pytest.raises(Refused, match="signature"):
        serializer.loads(blob)


def test_a_signature_holds_for_its_own_bell_alone(serializer: SignedSerializer) -> None:
    with pytest.raises(Refused, match="signature"):
        serializer.loads(signed(("workers.jobs.deliver", None, (), {}), serializer))
