"""Quality and speed of extraction beside other extractors, in one run: `python tests/bench/extract.py FOLDER...`.

A folder is one public set, in one of these forms:

    gold.jsonl         lines of {"id", "page", "url", "with": [...], "without": [...], "title", "date", "author"}, where
                       `page` is a file below the folder (`.gz` or not): segments that must and must not be in the text
    ground-truth.json  {id: {"articleBody", "url"}} beside `html/ID.html.gz`: F1 over shingles of four tokens
    truth.jsonl        lines of {"page", "url", "text", "title", "date"}: the same F1, and title and day

Nothing is fetched. Every page goes through all extractors in turn, so that a busy machine slows them alike; speed is
said in pages a second of one core and as a ratio to trafilatura with metadata. `--out FILE` writes the table, and
`--readme FILE` puts it between the marks `<!-- measured: extraction -->` and `<!-- end of measured -->`.
"""

import argparse
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tocsin.core.extraction import extract
from tocsin.core.fingerprint import fingerprint
from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import ParseJob

SHINGLE = 4
BASE = "trafilatura"
MARK, END = "<!-- measured: extraction -->", "<!-- end of measured -->"


@dataclass
class Page:
    body: bytes
    url: str
    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    text: str | None = None
    title: list[str] = field(default_factory=list)
    day: str | None = None


@dataclass
class Found:
    text: str = ""
    title: str = ""
    day: str = ""


Extractor = Callable[[Page], Found]


@dataclass
class Score:
    seconds: float = 0.0
    hits: float = 0.0
    misses: float = 0.0
    extras: float = 0.0
    titles: Counter[bool] = field(default_factory=Counter)
    days: Counter[bool] = field(default_factory=Counter)
    empty: int = 0

    def add(self, page: Page, found: Found) -> None:
        self.empty += not found.text.strip()
        if page.text is None:
            whole = flat(found.text)
            kept = sum(flat(s) in whole for s in page.wanted)
            self.hits += kept
            self.misses += len(page.wanted) - kept
            self.extras += sum(flat(s) in whole for s in page.unwanted)
        else:
            want, have = shingles(page.text), shingles(found.text)
            common = sum((want & have).values())
            # Every page weighs the same, as in the set's own evaluation.
            self.hits += common / max(1, sum(have.values()) + sum(want.values()))
            self.misses += (sum(want.values()) - common) / max(1, sum(have.values()) + sum(want.values()))
            self.extras += (sum(have.values()) - common) / max(1, sum(have.values()) + sum(want.values()))
        if page.title:
            self.titles[letters(found.title) in {letters(t) for t in page.title}] += 1
        if page.day:
            self.days[found.day == page.day] += 1

    def f1(self) -> float:
        return 2 * self.hits / ((2 * self.hits + self.misses + self.extras) or 1)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = re.findall(r"\w+", text, re.UNICODE)
    if len(tokens) < SHINGLE:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(zip(*(tokens[i:] for i in range(SHINGLE)), strict=False))


def ours(page: Page) -> Found:
    """The whole record: text, metadata, language, and the fingerprint."""
    now = int(datetime.now(UTC).timestamp() * 1_000)
    got = extract(ParseJob(body=page.body, kind="html", url=page.url, content_type=None, submitted_ms=now))
    if isinstance(got, Rejected):
        return Found()
    fingerprint(got.text, page.body)
    return Found(got.text, got.title or "", (got.published_at or "")[:10])


def _trafilatura(*, fast: bool) -> Extractor:
    from trafilatura import bare_extraction

    def run(page: Page) -> Found:
        got = bare_extraction(page.body, with_metadata=True, include_comments=False, fast=fast)
        return Found(got.text or "", got.title or "", got.date or "") if got else Found()

    return run


def _readability() -> Extractor:
    from lxml.html import fromstring
    from readability import Document

    def run(page: Page) -> Found:
        got = Document(page.body.decode("utf-8", "replace"))
        return Found(fromstring(got.summary()).text_content(), got.short_title())

    return run


