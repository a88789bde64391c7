import pytest
from harness import exim


@pytest.fixture(scope="session", autouse=True)
def _clean_up():
    yield
    exim.remove_homes()
