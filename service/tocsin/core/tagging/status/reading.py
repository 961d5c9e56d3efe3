"""Walks from an act's own word to what governs it."""

from dataclasses import dataclass

from tocsin.core.tagging.status import words as W
from tocsin.core.tagging.status.tokens import Tokens
from tocsin.core.tagging.status.words import Mood


@dataclass(frozen=True, slots=True)
class Reading:
    mood: Mood
    cue: int | None = None


FACT = Reading("fact")


def read(tokens: Tokens, head: int) -> Reading:
    found = _left(tokens.low, head, 0)
    return found


def _left(w: list[str], i: int, depth: int) -> Reading:
    if depth > 4:
        return FACT
    k = i - 1
    crossed = 0  # content words between
    definite = False
    prep = None
    aux = False
    while k >= 0 and i - k < 14:
        t = w[k]
        if t in W.QUOTES or t in W.ADVERBS or (t.endswith("ly") and t not in ("likely", "unlikely", "possibly","potentially","only", "allegedly")):
            if t == "longer" : pass
            k -= 1
            continue
        if t == "longer" and k and w[k - 1] == "no":
            return Reading("denied" if crossed == 0 else "possible", k)
        if t in W.NEGATIONS:
            return _negated(w, k, crossed, definite, prep, depth)
        if t in W.MODALS:
            if crossed and definite: return _clause(w, k, depth)
            if crossed > 2: return _clause(w, k, depth)
            return _modal(w, k, crossed, depth)
        if t in W.TERMINATORS:
            break
        if t == ",":
            if crossed or aux: break
            # coordination
            break
        if t in ("and", "or"):
            if t == "or" and crossed < 2:
                k -= 1
                crossed += 0
                # skip conjunct
                j = k
                k -= 1
                crossed += 1
                continue
            if crossed: break
            k -= 2
            crossed += 1
            continue
        if t in W.BE or t in W.HAVE and not crossed:
            if crossed == 0 or t in ("be", "been", "being"):
                aux = True
                k -= 1
                continue
            break
        if t == "to":
            if crossed and definite: return FACT
            if crossed <= 2:
                got = _infinitive(w, k, i, depth)
                return got
            break
        if t in W.OPENS_CLAUSE:
            return Reading("possible", k)
        if t in ("no", "without") :
            return Reading("denied" if crossed <= 1 or t == "no" and crossed <= 2 else "possible", k)
        if t == "without" :
            return Reading("denied", k)
        if t in W.OPEN_ADJECTIVES and not aux and crossed <= 1:
            return Reading("possible", k)
        if t in W.NOT_REAL and not aux and crossed == 0:
            return Reading("denied", k)
        if t in W.DETERMINERS:
            if t in W.DEFINITE: definite = True
            k -= 1
            continue
        if t in W.PREPOSITIONS:
            if t == "from" and not definite:
                g = _find(w, k, 5, W.GOVERNS_FROM)
                if g is not None: return Reading("possible", g)
            table = W.BY_PREPOSITION.get(t)
            if table:
                g = _find(w, k, 2, table)
                if g is not None: return Reading("possible", g)
            prep = t
            if crossed > 2 or definite: break
            crossed += 1
            k -= 1
            continue
        if t in W.PRONOUNS: 
            break
        if t in W.REVERSES_OBJECT and not aux and not definite:
            return Reading("denied", k)
        if t in W.OPENS_OBJECT and not aux and crossed <= 1 and prep is None and not(definite):
            return Reading("possible", k)
        if t in W.DENIES_ACT and crossed<=1:
            return Reading("possible", k)
        if t in W.LIGHT and not aux and crossed <= 2:
            got = _left(w, k, depth + 1)
            return got
        crossed += 1
        if crossed > 3: break
        k -= 1
    return _clause(w, k if k < i else i - 1, depth)


def _find(w, k, reach, table):
    for j in range(k - 1, max(-1, k - 1 - reach), -1):
        if w[j] in table:
            return j
        if w[j] in W.TERMINATORS or w[j] == ",":
            return None
    return None


def _negated(w, k, crossed, definite, prep, depth):
    if w[k] in ("not",) and k + 1 < len(w) and w[k + 1] in ("only", "just", "merely", "necessarily"):
        return FACT if w[k+1] != "necessarily" else Reading("possible", k)
    if crossed == 0:
        if k and w[k - 1] in ("may", "might"):
            return Reading("possible", k)
        return Reading("denied", k)
    if definite: return FACT
    return Reading("possible", k)


def _modal(w, k, crossed, depth):
    if k + 1 < len(w) and w[k + 1] in W.NEGATIONS:
        return Reading("denied" if crossed == 0 else "possible", k + 1)
    if w[k] in W.FUTURE_MODALS:
        c = _clause(w, k, depth)
        if c.mood != "fact": return c
        if "if" in w[max(0, k - 12):k + 12]: return Reading("possible", k)
        if w[k] in ("would", "'d") and k + 1 < len(w) and w[k + 1] == "have": return Reading("possible", k)
        return Reading("future", k)
    return Reading("possible", k)


def _infinitive(w, k, i, depth):
    for j in range(k - 1, max(-1, k - 8), -1):
        t = w[j]
        if t in W.TERMINATORS: break
        if t in W.DENIES_ACT:
            up = _left(w, j, depth + 1)
            return Reading("denied", j) if up.mood in ("fact", ) else Reading("possible", j)
        if t in W.NEGATIONS:
            return Reading("denied" if k - j <= 2 else "possible", j)
        if t in W.ORDERS: return Reading("ordered", j)
        if t in W.VOWS: return Reading("threatened", j)
        if t in W.WANTS:
            up = _left(w, j, depth + 1)
            if up.mood == "denied": return Reading("denied", up.cue)
            return Reading("possible", j)
        if t in W.COMMITS:
            up = _left(w, j, depth + 1)
            if up.mood == "denied": return Reading("denied", up.cue)
            if up.mood == "possible": return up
            return Reading("future", j)
        if t in W.TRANSPARENT:
            return _left(w, j, depth + 1)
    return FACT


def _clause(w, k, depth):
    for j in range(k, max(-1, k - 9), -1):
        t = w[j]
        if t in W.OPENS_CLAUSE: return Reading("possible", j)
        if t in W.CLAUSE_OF_WISH: return Reading("possible", j)
        if t in W.CLAUSE_DENIED: return Reading("denied", j)
        if t in ("no",) and k - j <= 3: return Reading("denied", j)
        if t in W.TERMINATORS or t == "," : break
    return FACT
