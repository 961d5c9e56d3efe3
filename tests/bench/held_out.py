"""How well each rule group does on sentences that were kept aside: half of a labelled set, chosen by a hash of the text.

    python tests/bench/held_out.py POLARITY.jsonl STATUS.jsonl [--half kept|open]

POLARITY.jsonl: one object a line with `text` and `polarity` (`escalatory|de-escalatory|neutral`). STATUS.jsonl: `text`,
its words parted by single spaces, and `events`, each with `token_start`, `token_end` (exclusive) and `status`
(`actual|possible|denied`). Work on the `open` half alone; the `kept` half is only counted.

A group's line says on how many sentences it fires, on how many of those the sign of its own weights is the label's,
and what macro-F1 becomes without it. F1 is over the labels that occur in the set.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256
from operator import ne
from pathlib import Path
from typing import Any, Final

from tocsin.core.tagging import TAGGER_VERSION, tag
from tocsin.core.tagging.signals import FAMILIES
from tocsin.core.tagging.status import classify

ANCHOR_MS = 1_741_683_600_000
GROUP_OF: Final = {rule.name: family for family, rules in FAMILIES.items() for rule in rules}
# The labels know three: what was ordered or threatened has not happened, history has.
LABEL_OF: Final = {"ordered": "possible", "threatened": "possible", "historical": "actual"}

Pair = tuple[str, str]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polarity", type=Path)
    parser.add_argument("status", type=Path)
    parser.add_argument("--half", choices=("kept", "open"), default="kept")
    given = parser.parse_args()
    print(f"tagger {TAGGER_VERSION}, the {given.half} half")
    by_group([row for row in rows(given.polarity) if half(row) == given.half])
    by_status([row for row in rows(given.status) if half(row) == given.half])


def rows(path: Path) -> list[dict[str, Any]]:
    """Gives a set's objects."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def half(row: dict[str, Any]) -> str:
    """Gives the half that a sentence belongs to, whatever order the set comes in."""
    return "kept" if sha256(row["text"].encode()).digest()[0] % 2 else "open"


def by_group(chosen: Sequence[dict[str, Any]]) -> None:
    """Prints macro-F1 of polarity, and a line a group."""
    told = [weights(row["text"]) for row in chosen]
    labels = [row["polarity"] for row in chosen]

    def score(counted: Callable[[str], bool]) -> float:
        return f1(list(zip(labels, (sign(w for g, w in one if counted(g)) for one in told), strict=True)))

    whole = score(lambda _group: True)
    print(f"polarity: {len(chosen)} sentences, macro-F1 {whole:.3f}")
    print(f"{'group':<14}{'fires':>7}{'right':>7}{'share':>8}{'without it':>12}")
    for group in sorted(FAMILIES):
        own = [(label, sign(w for g, w in one if g == group)) for label, one in zip(labels, told, strict=True)]
        fired = [(label, said) for (label, said), one in zip(own, told, strict=True) if any(g == group for g, _ in one)]
        right = sum(label == said for label, said in fired)
        without = score(partial(ne, group))
        print(f"{group:<14}{len(fired):>7}{right:>7}{right / max(1, len(fired)):>8.2f}{without - whole:>+12.3f}")


def by_status(chosen: Sequence[dict[str, Any]]) -> None:
    """Prints macro-F1 of status, and precision and recall of each."""
    pairs = [pair for row in chosen for pair in statuses(row)]
    print(f"status: {len(pairs)} events, macro-F1 {f1(pairs):.3f}")
    for label in sorted({label for label, _ in pairs}):
        hit = sum(one == label == other for one, other in pairs)
        precision = hit / max(1, sum(other == label for _, other in pairs))
        recall = hit / max(1, sum(one == label for one, _ in pairs))
        print(f"{label:<14}precision {precision:.2f} recall {recall:.2f}")


def weights(text: str) -> list[tuple[str, float]]:
    """Gives the group and the weight of each signal of a sentence."""
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    return [(GROUP_OF[signal.rule], signal.weight) for signal in signals]


def statuses(row: dict[str, Any]) -> list[Pair]:
    """Gives label and answer of each event of a sentence."""
    starts = [0]
    for word in row["text"].split(" "):
        starts.append(starts[-1] + len(word) + 1)
    found = []
    for event in row["events"]:
        said = classify(row["text"], starts[event["token_start"]], starts[event["token_end"]] - 1)
        found.append((event["status"], LABEL_OF.get(said, said)))
    return found


def sign(given: Iterable[float]) -> str:
    """Gives the polarity of a sum of weights."""
    total = sum(given)
    return "neutral" if not total else "escalatory" if total < 0 else "de-escalatory"


def f1(pairs: Sequence[Pair]) -> float:
    """Gives macro-F1 over the labels that occur."""
    scores = []
    for label in {label for label, _ in pairs}:
        hit = sum(one == label == other for one, other in pairs)
        scores.append(
            2 * hit / max(1, sum(one == label for one, _ in pairs) + sum(other == label for _, other in pairs))
        )
    return sum(scores) / max(1, len(scores))


if __name__ == "__main__":
    main()
