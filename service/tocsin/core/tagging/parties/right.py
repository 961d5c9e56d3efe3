"""What stands behind the cue: who is acted upon, and behind "by" who acts."""

from typing import NamedTuple

from tocsin.core.tagging.model import Mention
from tocsin.core.tagging.parties import words
from tocsin.core.tagging.parties.clause import Clause, is_participle

# Tokens read behind the cue.
REACH = 34


class Behind(NamedTuple):
    """Who is acted upon, who acts ("by X"), and who owns the attack that someone died in ("in Israeli strikes")."""

    targets: list[Mention]
    by: list[Mention]
    inside: list[Mention]


def between(clause: Clause) -> list[Mention]:
    """The names of "between X and Y" soon behind the cue."""
    for at in range(clause.cue + 1, min(clause.cue + 9, len(clause.tokens))):
        word = clause.word(at)
        if word == "between":
            sides = _list_from(clause, at + 1)
            return sides if len({side.code for side in sides}) > 1 else []
        if word in words.BREAKS | words.STOPS | words.RELATIVE:
            return []
    return []


def read(clause: Clause, type_: str) -> Behind:
    """Sort the names behind the cue by the preposition that governs each, up to the end of the clause."""
    found = Behind([], [], [])
    preposition = ""
    at = clause.cue + 1
    last = min(len(clause.tokens), at + REACH)
    while at < last:
        word, mention = clause.word(at), clause.mention(at)
        if mention is not None:
            if _new_clause(clause, at, preposition):
                break
            _sort(clause, at, preposition, type_, found)
        elif word in words.PREPOSITIONS and word not in ("before", "after", "as"):
            preposition = word
        elif word == ",":
            after = _over_comma(clause, at, found)
            if after is None:
                break
            if clause.word(after) in words.GOING_ON:
                preposition = ""
            at = after
            continue
        elif word in words.BREAKS | words.STOPS | words.RELATIVE | words.SAYING:
            break
        at += 1
    return found


def _sort(clause: Clause, at: int, preposition: str, type_: str, found: Behind) -> None:
    mention = clause.tokens[at].mention
    if mention is None:
        return
    if preposition == "by":
        found.by.append(mention)
    elif preposition in ("in", "from", "during", "under") and _owns_force(clause, at):
        found.inside.append(mention)
    elif _is_target(preposition, type_):
        found.targets.append(mention)
    elif preposition == "of" and type_ in words.OF_ACTS_TYPES:
        found.by.append(mention)


def _is_target(preposition: str, type_: str) -> bool:
    if type_ in words.AGAINST_ONLY_TYPES:
        return preposition == "against"
    if preposition in words.TARGETING:
        return not (preposition in ("on", "into") and type_ in words.ON_IS_TOPIC_TYPES)
    if preposition in ("with", "between", "among"):
        return True
    if preposition == "to":
        return type_ in words.TO_TARGET_TYPES
    if preposition == "of":
        return type_ not in words.OF_ACTS_TYPES
    return not preposition


def _owns_force(clause: Clause, at: int) -> bool:
    """Whether an attack follows the name: "in Israeli air strikes", "from Russian artillery fire"."""
    return any(clause.word(after) in words.FORCE_NOUNS for after in range(at + 1, at + 5))


def _new_clause(clause: Clause, at: int, preposition: str) -> bool:
    """Whether the name begins a clause of its own: "and Hamas fired", "Israel said"."""
    after = at + 1
    while clause.word(after) in words.AUXILIARIES:
        after += 1
    verb = clause.word(after)
    if verb in words.SAYING:
        return True
    return not preposition and clause.word(at - 1) in ("and", "but") and (after > at + 1 or is_participle(verb))


def _over_comma(clause: Clause, at: int, found: Behind) -> int | None:
    """Where to read on behind a comma: at a list's next name or a participle that goes on; else nowhere."""
    after = at + 1
    if clause.word(after) in words.GOING_ON:
        return after
    while clause.word(after) in ("and", "the", "or"):
        after += 1
    is_list = clause.mention(after) is not None and (found.targets or found.by)
    return after if is_list and not _new_clause(clause, after, "") else None


def _list_from(clause: Clause, at: int) -> list[Mention]:
    """The names joined by "and" or commas from `at` on; other words between them are skipped up to four at a time."""
    found: list[Mention] = []
    gap = 0
    while at < len(clause.tokens) and gap <= 4:  # noqa: PLR2004 - "the Armenian army and the forces of Azerbaijan"
        mention = clause.mention(at)
        if mention is not None:
            found.append(mention)
            gap = 0
        elif clause.word(at) in words.BREAKS | words.STOPS | words.RELATIVE | words.LOCATIVE:
            break
        else:
            gap += 1
        at += 1
    return found
