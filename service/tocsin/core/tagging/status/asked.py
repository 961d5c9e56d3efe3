"""What is asked about, and what a rule allows: neither has been done.

"Is this the slide into war?" and "A new war in the Gulf?" ask whether; "why did they attack?" takes it for done.
"Would only shoot if" tells a policy and threatens nobody.
"""

import re
from typing import Final

from tocsin.core.tagging.patterns import lower

Span = tuple[int, int]

# Where the sentence, or the question in it, ends and begins.
_END: Final = re.compile(r"[.!?](?=[\"'\u201d\u2019]?(?:\s|$))")
_BEGINNING: Final = re.compile(
    r"(?:[.!?:;\u2013\u2014\"\u201c]|^| - )\s*(?:(?:and|but|so|or|now|then|yet)\b,? )?(?=\w)"
)
# What is told before the question proper, as in "they struck the yard: what comes next?".
_ASKS_ABOUT_IT: Final = re.compile(
    r"[:;\u2013\u2014] |, (?:but|and|so) (?:why|what|who|how|when|where|will|can|is|are|did)\b"
)
# Who asks so knows that it was done; whom one asks what may come does not.
_TAKEN: Final = re.compile(
    r"(?:why|who|whose|which|where|when|how|what) (?!(?:can|could|do|does|should|will|would|might|may|if|next"
    r"|happens?|[\w']+ (?:if|will|would)|(?:long|far|close|likely|soon) (?:can|could|will|would|is|are))\b)"
)
_POLICY: Final = re.compile(
    r"\b(?:(?:policy|doctrine|constitution|laws?|rules|treaty|charter|protocol|strategy|guidelines)\b[^.;]{0,30}\b"
    r"(?:is|says?|states?|allows?|permits?|provides?|calls? for|envisages?|stipulates?|requires?)\b[^.;]{0,60}"
    r"|(?:would|will|could|can|may|shall) (?P<only>only) (?:\w+ ){0,3})$"
)
_ASKED_REACH: Final = 160


def asked(text: str, at: int) -> Span | None:
    """Gives the span of the question mark of the question that the act at `at` is asked in, or None."""
    mark = _END.search(text, at, at + _ASKED_REACH)
    if mark is None or mark.group() != "?" or _ASKS_ABOUT_IT.search(text, at, mark.start()):
        return None
    low = lower(text)
    begins = max((found.end() for found in _BEGINNING.finditer(low, 0, at)), default=0)
    return None if _TAKEN.match(low, begins) else mark.span()


def is_policy(text: str, at: int) -> bool:
    """Tells whether the act at `at` is what a policy or a law allows, or what would only be done in some case."""
    return _POLICY.search(lower(text), max(0, at - _ASKED_REACH), at) is not None
