"""The engine under real faults, from outside; the whole road and the full table are `make test-delivery`."""

import pytest
from engine_figures import TROUBLES, Trouble, play, sigkill, sigterm

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]
QUICK = {"SESSION": "6", "DELAYS": "0.005,0.05,0.3"}


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("SIGKILL", lambda run: sigkill(run, 1), QUICK),
        Trouble("SIGTERM", lambda run: sigterm(run, 1), QUICK),
    ],
    ids=lambda trouble: trouble.name,
)
def test_two_workers_lose_nothing_when_one_ends(kafka, tmp_path, trouble):
    figures = play(trouble, kafka, tmp_path, records=1_500, seed=1)
    assert figures.breaches(trouble) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, trouble in TROUBLES.items() if not trouble.own_broker])
def test_no_trouble_loses_anything(kafka, tmp_path, name):
    trouble = TROUBLES[name]
    figures = play(trouble, kafka, tmp_path, records=8_000, seed=1)
    assert figures.breaches(trouble) == []
