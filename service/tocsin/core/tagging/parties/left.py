"""What stands before the cue: who acts, or under a passive who is acted upon."""

from typing import NamedTuple

from tocsin.core.tagging.model import Mention
from tocsin.core.tagging.parties import words
from tocsin.core.tagging.parties.clause import Clause, is_participle

# Words between a possessor and its deed: "Russia's biggest overnight missile and drone attack".
GAP_MAX = 7
# Words between a bare name and its deed: "US military action", "Hamas rocket and mortar fire".
BARE_GAP_MAX = 3
# Names before a noun that two share.
PAIR_MAX = 4
# Words between a verb and its object's noun.
PHRASE_MAX = 9


class Doers(NamedTuple):
    """Who acts, and who "suffered", "expects" or "repelled" the cue instead."""

    acting: list[Mention]
    suffering: list[Mention]


def doers(clause: Clause, type_: str) -> Doers:
    """The name that owns or qualifies the cue, else the clause's subject."""
    if clause.names[clause.cue] is not None:
        return Doers(joined(clause, clause.cue), [])
    if not clause.nounish or _is_gerund(clause):
        return Doers(subject(clause), [])
    owner_at = _owner(clause)
    if owner_at is None and _is_scene(clause):
        return Doers([], [])
    start = clause.cue if owner_at is None else owner_at
    governor, governs = _governor(clause, start)
    suffering = subject(clause, governs) if governor == "suffers" and type_ in words.FORCE_TYPES else []
    if owner_at is not None:
        owner = joined(clause, owner_at)
        return Doers([], owner) if _is_victim(clause, owner, type_) else Doers(owner, suffering)
    if governor == "none" and type_ in words.DEED_TYPES:
        return Doers([], [])
    return Doers([], suffering) if suffering else Doers(subject(clause), [])


def pair(clause: Clause) -> list[Mention]:
    """Both sides where the cue is something that two share: "US-Iran talks", "the two armies exchanged fire"."""
    cue = clause.words[clause.cue]
    if cue in words.MUTUAL_NOUNS:
        sides = _run(clause, clause.cue - 1)
        if len({side.code for side in sides}) > 1:
            return sides
    if cue in words.MUTUAL_VERBS:
        sides = subject(clause)
        if len({side.code for side in sides}) > 1 and not _has_with(clause):
            return sides
    return []


def subject(clause: Clause, start: int | None = None) -> list[Mention]:
    """The names of the subject before `start` (the cue), nearest to it, with those that "and" joins to it."""
    start = clause.cue if start is None else start
    at = start - 1
    while at >= 0 and (word := clause.words[at]) not in words.STOPS:
        if clause.names[at] is not None:
            if may_act(clause, at):
                return joined(clause, at)
        elif word in _NOTED:
            other = _stand_in(clause, at, start)
            if other is not None:
                return other
            if word == "," and _opens(clause, at, start):
                at = _over_insertion(clause, at) + 1
        at -= 1
    return [] if at >= 0 else _behind_comma(clause)


# The words that `subject` acts on; most of a sentence is none of them.
_NOTED = words.PRONOUNS | words.POSSESSIVES | words.SPEAKERS | words.RELATIVE | words.BREAKS | {","}


def _deed_before(clause: Clause, at: int) -> int | None:
    """Where the attack stands that a relative clause tells of: "an ambush on a bus carrying settlers, that killed"."""
    for step in range(at - 1, max(-1, at - _DEED_REACH), -1):
        if clause.words[step] in words.STOPS or clause.words[step] in words.SAYING:
            return None
        if clause.words[step] in words.FORCE_NOUNS and clause.words[step + 1] in _AIMED:
            return step
    return None


_DEED_REACH = 18
_AIMED = words.TARGETING | {"in", "near"}
_OF_CIRCUMSTANCE = frozenset({"during", "in", "at", "after", "before", "under", "on", "upon", "through", "for"})


