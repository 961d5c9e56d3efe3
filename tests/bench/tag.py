"""How fast the tagger is, beside the extraction of the same articles, in turns on one core.

    python tests/bench/tag.py [--articles 60] [--rounds 5]

The articles have 600 words each. In `dense` every sentence is one of the cases; in `war` one in three; in `ordinary` one
in six only sounds like war; the rest is everyday prose. `wire` is one of war to nine ordinary ones. Then come the cost
of the import, and texts that are against the tagger.
"""

import argparse
import itertools
import random
import statistics
import subprocess
import sys
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


# The median page of a public set of 500 news and blog pages has 95 kB, 712 elements and 119 links.
LINKS, TEASERS, SCRIPTS = 30, 59, 11
SCRIPT = "window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)};" * 60


def page(text: str) -> bytes:
    """Gives the article as a page of the size that pages have: menus, scripts, teasers of other stories, a footer."""
    body = "".join(f'<p class="article__text">{paragraph}</p>' for paragraph in text.split("\n\n"))
    links = "".join(f'<li class="menu__item"><a href="/section/{n}">Section {n}</a></li>' for n in range(LINKS))
    teasers = "".join(
        f'<div class="card"><div class="card__image"><img src="/pictures/{n}.jpg" alt=""></div><h3 class="card__head">'
        f'<a href="/news/{n}">Story number {n} of the day</a></h3><span class="card__date">3 hours ago</span>'
        f'<p class="card__text">{PROSE[n % len(PROSE)]}</p></div>'
        for n in range(TEASERS)
    )
    scripts = f"<script>{SCRIPT}</script>" * SCRIPTS
    head = f"<title>A story</title><meta property='og:type' content='article'><style>{'.a{margin:0}' * 900}</style>"
    html = f"<!doctype html><html lang=en><head>{head}</head><body><nav><ul>{links}</ul></nav><main><article>"
    foot = f"<aside>{teasers}</aside></main><footer><ul>{links}</ul></footer>{scripts}</body></html>"
    return f"{html}<h1>A story</h1>{body}</article>{foot}".encode()


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


# Texts against the tagger, each repeated to half a megabyte and to one; the last has a find at its end, so that all
# that stands before it is read for dates.
HOSTILE = {
    "one word": "a",
    "names": "Iran Israel Hezbollah ",
    "initials": "U.S. ",
    "capitals": "US ",
    "sayings": "said ",
    "figures": "1",
    "years": "2019 ",
    "dates": "May 5, years ago Tuesday ",
    "dashes": "-",
    "spaced dashes": "- ",
    "nested quotes": "\"'(\u201c",
    "stops": ". ",
    "ellipses": "... ",
    "markup": "< / P > < p >",
    "newlines": "\n \n",
    "cues": "attack strike fire launch ",
    "finds": "Israel struck Iran. ",
    "long finds": "armed attack on troops, ",
    "deaths": "killed three and ",
    "months or verbs": "may ",
    "sources": "according to Tehran, said ",
    "short sentences": "It is. ",
}
HALF = 500_000
HOSTILE_SECONDS_MAX, RATIO_MAX = 2.0, 2.6


def hostile(unit: str, size: int) -> float:
    """Gives the processor seconds of a text of one unit over and over, with a find at the end."""
    text = unit * (size // len(unit)) + ".\n\nIsrael struck Iranian positions in Syria."
    began = time.process_time()
    tag("A story", text, anchor_ms=ANCHOR_MS, language="en")
    return time.process_time() - began


IMPORTING = """
import resource, time
began = time.process_time()
import tocsin.core.tagging as tagging
took = time.process_time() - began
tagging.tag("A story", "Israel struck Iranian positions in Syria.", anchor_ms=0, language="en")
print(f"{took:.2f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB with a first article")
"""


def main() -> None:
    """Prints articles a second a core, tagging's share of extraction's time, the cost of the import and hostile texts."""
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
    told = subprocess.run([sys.executable, "-c", IMPORTING], check=True, capture_output=True, text=True).stdout
    print(f"import: {told.strip()} (want 1 s, 150 MB)")
    for name, unit in HOSTILE.items():
        half, whole = min(hostile(unit, HALF) for _ in range(2)), min(hostile(unit, 2 * HALF) for _ in range(2))
        print(
            f"1 MB of {name}: {whole:.2f} s (want {HOSTILE_SECONDS_MAX}), {whole / half:.1f} x half of it (want {RATIO_MAX})"
        )


if __name__ == "__main__":
    main()
