"""What stands before the cue: who acts, or under a passive who is acted upon."""

from typing import NamedTuple

from tocsin.core.tagging.model import Mention
from tocsin.core.tagging.parties import words
from tocsin.core.tagging.parties.clause import Clause, is_participle

# Adjectives between a possessor and its deed: "Russia's biggest overnight missile and drone attack".
GAP_MAX = 7


class Doers(NamedTuple):
    """Who acts, and who "suffered", "expects" or "repelled" the cue instead."""

    acting: list[Mention]
    suffering: list[Mention]


def doers(clause: Clause) -> Doers:
    """The name that owns or qualifies the cue, else the clause's subject."""
    if clause.nounish:
        owner = _owner(clause)
        if owner:
            return Doers(owner, [])
        governor = _governor(clause)
        if governor in words.SUFFERING:
            return Doers([], subject(clause))
        if governor in words.WATCHING:
            return Doers([], [])
    return Doers(subject(clause), [])


def pair(clause: Clause) -> list[Mention]:
    """Both sides where the cue is something that two share: "US-Iran talks", "the Koreas exchanged fire"."""
    cue = clause.word(clause.cue)
    if cue in words.MUTUAL_NOUNS:
        sides = _joined(clause, clause.cue - 1)
        if len(sides) > 1 and all(side.how != "leader" for side in sides):
            return sides
    if cue in words.MUTUAL_VERBS:
        sides = subject(clause)
        if len({side.code for side in sides}) > 1 and not _has_with(clause):
            return sides
    return []


def subject(clause: Clause) -> list[Mention]:
    """The names of the subject, nearest to the cue and with those joined to it by "and"."""
    at = clause.cue - 1
    while at >= 0:
        word, mention = clause.word(at), clause.mention(at)
        if mention is not None:
            if _may_act(clause, at):
                return _joined(clause, at)
        elif word in words.PRONOUNS or word in words.POSSESSIVES:
            return _antecedent(clause, at) if at else []
        elif word in words.SPEAKERS:
            return _speaker(clause, at)
        elif word in words.RELATIVE and _opens(clause, at):
            return _nearest(clause, at)
        elif word in words.STOPS:
            return []
        elif word in words.BREAKS and not _is_locative_as(clause, at):
            return _antecedent(clause, at)
        elif word == "," and _opens(clause, at):
            at = _over_insertion(clause, at)
            continue
        at -= 1
    return []


def _owner(clause: Clause) -> list[Mention]:
    """The name that qualifies a noun: "Israeli air strikes", "Hamas's October attack", "US and British strikes"."""
    at, gap = clause.cue - 1, 0
    while at >= 0 and gap <= GAP_MAX:
        mention = clause.mention(at)
        if mention is not None:
            close = gap == 0 or mention.how == "people" or clause.word(at + 1) in ("'s", "'", "-")
            return _joined(clause, at) if close or mention.kind == "group" else []
        word = clause.word(at)
        if word in words.PREPOSITIONS | words.DETERMINERS | words.STOPS | words.AUXILIARIES and word != "'s":
            return []
        if is_participle(word) or word in words.SAYING or word in words.BREAKS | words.RELATIVE | words.WATCHING:
            return []
        at -= 1
        gap += word not in ("'s", "-", "and", ",")
    return []


def _governor(clause: Clause) -> str:
    """The nearest verb before a noun that says how its subject stands to it."""
    for at in range(clause.cue - 1, max(-1, clause.cue - 9), -1):
        word = clause.word(at)
        if word in words.SUFFERING or word in words.WATCHING:
            return word
        if word in words.BREAKS | words.STOPS | words.RELATIVE or is_participle(word):
            return ""
    return ""


def _may_act(clause: Clause, at: int) -> bool:
    """Whether the name at `at` is a subject and not what a preposition adds to one."""
    preposition = clause.preposition_before(at)
    if not preposition or preposition in ("of", "by", "between"):
        return True
    if preposition == "as":
        return True
    return preposition in ("after", "before")


def _joined(clause: Clause, at: int) -> list[Mention]:
    """The name at `at` and those that "and", a comma or a hyphen join to it on the left, in the text's order."""
    found: list[Mention] = []
    while at >= 0:
        mention = clause.mention(at)
        if mention is not None:
            found.append(mention)
        elif clause.word(at) not in words.JOINING or not _joins(clause, at):
            break
        at -= 1
    return found[::-1]


def _joins(clause: Clause, at: int) -> bool:
    """Whether the mark at `at` joins two names: there is one on either side."""
    right = at + 1
    while clause.word(right) in ("the", "and", ",", "'s", "-"):
        right += 1
    before = at - 1
    while clause.word(before) in ("the", "and", ",", "'s", "-", "both"):
        before -= 1
    return clause.mention(before) is not None or clause.word(at) in ("the", "both", "'s")


def _opens(clause: Clause, at: int) -> bool:
    """Whether the cue's verb follows the word at `at` with nothing but helping words between."""
    return all(
        clause.word(between) in words.AUXILIARIES or clause.word(between).endswith("ly")
        for between in range(at + 1, clause.cue)
    )


def _over_insertion(clause: Clause, at: int) -> int:
    """From the comma before a bare verb to the one that opened the insertion: "Hezbollah, a militia, fired"."""
    for before in range(at - 1, -1, -1):
        if clause.word(before) == ",":
            return before - 1
        if clause.word(before) in words.STOPS:
            break
    return at - 1


def _nearest(clause: Clause, at: int) -> list[Mention]:
    """What "which" stands for: the nearest name that may act, else the nearest at all."""
    for before in range(at - 1, -1, -1):
        if clause.mention(before) is not None and _may_act(clause, before):
            return _joined(clause, before)
    return []


def _antecedent(clause: Clause, at: int) -> list[Mention]:
    """What "it" stands for: the sentence's first name that may act."""
    for first in range(at):
        if clause.mention(first) is not None and _may_act(clause, first):
            last = first
            while (
                clause.word(last + 1) in ("and", ",", "the") and clause.mention(last + 2) is not None and last + 2 < at
            ):
                last += 2
            return _joined(clause, last)
    return []


def _speaker(clause: Clause, at: int) -> list[Mention]:
    """Whom "we" stands for: the name beside the verb of saying, behind the quotation first."""
    for step in range(at + 1, len(clause.tokens)):
        if clause.word(step) in words.SAYING:
            for after in range(step + 1, min(step + 8, len(clause.tokens))):
                mention = clause.mention(after)
                if mention is not None:
                    return [mention]
            before = clause.mention(step - 1)
            return [before] if before is not None else []
    return _antecedent(clause, at)


def _is_locative_as(clause: Clause, at: int) -> bool:
    """Whether "as" only adds a name ("as well as") and breaks no clause."""
    return clause.word(at) == "as" and clause.word(at - 1) in ("well", "such", "known")


def _has_with(clause: Clause) -> bool:
    """Whether "with X" follows, so that the subject is one side alone."""
    for at in range(clause.cue + 1, min(clause.cue + 8, len(clause.tokens))):
        if clause.word(at) == "with":
            return True
        if clause.word(at) in words.BREAKS | words.STOPS:
            return False
    return False
