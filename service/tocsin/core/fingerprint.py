"""Near-duplicates: what a text is remembered by, and when a newer text is a copy of an older one.

A text is cut into tokens and word 4-grams; kept are the 24 smallest hashes (to find candidates) and a sample of all
of them (to compare). The measure is *containment*: the share of the new text that stands in the old one. On a judged
set of 6,194 articles containment of 4-grams at .55 reached F1 .985 (simhash .585, MinHash at best .920), because a
copy that was cut by a third, or framed by another site's furniture, is still contained; and a longer follow-up is not.
"""

import re
import struct
from functools import lru_cache
from hashlib import blake2b, sha256
from heapq import nsmallest

from tocsin.core.records.page import Fingerprint, Shingles

# Scripts written without spaces between words, and Korean, whose particles grow onto them: one token a character.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
# A figure of its own: "T-72" is a name, "3rd" a figure.
_NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*")
_SEPARATORS = str.maketrans("", "", ".,")

# As good as 3-grams (F1 .985 both), and stock phrases fill the index eight times less.
GRAM = 4
# 16 do as well; 12 lose a little (F1 .984), 8 more (.977).
POSTINGS = 24
# A quarter of the hashes compares as well as all of them (F1 .9845 against .9850) where there are enough.
SAMPLED = 4
# The judged set kept all hashes below 64. A short wire item framed by furniture stands close to its threshold, where
# a sample of twenty decides by chance; 256 hashes are one kilobyte.
KEPT_WHOLE = 256
NUMBERS_MAX = 256
# The words of a language in frequent use; a child of the pool hashes each of them once.
TOKENS_REMEMBERED = 32_768
TOKEN_CHARS_REMEMBERED = 200
# "Sign up for our daily briefing", captions, headings: rarely longer. With whole texts three copies of three short
# items, cut and framed by two such lines, stood at .64 to .73 of their originals; without them at 1.
PARAGRAPH_TOKENS = 12

COPY_SHARE = 0.55
SHORT_TOKENS = 100
SHORT_COPY_SHARE = 0.80
KIN_SHARE = 0.5
# Of 674 real wire copies 673 pass, and a fifth of the false ones (bulletins of one form) are turned away.
NUMBERS_SHARE = 0.5

_MASK = (1 << 64) - 1
# Odd 64-bit constants: the multipliers of MurmurHash3's finaliser and of splitmix64.
_STEP = 0x9E3779B97F4A7C15
_MIX = 0xFF51AFD7ED558CCD
_SECOND = 0xC4CEB9FE1A85EC53
# For each bit of a byte, the highest first, a table that tells of every byte whether it has it.
_HAS_BIT = tuple(bytes(byte >> bit & 1 for byte in range(256)) for bit in range(7, -1, -1))


def fingerprint(text: str, body: bytes) -> Fingerprint:
    """Gives the fingerprint of a cleaned text (NFC, without its title, which copies change) and the page's bytes."""
    paragraphs = [_TOKEN.findall(line) for line in text.lower().splitlines()]
    tokens = [token for paragraph in paragraphs for token in paragraph]
    triples, quadruples = _grams(_hashes(tokens))
    return Fingerprint(
        sha256=sha256(" ".join(tokens).encode("utf-8", "surrogatepass")).hexdigest(),
        simhash=_simhash(set(triples)),
        body_sha256=sha256(body).hexdigest(),
        shingles=_shingles(_of_story(quadruples, [len(words) for words in paragraphs]), text, len(tokens)),
    )


def copied(new: Shingles, old: Shingles) -> float | None:
    """Gives the share of `new` that stands in `old` when `new` is a copy of it, else None."""
    share = contained(new, old)
    least = COPY_SHARE if new.tokens >= SHORT_TOKENS else SHORT_COPY_SHARE
    return share if share >= least and _same_numbers(new, old) else None


def akin(one: Shingles, other: Shingles) -> float | None:
    """Gives the share of the shorter text that stands in the longer when it is half or more, else None.

    A longer version, a follow-up or a round-up is no copy, and yet no source of its own.
    """
    shorter, longer = sorted((one, other), key=lambda shingles: shingles.tokens)
    share = contained(shorter, longer)
    return share if share >= KIN_SHARE and _same_numbers(one, other) else None


