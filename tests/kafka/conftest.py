import pytest
from topics_apart import topics_apart

from tocsin.demo.broker import embedded_broker
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access


@pytest.fixture(scope="session")
def embedded():
    with embedded_broker() as broker:
        yield broker.bootstrap


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
async def broker(request):
    """Each broker in turn, the embedded one and a real one."""
    kind = request.getfixturevalue(request.param)
    bootstrap = kind if isinstance(kind, str) else kind.bootstrap
    return await reach(Access(bootstrap=(bootstrap,), plaintext=not isinstance(kind, str)))


@pytest.fixture
async def catalogue(broker):
    """Topics of this test alone."""
    return await topics_apart(broker)
