"""The words around a cue, with the names among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.core.tagging.dateline import dateline_end
from tocsin.core.tagging.model import Match, Mention, Sentence
from tocsin.core.tagging.parties import words

# Code points read on either side of the cue; a clause of English is seldom longer.
LEFT_MAX = 420
RIGHT_MAX = 300

_TOKEN = re.compile(r"['\u2019]s\b|[^\W_]+(?:[.'\u2019-][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case, a mark, or a name."""

    text: str
    start: int
    mention: Mention | None = None
    capital: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """The tokens around the cue, which is `tokens[cue]`."""

    tokens: tuple[Token, ...]
    cue: int

    @property
    def passive(self) -> bool:
        """Whether the cue is a participle behind a form of "be", or one with "by" behind it and none who acts."""
        cue = self.tokens[self.cue].text
        following = self.word(self.cue + 1)
        if cue in words.VICTIMS and following in words.BEFALLEN:
            return True
        if not is_participle(cue):
            return cue in words.BEFALLEN
        if cue in words.BEFALLEN and following in words.AFTER_BEFALLEN:
            return True
        at = self.cue - 1
        while at >= 0 and self.tokens[at].text in words.AUXILIARIES:
            if self.tokens[at].text in words.BE:
                return True
            at -= 1
        return self.word(self.cue + 1) == "by"

    @property
    def nounish(self) -> bool:
        """Whether the cue may be a noun."""
        return not is_participle(self.tokens[self.cue].text)

    def word(self, at: int) -> str:
        """The token's text, empty beyond the ends."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def mention(self, at: int) -> Mention | None:
        """The name at a token, None beyond the ends."""
        return self.tokens[at].mention if 0 <= at < len(self.tokens) else None

    def _qualifies(self, at: int) -> bool:
        """Whether the token is a demonym: in "by the Iranian President Raisi" it stands before the name."""
        mention = self.mention(at)
        return mention is not None and mention.how == "people"

    def preposition_before(self, at: int) -> str:
        """The preposition that governs the name at `at`, or nothing."""
        at -= 1
        while at >= 0 and (self.word(at) in _SKIPPED or self._qualifies(at)):
            at -= 1
        word = self.word(at)
        if self.word(at - 1) in words.SPOKESMEN and word in words.LOCATIVE | words.ASIDE | {"to"}:
            return ""
        return word if word in words.PREPOSITIONS else ""


_SKIPPED = words.QUALIFIERS | words.QUOTES


def is_participle(word: str) -> bool:
    """Whether a word is the past form of a verb."""
    return (word.endswith("ed") and len(word) > 4) or word in words.IRREGULAR_PAST  # noqa: PLR2004 - "need", "seed"


def read(sentence: Sentence, match: Match, mentions: Sequence[Mention]) -> Clause:
    """Split the words around the cue into tokens, each name one of them."""
    first = min(max(dateline_end(sentence), match.cue_start - LEFT_MAX), match.cue_start)
    last = min(sentence.end, match.cue_end + RIGHT_MAX)
    tokens = list(_tokens(sentence, first, match.cue_start, mentions))
    cue = len(tokens)
    name = next((each for each in mentions if each.start < match.cue_end and match.cue_start < each.end), None)
    tokens.append(Token(_lower(sentence, match.cue_start, match.cue_end), match.cue_start, name))
    tokens += _tokens(sentence, match.cue_end, last, mentions)
    return Clause(tuple(tokens), cue)


def _tokens(sentence: Sentence, first: int, last: int, mentions: Sequence[Mention]) -> list[Token]:
    found: list[Token] = []
    at = first
    for mention in mentions:
        if first <= mention.start and mention.end <= last and mention.start >= at:
            found += _words(sentence, at, mention.start)
            found.append(Token(_lower(sentence, mention.start, mention.end), mention.start, mention))
            at = mention.end
    return found + _words(sentence, at, last)


def _words(sentence: Sentence, first: int, last: int) -> list[Token]:
    begin = first - sentence.start
    return [_token(sentence, found) for found in _TOKEN.finditer(sentence.text, begin, last - sentence.start)]


def _token(sentence: Sentence, found: re.Match[str]) -> Token:
    """A hyphen between spaces is a dash, as wires print it; one without spaces joins."""
    text, at = found.group(), found.start()
    if text == "-" and sentence.text[at - 1 : at].isspace():
        text = "\u2014"
    return Token(text.lower().replace("\u2019", "'"), at + sentence.start, capital=text[:1].isupper())


def _lower(sentence: Sentence, first: int, last: int) -> str:
    return sentence.text[first - sentence.start : last - sentence.start].lower()