def _newspaper() -> Extractor:
    from newspaper import Article

    def run(page: Page) -> Found:
        got = Article(page.url or "https://example.org/", fetch_images=False)
        got.download(input_html=page.body.decode("utf-8", "replace"))
        got.parse()
        return Found(got.text, got.title, got.publish_date.strftime("%Y-%m-%d") if got.publish_date else "")

    return run


def extractors() -> dict[str, Extractor]:
    found: dict[str, Extractor] = {
        "tocsin": ours,
        BASE: _trafilatura(fast=False),
        "trafilatura fast": _trafilatura(fast=True),
    }
    for name, make in (("readability-lxml", _readability), ("newspaper4k", _newspaper)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed and is left out", file=sys.stderr)
    return found


def _read(path: Path) -> bytes:
    return gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()


def _listed(value: object) -> list[str]:
    return [str(v) for v in (value if isinstance(value, list) else [value]) if v]


def pages(folder: Path) -> Iterator[Page]:
    if (truth := folder / "ground-truth.json").exists():
        for name, gold in json.loads(truth.read_text("utf-8")).items():
            yield Page(_read(folder / "html" / f"{name}.html.gz"), gold.get("url") or "", text=gold["articleBody"])
        return
    known = folder / "gold.jsonl"
    for line in (known if known.exists() else folder / "truth.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        yield Page(
            _read(folder / gold["page"]),
            (gold.get("url") or "").strip(),
            wanted=gold.get("with", []),
            unwanted=gold.get("without", []),
            text=gold.get("text"),
            title=_listed(gold.get("title")),
            day=gold.get("date"),
        )


def measure(folder: Path, run: dict[str, Extractor]) -> tuple[int, dict[str, Score]]:
    scores = {name: Score() for name in run}
    count = 0
    for page in pages(folder):
        count += 1
        for name, extractor in run.items():
            started = time.process_time()
            try:
                found = extractor(page)
            except Exception as error:  # noqa: BLE001 - whatever a rival raises is its own miss, and is said
                print(f"{name}: {type(error).__name__} on {page.url}", file=sys.stderr)
                found = Found()
            scores[name].seconds += time.process_time() - started
            scores[name].add(page, found)
    return count, scores


def share(counted: Counter[bool]) -> str:
    return f"{counted[True]} of {counted.total()}" if counted else "-"


def table(folder: Path, count: int, scores: dict[str, Score]) -> list[str]:
    lines = [
        "",
        f"`{folder.name}`, {count} pages:",
        "",
        "| extractor | F1 | title right | same day | no text | pages/s a core | against trafilatura |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, score in scores.items():
        ratio = scores[BASE].seconds / score.seconds
        cells = (name, f"{score.f1():.4f}", share(score.titles), share(score.days), str(score.empty))
        lines.append("| " + " | ".join((*cells, f"{count / score.seconds:.1f}", f"{ratio:.2f}")) + " |")
    return lines


def versions() -> str:
    found = []
    for name in ("trafilatura", "readability-lxml", "newspaper4k", "lxml"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--out", type=Path, help="write the table there as Markdown")
    arguments.add_argument("--readme", type=Path, help="put the table between its marks in this file")
    given = arguments.parse_args()
    run = extractors()
    lines = [
        f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}, {versions()}; one core, one run."
    ]
    for folder in given.folders:
        lines += table(folder, *measure(folder, run))
    print("\n".join(lines))
    if given.out:
        given.out.write_text("\n".join(lines) + "\n", "utf-8")
    if given.readme:
        text = given.readme.read_text("utf-8")
        before, _, rest = text.partition(MARK)
        _, end, after = rest.partition(END)
        if not end:
            sys.exit(f"{given.readme} has no {MARK} and {END}")
        given.readme.write_text("\n".join([before + MARK, "", *lines, "", END + after]), "utf-8")


if __name__ == "__main__":
    main()
