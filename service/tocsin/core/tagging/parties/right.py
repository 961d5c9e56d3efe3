"""What stands behind the cue: who is acted upon, and behind "by" who acts."""

from typing import NamedTuple

from tocsin.core.tagging.model import Mention
from tocsin.core.tagging.parties import words
from tocsin.core.tagging.parties.clause import Clause, is_participle

# Tokens read behind the cue.
REACH = 34
# Tokens within which "between X and Y" still belongs to the cue.
BETWEEN_REACH = 14


class Behind(NamedTuple):
    """Who is acted upon, who acts ("by X"), and who owns the attack that someone died in ("in Israeli strikes")."""

    targets: list[Mention]
    by: list[Mention]
    inside: list[Mention]


def between(clause: Clause) -> list[Mention]:
    """The two sides named behind the cue: "between X and Y", "of the X-Y conflict"."""
    window = clause.words[clause.cue : min(clause.cue + BETWEEN_REACH, clause.size)]
    if _OF_TWO.isdisjoint(window):
        return []
    for at, word in enumerate(window, clause.cue):
        if word == "between":
            sides = _list_from(clause, at + 1)
            return sides if len({side.code for side in sides}) > 1 else []
        if at > clause.cue and word in words.MUTUAL_NOUNS and clause.names[at - 1] is not None:
            sides = _before(clause, at)
            if len({side.code for side in sides}) > 1:
                return sides
        if word in _ENDS_BETWEEN:
            return []
    return []


_OF_TWO = words.MUTUAL_NOUNS | {"between"}
_ENDS_BETWEEN = words.BREAKS | words.STOPS | words.RELATIVE | words.TARGETING | {"by"}


def read(clause: Clause, type_: str) -> Behind:
    """Sort the names behind the cue by the preposition that governs each, up to the end of the clause."""
    found = Behind([], [], [])
    cue = clause.words[clause.cue]
    preposition = cue if cue in words.PREPOSITIONS else ""
    at = clause.cue + 1
    last = min(clause.size, at + REACH)
    texts, names = clause.words, clause.names
    while at < last:
        word, mention = texts[at], names[at]
        if mention is None and word not in _NOTED:
            at += 1
            continue
        if mention is not None:
            if _new_clause(clause, at, preposition):
                break
            _sort(clause, at, mention, preposition, type_, found)
        elif word in ("as", "after", "when", "before") and "well" not in (clause.words[at - 1], clause.words[at + 1]):
            found.inside.extend(_cause(clause, at, type_))
            break
        elif word in _GOVERNS:
            preposition = _governing(clause, at, preposition)
        elif word == ",":
            at, preposition = _over_comma(clause, at, preposition, found)
            continue
        elif (word in words.HARMING and type_ in words.FORCE_TYPES) or (
            word in words.RELATIVE and (type_ in words.THAT_TARGET_TYPES or _harms(clause, at))
        ):
            preposition = ""
        elif word in _ENDS or (word in words.PREDICATES and _tells_of(clause, at, type_)):
            break
        at += 1
    return found


def _tells_of(clause: Clause, at: int, type_: str) -> bool:
    """Whether the verb at `at` has the deed for its subject: who stands behind it is none of its targets."""
    return clause.nounish and type_ in words.DEED_TYPES and clause.words[at + 1] != "by"


_GOVERNS = words.PREPOSITIONS | words.TARGETING
_ENDS = words.BREAKS | words.STOPS | words.RELATIVE | words.SAYING
# The words that `read` acts on; most of a sentence is none of them.
_NOTED = _GOVERNS | _ENDS | words.PREDICATES | words.HARMING | {",", "as", "after", "when", "before"}


def _governing(clause: Clause, at: int, preposition: str) -> str:
    """The preposition that holds from `at` on: "of" and a body's "in" leave an earlier one in force."""
    word = clause.words[at]
    if preposition and word == "of":
        return preposition
    if word == "as":
        return preposition
    if word == "to" and clause.words[at + 1] in words.ASSAILING:
        # "Ready to strike X": an infinitive, whose object is the target.
        return ""
    if word == "to" and clause.words[at - 1] in ("fire", "damage", "siege"):
        return "on"
    if word == "by" and at > clause.cue + 1 and clause.words[at - 1] in words.OWNED:
        # "Facilities used by the group" are what was hit.
        return preposition
    return preposition if preposition and word in words.LOCATIVE and _is_of_body(clause, at) else word


def _is_of_body(clause: Clause, at: int) -> bool:
    """Whether the next name behind `at` is a force or a leader."""
    ahead = (clause.names[step] for step in range(at + 1, at + 4))
    following = next((mention for mention in ahead if mention is not None), None)
    return following is not None and following.how in ("force", "leader")


def _sort(
    clause: Clause, at: int, mention: Mention, preposition: str, type_: str, found: Behind
) -> None:  # fmt: skip
    if preposition == "by" and found.by and clause.words[at - 1] not in _LISTING:
        # "By protesters shook Washington": the list of those who acted has ended.
        return
    if preposition == "by":
        # Behind a verb in the active voice "by" tells of somebody else's deed: "condemned the attack by X".
        (found.by if clause.passive or (clause.nounish and type_ not in words.SPOKEN_TYPES) else found.targets).append(
            mention
        )
    elif preposition == "between" or (preposition == "of" and _of_acts(clause)):
        found.by.append(mention)
    elif (preposition == "with" and type_ in words.WITH_ACTS_TYPES) or (
        preposition in ("in", "from", "during", "under") and _owns_force(clause, at, preposition)
    ):
        found.inside.append(mention)
    elif _is_target(clause, preposition, type_):
        found.targets.append(mention)


