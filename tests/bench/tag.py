"""How fast the tagger is, beside the extraction of the same articles, in turns on one core.

    python tests/bench/tag.py [--articles 60] [--rounds 5]

The articles have 600 words each. In `dense` every sentence is one of the cases; in `war` one in three; in `ordinary` one
in six only sounds like war; the rest is everyday prose. `wire` is one of war to nine ordinary ones.
"""

import argparse
import itertools
import random
import statistics
import time
from pathlib import Path

import yaml

from tocsin.core.extraction import extract
from tocsin.core.records.page import Extracted, ParseJob
from tocsin.core.tagging import tag

CASES = Path(__file__).parent.parent / "cases"
ANCHOR_MS = 1_741_683_600_000
WORDS = 600
# An article's share of extraction's time that tagging may cost, and the articles a second it must reach.
SHARE_MAX, RATE_MIN = 0.1, 400


PROSE = (
    "The road runs along the river for about ten kilometres before it turns towards the old quarter.",
    "Most shops had opened by nine, and buses were running as on any other day.",
    "A spokeswoman said that further details would be given later in the week.",
    "Residents described long queues, higher prices and a summer without much rain.",
    "The building, which was put up in the nineteen-seventies, had been empty for two years.",
    "Nobody at the office could be reached by telephone on Tuesday evening.",
    "She has worked there since she left school and knows every family in the street.",
    "The figures were published by the statistics office together with those for the spring.",
    "Several people who asked not to be named said that they had expected nothing else.",
    "In the afternoon the wind dropped and the ferries left the harbour again.",
    "It was not clear how long the work would take or who would pay for it.",
    "The report runs to two hundred pages and lists what was learned in each of the districts.",
)


def sentences() -> tuple[list[str], list[str]]:
    """Gives the sentences of war and the ordinary ones."""
    files = sorted((CASES / "signals").iterdir())
    war = [row["text"] for path in files for row in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return war, yaml.safe_load((CASES / "not_our_war.yml").read_text(encoding="utf-8"))


def article(pool: list[str], one_in: int, chance: random.Random) -> str:
    """Gives 600 words in paragraphs of three sentences, one in so many from the pool."""
    told: list[str] = []
    while sum(len(sentence.split()) for sentence in told) < WORDS:
        told.append(chance.choice(PROSE if len(told) % one_in else pool))
    return "\n\n".join(" ".join(told[at : at + 3]) for at in range(0, len(told), 3))


def page(text: str) -> bytes:
    """Gives the article as a page with the furniture that pages have."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    links = "".join(f'<li><a href="/news/{n}">Story number {n}</a></li>' for n in range(60))
    head = "<title>A story</title><meta property='og:type' content='article'>"
    html = f"<!doctype html><html lang=en><head>{head}</head><body><nav><ul>{links}</ul></nav><main><article>"
    return f"{html}<h1>A story</h1>{body}</article></main><footer><ul>{links}</ul></footer></body></html>".encode()


def extracting(pages: list[bytes]) -> float:
    """Gives the processor seconds of one article's extraction."""
    jobs = [
        ParseJob(body=body, kind="html", url="https://a.example/1", content_type="text/html", submitted_ms=ANCHOR_MS)
        for body in pages
    ]
    began = time.process_time()
    assert all(isinstance(extract(job), Extracted) for job in jobs)
    return (time.process_time() - began) / len(pages)


def tagging(texts: list[str]) -> float:
    """Gives the processor seconds of one article's tagging."""
    began = time.process_time()
    for text in texts:
        tag("A story", text, anchor_ms=ANCHOR_MS, language="en")
    return (time.process_time() - began) / len(texts)


def main() -> None:
    """Prints articles a second a core, and tagging's share of extraction's time."""
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=60)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    chance = random.Random(1)
    war, ordinary = sentences()
    pools = {
        "dense": [(war, 1)],
        "war": [(war, 3)],
        "ordinary": [(ordinary, 6)],
        "wire": [(war, 3), *[(ordinary, 6)] * 9],
    }
    for name, pool in pools.items():
        texts = [article(*kind, chance) for kind in itertools.islice(itertools.cycle(pool), given.articles)]
        pages = [page(text) for text in texts]
        tagging(texts[:2])
        times = [(tagging(texts), extracting(pages)) for _ in range(given.rounds)]
        rate = 1 / min(told for told, _ in times)
        share = statistics.median(told / read for told, read in times)
        print(f"{name}: {rate:.0f} articles/s/core (want {RATE_MIN}); {share:.2f} of extraction (want {SHARE_MAX})")


if __name__ == "__main__":
    main()