def _stand_in(clause: Clause, at: int, start: int) -> list[Mention] | None:
    """Whom the word at `at` stands for, or sends back to; None when it is no such word."""
    word = clause.words[at]
    if word in words.PRONOUNS or word in words.POSSESSIVES:
        return _antecedent(clause, at)
    if word in words.SPEAKERS:
        return speaker(clause) or _antecedent(clause, at)
    if word in words.RELATIVE and clause.words[at - 1] in _OF_CIRCUMSTANCE:
        # "During which the tanks fired": the clause has a subject of its own.
        return []
    if word in words.RELATIVE and clause.words[clause.cue] in words.HARMING and (deed := _deed_before(clause, at)):
        return doers(clause.at(deed), "ATTACK_ARMED").acting
    if word in words.RELATIVE and _opens(clause, at, start):
        return _nearest(clause, at)
    if word in words.BREAKS and clause.words[at - 1] not in ("well", "such", "known"):
        return _antecedent(clause, at) or _behind_comma(clause)
    if word == "," and at + 1 <= start and clause.words[at + 1].endswith("ing"):
        return _antecedent(clause, at)
    return None


def speaker(clause: Clause) -> list[Mention]:
    """Whose words they are: the name behind or before the verb of saying that follows the quotation."""
    for step in range(clause.cue + 1, clause.size):
        if clause.words[step] in words.SAYING and clause.words[step - 1] in _QUOTE_END:
            for after in range(step + 1, min(step + 10, clause.size)):
                if clause.names[after] is not None:
                    return [clause.names[after]]  # type: ignore[list-item]  # just looked at
        if clause.words[step] in words.SAYING:
            before = next((at for at in range(step - 1, max(clause.cue, step - 5), -1) if clause.names[at]), None)
            if before is not None:
                return joined(clause, before)
    for step in range(clause.cue - 1, 0, -1):
        if clause.words[step] in words.SAYING or clause.words[step] == ":":
            before = step - 1
            while clause.names[before] is None and before > max(0, step - PHRASE_MAX):
                before -= 1
            return joined(clause, before) if clause.names[before] is not None else []
    return []


_QUOTE_END = words.QUOTES | {","}


def may_act(clause: Clause, at: int) -> bool:
    """Whether the name at `at` is a subject and not what a preposition adds to one."""
    preposition = clause.preposition_before(at)
    if preposition in words.LOCATIVE:
        return _is_body(clause, at)
    return preposition not in words.NOT_OF_SUBJECT


def joined(clause: Clause, at: int) -> list[Mention]:
    """The name at `at` and those joined to it on the left by "and", a comma or a hyphen, in the text's order."""
    found: list[Mention] = []
    linked, listed = True, False
    while at >= 0:
        mention, word = clause.names[at], clause.words[at]
        if mention is not None:
            if found and not (linked or mention.code == found[-1].code):
                break
            if found and not may_act(clause, at):
                # "Rockets from Iran and Iraq hit": the whole list hangs on "from", unless a comma parted it.
                return [] if clause.words[at + 1] in ("and", "or") else found[::-1]
            found.append(mention)
            at, linked = at - 1, False
            continue
        left = _left_name(clause, at)
        if left is None:
            break
        if word in words.JOINING:
            listed = listed or word != ","
            # "Israel bombed Beirut, Hezbollah fired": a comma alone joins only what opens a headline.
            if not listed and left > 1:
                break
            linked = True
        elif found and clause.names[left].code != found[-1].code:  # type: ignore[union-attr]  # a name stands there
            break
        at = left
    return found[::-1]


def _left_name(clause: Clause, at: int) -> int | None:
    """Where the name stands that the joining word at `at` joins, over titles and given names; None without one."""
    while clause.words[at] in words.JOINING:
        at -= 1
    for step in range(5):
        if clause.names[at - step] is not None:
            return at - step
        if at - step < 0 or (not clause.raw[at - step][:1].isupper() and clause.words[at - step] not in words.PERSONS):
            return None
    return None


