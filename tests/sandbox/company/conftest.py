"""The company of one Sunday, played once for all of its tests."""

import pytest

from tests.sandbox.company.world import NOW, Acme


@pytest.fixture(scope="package")
def acme() -> Acme:
    return Acme(NOW)
