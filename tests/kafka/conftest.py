import os

import pytest
from kafka_broker import Broker, missing

from tocsin.demo.broker import embedded_broker


@pytest.fixture(scope="session")
def embedded():
    with embedded_broker() as broker:
        yield broker.bootstrap


@pytest.fixture(scope="session")
def kafka(tmp_path_factory):
    """A real broker in plain text, shared by these tests; each makes topics of its own."""
    need_kafka()
    broker = Broker(tmp_path_factory.mktemp("kafka")).start()
    yield broker
    broker.stop()


def need_kafka():
    lacking = missing()
    if lacking:
        line = f"left out for want of {' and '.join(lacking)}: Kafka's adapters against a real broker"
        if os.environ.get("CI") == "true":
            pytest.fail(line)
        pytest.skip(line)
