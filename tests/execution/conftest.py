import pytest

from alphagen.execution import BubblewrapExecutor, check_system


@pytest.fixture(scope="session")
def sandbox():
    if check_system():
        pytest.skip(" ".join(check_system()))
    return BubblewrapExecutor()