def _run(clause: Clause, at: int) -> list[Mention]:
    """The names right before a shared noun, with or without a hyphen: "US-Iran talks", "the US Iraq conflict"."""
    found: list[Mention] = []
    while at >= 0 and len(found) < PAIR_MAX:
        mention = clause.names[at]
        if mention is not None and mention.how != "leader":
            found.append(mention)
        elif clause.words[at] not in ("-", "\u2013", "/", "and", "border", "peace", "nuclear", "the", "military"):
            break
        at -= 1
    return found[::-1]


def _owner(clause: Clause) -> int | None:
    """Where the name stands that qualifies a noun: "Israeli air strikes", "Hamas's October attack"."""
    at, gap = clause.cue - 1, 0
    while at >= 0 and gap <= GAP_MAX:
        mention, word = clause.names[at], clause.words[at]
        if mention is not None:
            return at if _owns(clause, at, gap, mention) else None
        if word in _ENDS_PHRASE or is_participle(word):
            return None
        at -= 1
        gap += word not in ("'s", "'", "-", "and", ",")
    return None


_ENDS_PHRASE = (
    words.PREPOSITIONS
    | words.DETERMINERS
    | words.STOPS
    | words.AUXILIARIES
    | words.SAYING
    | words.BREAKS
    | words.RELATIVE
    | words.WATCHING
    | words.SUFFERING
    | words.PRONOUNS
    | words.SPEAKERS
) - {"'s"}


# "Killed in the United States bombardment": names that have no adjective of their own.
_AS_ADJECTIVES = frozenset({"United States", "US", "U.S.", "UK", "U.K.", "United Nations", "UN", "U.N."})


def _owns(clause: Clause, at: int, gap: int, mention: Mention) -> bool:
    possessive = clause.words[at + 1] in ("'s", "'", "-")
    if mention.how == "capital" and not possessive and clause.words[clause.cue] in words.FORCE_NOUNS:
        # "The Kabul attack" is where, "Moscow strikes on Kyiv" is who.
        return clause.words[clause.cue + 1] in words.TARGETING or clause.names[clause.cue + 1] is not None
    if possessive or mention.how == "people":
        return True
    if clause.words[at - 1] == "the" and gap == 0 and mention.name in _AS_ADJECTIVES:
        return clause.words[clause.cue] in words.FORCE_NOUNS or clause.words[clause.cue] in words.OF_SUFFERS
    return gap <= BARE_GAP_MAX and clause.preposition_before(at) not in words.LOCATIVE


def _is_scene(clause: Clause) -> bool:
    """Whether the name right before a deed is where it was done: "the Kabul attack"."""
    before = clause.names[clause.cue - 1]
    return before is not None and before.how == "capital"


def _is_victim(clause: Clause, owner: list[Mention], type_: str) -> bool:
    """Whether the deed is suffered by its owner: "Haniyeh's assassination", "the American embassy"."""
    cue = clause.words[clause.cue]
    if cue in words.MISSIONS:
        return type_ in words.FORCE_TYPES
    # A list that hangs on a preposition ("in Kenya and Tanzania") owns nothing.
    return cue in words.SUFFERED_NOUNS and bool(owner) and owner[-1].how == "leader"


def _is_gerund(clause: Clause) -> bool:
    """Whether the cue is a verb with an object: "accused of attacking a boat", but not "victims of bombing"."""
    if not clause.words[clause.cue].endswith("ing") or clause.words[clause.cue - 1] not in words.SCENE:
        return False
    after = clause.cue + 1
    return clause.names[after] is not None or clause.words[after] in words.DETERMINERS


