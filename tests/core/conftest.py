import pytest
from alert_stream import Stream


@pytest.fixture
def stream():
    return Stream()
