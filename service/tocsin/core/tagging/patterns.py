"""The small language in which signal families write their patterns, and its compiler.

A pattern is a regular expression over the *plain* form of a sentence (`plain`: lower case, straight quotes, one kind
of hyphen), with three shorthands: `<strike/v raid/n unit>` stands for every inflected form of those words, `@name`
for a class of the vocabulary, `~3` for up to three words. Groups never capture. Matching is anchored at a cue word
and looks at a bounded window on each side, so that no text, however hostile, costs more than its length.
"""

import re
from functools import cache

from tocsin.core.tagging.vocabulary import CLASSES, IRREGULAR

# Code points looked at on either side of a cue: about 18 words of English.
WINDOW = 110

# Every kind of quote, hyphen and space is written as the plain one; the controls alone may stand in ASCII.
_CONTROLS = "\t\n\r"
_PLAIN = tuple(zip("’‘ʼ“”„«»–—‑‐\u00a0\u202f", '\'\'\'"""""----  ', strict=True))
_TERM = re.compile(r"(?<!\?P)<([a-z/' -]+)>|@([a-z_]+)|~(\d)|\((?!\?)")
_VOWELS = "aeiou"
# Verbs of more than one syllable whose last consonant doubles before -ed and -ing (British and American).
_DOUBLING = frozenset(
    (
        "commit compel deter expel repel rebut regret submit permit admit defer refer transfer occur rebel cancel "
        "signal quarrel travel equip"
    ).split(),
)
_ONE_SYLLABLE = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def plain(text: str) -> str:
    """Gives the text in lower case with one kind of quote and hyphen, code point for code point."""
    lowered = lower(text)
    # One search a character is many times as fast as `translate`, and most characters are not there.
    for control in _CONTROLS:
        lowered = lowered.replace(control, " ")
    if not lowered.isascii():
        for written, meant in _PLAIN:
            lowered = lowered.replace(written, meant)
    return lowered


def lower(text: str) -> str:
    """Gives the text in lower case, code point for code point."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    # A few capitals (such as the dotted Turkish I) have a longer lower case.
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


# What `re` takes for an i, a k or an s where it ignores case (its documentation, IGNORECASE); `lower` keeps them.
_FOLDED = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def folded(words: str) -> str:
    """Gives words that a pattern found whatever their case as the pattern writes them."""
    return words.translate(_FOLDED).lower()


def forms(words: str) -> tuple[str, ...]:
    """Gives every form of the words: `raid/v` a verb's five, `raid/n` a noun's two, `raid` itself."""
    found: dict[str, None] = {}
    for word in words.split():
        base, _, kind = word.partition("/")
        for form in _inflected(base, kind):
            found[form] = None
    return tuple(found)


def _inflected(base: str, kind: str) -> tuple[str, ...]:
    if kind == "v":
        return verb_forms(base)
    if kind == "n":
        return (base, plural(base))
    return (base,)


def plural(noun: str) -> str:
    """Gives the regular plural (English spelling rules)."""
    if noun.endswith(("s", "sh", "ch", "x", "z")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + "s"


def verb_forms(base: str) -> tuple[str, ...]:
    """Gives base, -s, past, participle and -ing of a verb."""
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) else base
    if base.endswith("y") and base[-2] not in _VOWELS:
        regular = base[:-1] + "ied"
    else:
        stem = stem + stem[-1] if _doubles(base) else stem
        regular = stem + "ed" if not base.endswith("ee") else base + "d"
    past = IRREGULAR.get(base, (regular,))
    both = ("cancel", "signal", "travel", "quarrel")
    american = (base + "ed", base + "ing") if base in both else ()
    return (base, plural(base), *past, stem + "ing", *american)


def _doubles(base: str) -> bool:
    return base in _DOUBLING or _ONE_SYLLABLE.fullmatch(base) is not None


def expand(pattern: str) -> str:
    """Writes the shorthands out as a plain regular expression."""

    def term(match: re.Match[str]) -> str:
        words, name, count = match.groups()
        if words:
            return alternation(words)
        if name:
            return expand(CLASSES[name])
        if count:
            # A word keeps what it took (`}+`): no shorter one has a space behind it.
            return rf"(?:\S{{1,30}}+ ){{0,{count}}}"
        return "(?:"

    return _TERM.sub(term, pattern)


def alternation(words: str) -> str:
    """Gives a group of every form, the longest first."""
    return "(?:" + "|".join(sorted(forms(words), key=lambda word: (-len(word), word))) + ")"


@cache
def ending(pattern: str) -> re.Pattern[str]:
    """Compiles a pattern that must end where the window before a cue ends."""
    return re.compile(rf"(?<![\w])(?:{expand(pattern)})\Z")


@cache
def beginning(pattern: str) -> re.Pattern[str]:
    """Compiles a pattern that must begin right after a cue and end with a word."""
    return re.compile(rf"(?:{expand(pattern)})(?!\w)")


@cache
def anywhere(pattern: str) -> re.Pattern[str]:
    """Compiles a pattern that may stand anywhere in a sentence, as whole words."""
    return re.compile(rf"(?<!\w)(?:{expand(pattern)})(?!\w)")
