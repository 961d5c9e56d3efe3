import pytest

from tocsin.demo.broker import embedded_broker


@pytest.fixture(scope="session")
def embedded():
    with embedded_broker() as broker:
        yield broker.bootstrap
