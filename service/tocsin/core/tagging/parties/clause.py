"""The words around a cue, with the names among them."""

import re
from collections.abc import Sequence

from msgspec import Struct

from tocsin.core.tagging.dateline import dateline_end
from tocsin.core.tagging.model import Match, Mention, Sentence
from tocsin.core.tagging.parties import words

# Code points read on either side of the cue; a clause of English is seldom longer.
LEFT_MAX = 420
RIGHT_MAX = 300

# Most tokens are words, so that these are tried first; their repeats keep what they took, and no way back is noted.
_TOKEN = re.compile(r"[^\W_]++(?:[.'\u2019-][^\W_]++)*+|['\u2019]s\b|[^\w\s]")


# Beyond its ends a clause is empty as far as any rule looks: so many empty tokens stand behind the last, and a
# negative index meets them too.
_EDGE = 48


class Clause(Struct):
    """The tokens around the cue, which is the one at `cue`: a word in lower case, a mark, or a name.

    `words`, `raw` (as written) and `names` go side by side, `size` long, and are empty beyond that.
    """

    words: list[str]
    raw: list[str]
    names: list[Mention | None]
    size: int
    cue: int

    @property
    def passive(self) -> bool:
        """Whether the cue is a participle behind a form of "be", or one with "by" behind it and none who acts."""
        cue = self.words[self.cue]
        following = self.words[self.cue + 1]
        if cue in words.VICTIMS and following in words.BEFALLEN:
            return True
        if not is_participle(cue):
            return cue in words.BEFALLEN
        if cue in words.BEFALLEN and following in words.AFTER_BEFALLEN:
            return True
        at = self.cue - 1
        while self.words[at] in words.AUXILIARIES:
            if self.words[at] in words.BE:
                return True
            at -= 1
        return self.words[self.cue + 1] == "by"

    @property
    def nounish(self) -> bool:
        """Whether the cue may be a noun."""
        return not is_participle(self.words[self.cue])

    def at(self, cue: int) -> "Clause":
        """The same tokens around another cue."""
        return Clause(self.words, self.raw, self.names, self.size, cue)

    def preposition_before(self, at: int) -> str:
        """The preposition that governs the name at `at`, or nothing."""
        at -= 1
        while self.words[at] in _SKIPPED or self._qualifies(at):
            at -= 1
        word = self.words[at]
        if word in _OF_SPOKESMEN and self.words[at - 1] in words.SPOKESMEN:
            return ""
        return word if word in words.PREPOSITIONS else ""

    def _qualifies(self, at: int) -> bool:
        """Whether the token is a demonym: in "by the Iranian President Raisi" it stands before the name."""
        mention = self.names[at]
        return mention is not None and mention.how == "people"


_SKIPPED = words.QUALIFIERS | words.QUOTES
_OF_SPOKESMEN = words.LOCATIVE | words.ASIDE | {"to"}


def is_participle(word: str) -> bool:
    """Whether a word is the past form of a verb."""
    return (word.endswith("ed") and len(word) > 4) or word in words.IRREGULAR_PAST  # noqa: PLR2004 - "need", "seed"


def read(sentence: Sentence, match: Match, mentions: Sequence[Mention]) -> Clause:
    """Split the words around the cue into tokens, each name one of them."""
    text, base = sentence.text, sentence.start
    cue_start, cue_end = match.cue_start, match.cue_end
    first = min(max(dateline_end(sentence), cue_start - LEFT_MAX), cue_start)
    last = min(sentence.end, cue_end + RIGHT_MAX)
    raw: list[str] = []
    names: list[Mention | None] = []
    of_cue: Mention | None = None
    at = first
    for mention in mentions:
        if mention.end <= cue_start:
            if at <= mention.start:
                at = _add(text, base, at, mention, raw, names)
        elif mention.start < cue_end:
            of_cue = of_cue or mention
        else:
            break
    _add_words(text, at - base, cue_start - base, raw, names)
    cue = len(raw)
    raw.append(text[cue_start - base : cue_end - base])
    names.append(of_cue)
    at = cue_end
    for mention in mentions:
        if at <= mention.start and mention.end <= last:
            at = _add(text, base, at, mention, raw, names)
    _add_words(text, at - base, last - base, raw, names)
    low = "\n".join(raw).lower().replace("\u2019", "'").split("\n")
    low += _NO_WORDS
    names += _NO_NAMES
    return Clause(low, raw, names, len(raw), cue)


_NO_WORDS = [""] * _EDGE
_NO_NAMES = [None] * _EDGE


def _add(
    text: str, base: int, at: int, mention: Mention, raw: list[str], names: list[Mention | None]
) -> int:  # fmt: skip
    """Adds the words from `at` to a name, and the name; gives where it ends."""
    start, end = mention.start, mention.end
    _add_words(text, at - base, start - base, raw, names)
    raw.append(text[start - base : end - base])
    names.append(mention)
    return end


def _add_words(text: str, begin: int, end: int, raw: list[str], names: list[Mention | None]) -> None:
    if end - begin <= 1 and text[begin:end].strip() == "":
        # Most names stand right beside the cue or the next one.
        return
    found: list[str] = _TOKEN.findall(text, begin, end)
    if "-" in found:
        # A hyphen between spaces is a dash, as wires print it; one without spaces joins.
        found = [
            "\u2014" if word.group() == "-" and text[word.start() - 1 : word.start()].isspace() else word.group()
            for word in _TOKEN.finditer(text, begin, end)
        ]
    raw += found
    names += [None] * len(found)
