"""A clock that tests move, and a tracker in memory."""

import pytest

from tests.builders import Time
from tests.fakes.tracker import FakeTracker


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tracker() -> FakeTracker:
    return FakeTracker()