_LISTING = words.JOINING | words.DETERMINERS


def _of_acts(clause: Clause) -> bool:
    """Whether "of X" right behind the cue names who acts: "an attack of Hamas", but not "the shelling of Goris"."""
    cue = clause.words[clause.cue]
    return clause.words[clause.cue + 1] in ("of", "action") and not cue.endswith("ing") and cue not in words.OF_SUFFERS


def _is_target(clause: Clause, preposition: str, type_: str) -> bool:
    if type_ in words.AGAINST_ONLY_TYPES:
        return preposition in words.OPPOSING or (not preposition and clause.words[clause.cue] in words.CROSSING)
    if preposition in words.TARGETING:
        if preposition == "into" and type_ == "COERCION_SANCTIONS":
            # Where somebody was smuggled to.
            return False
        return not (preposition in ("on", "into") and type_ in words.ON_IS_TOPIC_TYPES)
    if preposition == "to":
        return type_ in words.TO_TARGET_TYPES
    if preposition == "from":
        return type_ in words.FROM_TARGET_TYPES
    if preposition == "for":
        return clause.words[clause.cue] in ("options", "option")
    return preposition in ("", "of", "with", "between", "among")


def _cause(clause: Clause, at: int, type_: str) -> list[Mention]:
    """Who "when X opened fire" names, for a death that has no other author."""
    if type_ not in words.FORCE_TYPES or not clause.passive or clause.words[at] == "before":
        return []
    for step in range(at + 1, at + 5):
        mention = clause.names[step]
        if mention is not None:
            return [mention]
        if clause.words[step] in _ENDS_CAUSE:
            break
    return []


_ENDS_CAUSE = words.PREPOSITIONS | words.STOPS | words.PRONOUNS


def _owns_force(clause: Clause, at: int, preposition: str) -> bool:
    """Whether an attack follows the name: "in Israeli air strikes", "from Russian artillery fire"."""
    if preposition == "from" and clause.words[at + 1] in words.POSITIONS:
        return True
    return any(clause.words[after] in words.FORCE_NOUNS for after in range(at + 1, at + 5))


def _new_clause(clause: Clause, at: int, preposition: str) -> bool:
    """Whether the name begins a clause of its own: "and Hamas fired", ", Israel said"."""
    after = at + 1
    while clause.words[after] in words.FINITE:
        after += 1
    verb = clause.words[after]
    if verb in words.SAYING:
        return True
    if clause.words[at - 1] not in ("and", "but", ",") and clause.words[at - 2] not in ("and", "but", ","):
        return False
    if after > at + 1 or is_participle(verb):
        return not preposition or clause.words[at - 1] == ","
    later = next((step for step in range(after, after + 3) if is_participle(clause.words[step])), None)
    return later is not None and clause.words[later] not in words.DESCRIBING


def _over_comma(clause: Clause, at: int, preposition: str, found: Behind) -> tuple[int, str]:
    """Where to read on behind a comma, and under which preposition.

    At a list's next name, an apposition, or a participle that goes on; else at the end.
    """
    after = at + 1
    if clause.words[after] in words.GOING_ON or (clause.words[after] in words.RELATIVE and _harms(clause, after)):
        return after + (clause.words[after] in words.RELATIVE), ""
    while clause.words[after] in ("and", "the", "or", "including"):
        after += 1
    if any(clause.words[step] in words.SAYING for step in range(after, after + 7)):
        return clause.size, preposition
    goes_on = clause.names[after] is not None and (found.targets or found.by or preposition)
    if goes_on and not _new_clause(clause, after, preposition):
        return after, preposition
    return clause.size, preposition


def _harms(clause: Clause, at: int) -> bool:
    """Whether a relative clause tells of harm: "which killed", "that has wounded"."""
    at += 1
    while clause.words[at] in words.AUXILIARIES:
        at += 1
    return clause.words[at] in words.HARMING


def _list_from(clause: Clause, at: int) -> list[Mention]:
    """The names joined by "and" or commas from `at` on; other words between them are skipped up to four at a time."""
    found: list[Mention] = []
    gap = 0
    while at < clause.size and gap <= 4:  # noqa: PLR2004 - "the Armenian army and the forces of Azerbaijan"
        mention = clause.names[at]
        if mention is not None:
            found.append(mention)
            gap = 0
        elif clause.words[at] in _ENDS_LIST:
            break
        else:
            gap += 1
        at += 1
    return found


_ENDS_LIST = words.BREAKS | words.STOPS | words.RELATIVE | words.LOCATIVE


def _before(clause: Clause, at: int) -> list[Mention]:
    """The names right before the noun at `at`, with or without a hyphen between them."""
    found: list[Mention] = []
    at -= 1
    while at > clause.cue and (clause.names[at] is not None or clause.words[at] in ("-", "\u2013", "/")):
        mention = clause.names[at]
        if mention is not None:
            found.append(mention)
        at -= 1
    return found[::-1]
