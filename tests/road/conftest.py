from collections.abc import Iterator

import outside
import pytest


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[outside.House]:
    """One house for all tests here: each uses paths, hosts and ids of its own."""
    with outside.house(
        tmp_path_factory.mktemp("road"),
        TOCSIN_RETRY_DELAYS_S="0.2,0.4,0.6",
        TOCSIN_FETCH_DEADLINE_S="2",
        TOCSIN_PARSE_WORKERS="2",
    ) as found:
        yield found