def contained(part: Shingles, whole: Shingles) -> float:
    """Gives the share (0-1) of the hashes of `part` that stand in `whole`; 0 for a text of under four tokens."""
    asked = part.sketch if _kept_whole(whole) else [value for value in part.sketch if value % SAMPLED == 0]
    there = set(whole.sketch)
    return sum(value in there for value in asked) / len(asked) if asked else 0.0


def _of_story(grams: tuple[int, ...], lengths: list[int]) -> set[int]:
    """Leaves out the 4-grams of short paragraphs, unless they are most of the text, and those that span two.

    Both keep another site's furniture, which stands between paragraphs, from making a copy of 60 words unlike.
    `lengths` are the paragraphs', in tokens; `grams` begin at each token of the text in turn.
    """
    long = sum(length for length in lengths if length >= PARAGRAPH_TOKENS)
    least = PARAGRAPH_TOKENS if 2 * long >= sum(lengths) else GRAM
    found: set[int] = set()
    start = 0
    for length in lengths:
        if length >= least:
            found.update(grams[start : start + length - GRAM + 1])
        start += length
    return found


def _shingles(grams: set[int], text: str, tokens: int) -> Shingles:
    kept = grams if len(grams) < KEPT_WHOLE else {gram for gram in grams if gram % SAMPLED == 0}
    found = [number.translate(_SEPARATORS) for number in _NUMBER.findall(text)]
    numbers = {value & 0xFFFFFFFF for value in _hashes(found)}
    return Shingles(
        postings=tuple(nsmallest(POSTINGS, [gram * _SECOND & _MASK for gram in grams])),
        # The low half, so that a hash in a sample can be told from one that is there because all are.
        sketch=tuple(sorted({gram & 0xFFFFFFFF for gram in kept})),
        numbers=tuple(sorted(numbers)[:NUMBERS_MAX]),
        tokens=tokens,
    )


def _kept_whole(shingles: Shingles) -> bool:
    return any(value % SAMPLED for value in shingles.sketch)


def _same_numbers(new: Shingles, old: Shingles) -> bool:
    smaller = min(len(new.numbers), len(old.numbers))
    return len(set(new.numbers) & set(old.numbers)) >= NUMBERS_SHARE * smaller


def _hashes(tokens: list[str]) -> list[int]:
    # A hostile text is one word.
    known = max(map(len, tokens), default=0) <= TOKEN_CHARS_REMEMBERED
    return list(map(_hashed if known else _hashed.__wrapped__, tokens))


@lru_cache(TOKENS_REMEMBERED)
def _hashed(token: str) -> int:
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _grams(words: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Hashes every run of three words, and of four, to 64 bits; no run, no hash.

    All words stand in one number, a lane of 128 bits each: one multiplication is a step for all of them, and takes a
    third of the time of a step a word.
    """
    many = len(words)
    row = int.from_bytes(struct.pack("<" + "Q8x" * many, *words), "little")
    each = int.from_bytes((1).to_bytes(16, "little") * many, "little")
    low = _MASK * each
    pairs = (row * _STEP & low) + (row >> 128) & low
    triples = (pairs * _STEP & low) + (row >> 256) & low
    quadruples = (triples * _STEP & low) + (row >> 384) & low
    return _spread(triples, each, many)[: max(many - 2, 0)], _spread(quadruples, each, many)[: max(many - 3, 0)]


def _spread(row: int, each: int, many: int) -> tuple[int, ...]:
    """Spreads the hash in each lane over all its bits (MurmurHash3's finaliser), and gives them apart."""
    mixed = (row ^ row >> 33 & (_MASK >> 33) * each) * _MIX & _MASK * each
    mixed ^= mixed >> 29 & (_MASK >> 29) * each
    return struct.unpack(f"<{2 * many}Q", mixed.to_bytes(16 * many, "little"))[::2]


def _simhash(grams: set[int]) -> str:
    """Each bit is that of most grams. Counting the bytes that have a bit is five times as quick as counters."""
    packed = struct.pack(f">{len(grams)}Q", *grams)
    columns = [packed[place::8] for place in range(8)]
    half = len(grams) / 2
    bits = ["1" if column.translate(has).count(1) > half else "0" for column in columns for has in _HAS_BIT]
    return f"{int(''.join(bits), 2):016x}"
