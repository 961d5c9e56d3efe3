"""Case files of the tagger's rooms: a list of maps; a stray key is refused, so that no case is silently not checked."""

from pathlib import Path
from typing import Any

import yaml

from tocsin.core.tagging.model import Match, Sentence

CASES = Path(__file__).parents[2] / "cases"


def cases(folder: str, known: set[str]) -> list[Any]:
    """Gives all cases of a folder; each must have `says` and no key but the known ones."""
    found = []
    for path in sorted((CASES / folder).glob("*.yml")):
        for case in yaml.safe_load(path.read_text("utf-8")):
            stray = case.keys() - known - {"says"}
            assert not stray, f"{path.name}: {stray} in {case}"
            found.append(case | {"file": path.stem})
    return found


def named(case: dict[str, Any]) -> str:
    """Gives a case's id in the test's report."""
    return f"{case['file']}: {case['says'][:60]}"


def sentence_of(text: str, start: int = 0, paragraph: int = 0) -> Sentence:
    """Gives a sentence of the text."""
    return Sentence(field="text", text=text, start=start, end=start + len(text), paragraph=paragraph)


def match_at(sentence: Sentence, act: str, type_: str = "ATTACK_ARMED") -> Match:
    """Gives a match of the words `act`, the last time they stand in the sentence."""
    start = sentence.start + sentence.text.rindex(act)
    end = start + len(act)
    return Match(type=type_, start=start, end=end, rule="case", cue_start=start, cue_end=end)