def _governor(clause: Clause, start: int) -> tuple[str, int]:
    """How the noun phrase before `start` hangs in its clause, and where the word stands that says so.

    "suffers": its subject is struck; "none": it has no subject that acts; "": the subject may act.
    """
    for at in range(start - 1, max(-1, start - PHRASE_MAX), -1):
        word = clause.words[at]
        if word in words.SUFFERING:
            return "suffers", at
        if word in words.WATCHING or word in words.STOPS or word == "that":
            return "none", at
        if word in words.GOVERNING and not (at == clause.cue - 1 and word == "to"):
            if word == "of" and clause.words[at - 1] in words.AMOUNTS:
                continue
            before = clause.words[at - 1]
            return ("" if before in words.LIGHT else "suffers" if before in words.SUFFERING else "none"), at
        if word in words.LIGHT or is_participle(word) or word in words.AUXILIARIES or clause.names[at] is not None:
            return "", at
    return ("none" if start < PHRASE_MAX else ""), 0


def _opens(clause: Clause, at: int, start: int) -> bool:
    """Whether the cue's verb follows the word at `at` with nothing but helping words between."""
    return all(
        clause.words[between] in words.AUXILIARIES or clause.words[between].endswith("ly")
        for between in range(at + 1, start)
    )


def _over_insertion(clause: Clause, at: int) -> int:
    """From the comma before a bare verb to before the one that opened the insertion: "Hezbollah, a militia, fired"."""
    for before in range(at - 1, -1, -1):
        if clause.words[before] == ",":
            return before - 1
        if clause.words[before] in words.STOPS:
            break
    return at - 1


def _nearest(clause: Clause, at: int) -> list[Mention]:
    """What "which" stands for: the owner of the attack before it, else the nearest name that may act."""
    for before in range(at - 1, -1, -1):
        if clause.words[before] in words.FORCE_NOUNS:
            return doers(clause.at(before), "ATTACK_ARMED").acting
        if clause.names[before] is not None and may_act(clause, before):
            return joined(clause, before)
    return []


def _antecedent(clause: Clause, at: int) -> list[Mention]:
    """What "it" stands for: the first name that may act, after the words that only set the scene."""
    first = _scene_end(clause, at)
    for step in (*range(first, at), *range(first)):
        if clause.names[step] is not None and may_act(clause, step):
            last = step
            while clause.words[last + 1] in words.JOINING and clause.names[last + 2] is not None and last + 2 < at:
                last += 2
            return joined(clause, last)
    return []


def _scene_end(clause: Clause, at: int) -> int:
    """Where the main clause begins: behind the first comma when the sentence opens with "In", "After" and the like."""
    if clause.words[0] in words.SCENE:
        for step in range(1, at):
            if clause.words[step] == ",":
                return step + 1
    return 0


def _behind_comma(clause: Clause) -> list[Mention]:
    """The subject of "By reducing its force, the U.S. compensates", which stands behind the comma."""
    if not clause.words[clause.cue].endswith("ing"):
        return []
    for at in range(clause.cue + 1, clause.size):
        if clause.words[at] == ",":
            mention = clause.names[at + 1 + (clause.words[at + 1] == "the")]
            return [mention] if mention is not None else []
        if clause.words[at] in words.STOPS:
            break
    return []


def _is_body(clause: Clause, at: int) -> bool:
    """Whether the name is part of a body: "officers in the Israeli army", but not "in the Israeli desert"."""
    mention = clause.names[at]
    if mention is not None and mention.how == "people" and clause.words[at + 1] in words.FORCES:
        return True
    while at > 0 and (clause.names[at] is not None or clause.words[at] in words.JOINING):
        at -= 1
    return clause.words[at] == "in" and clause.words[at - 1] in words.BODIES


def _has_with(clause: Clause) -> bool:
    """Whether "with X" follows, so that the subject is one side alone."""
    for at in range(clause.cue + 1, min(clause.cue + 8, clause.size)):
        if clause.words[at] == "with":
            return True
        if clause.words[at] in _ENDS_WITH:
            return False
    return False


_ENDS_WITH = words.BREAKS | words.STOPS
