import pytest
from memory_group import House


@pytest.fixture(autouse=True)
async def nothing_left():
    """Ends what a test has left at work in a house of its own."""
    yield
    await House.close_all()
