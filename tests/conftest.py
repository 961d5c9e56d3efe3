import os
from collections.abc import Iterator

import pytest
from kafka_broker import Broker, missing


@pytest.fixture(scope="session")
def broker_tools() -> None:
    """What a real broker needs of the machine; without it the tests are left out with the reason, and fail in CI."""
    lacking = missing()
    if lacking:
        line = f"left out for want of {' and '.join(lacking)}: all tests against a real Kafka broker"
        if os.environ.get("CI") == "true":
            pytest.fail(line)
        pytest.skip(line)


@pytest.fixture(scope="session")
def kafka(broker_tools: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A real broker, shared by a session's tests; each makes topics of its own. Tests of it are marked `kafka`."""
    broker = Broker(tmp_path_factory.mktemp("kafka")).start()
    try:
        yield broker
    finally:
        broker.stop()
