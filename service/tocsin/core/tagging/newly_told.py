"""What stands far down in a story and is news even so: a second story that opens there, and what a side reports of itself.

"Meanwhile, marines are now reported to have landed" is as new as the lead; so is "the army said it had retaken the
town", and what "comes as" the lead's event does.
"""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.core.tagging.model import Sentence

_SECOND: Final = re.compile(
    r"(?:Meanwhile|In the meantime|At the same time|Elsewhere|Separately|In (?:a |an )?(?:separate|other|another|related|unrelated) (?:\w+ )?(?:development|developments|incident|incidents|attack|attacks|violence)|On the ground)\b"
)
# A second story goes on for so many sentences.
_REACH: Final = 2
_OF_NOW: Final = re.compile(
    r"\b(?:(?:has|have|['\u2019]ve) (?:been |now |also |already )*\w+(?:ed|n|t|k|ng)\b|there (?:has|have) been|(?:is|are|['\u2019]re) (?:now |also |still )*\w+ing"
    r"|now|reports? (?:from|say|said|of))\b",
    re.IGNORECASE,
)
_OWN_REPORT: Final = re.compile(
    r"\b(?:forces|army|troops|military|navy|air force|militia|militiamen|militants|rebels|fighters|insurgents|guerrillas|ministry|commanders?|general|colonel|group)\b[^.;:]{0,40}?"
    r"\b(?:said|says|say|announced|claimed|reported) (?:that )?(?:they|it|he|she|its \w+|their \w+|his \w+) (?:had|have|has)\b",
    re.IGNORECASE,
)
_COMES_AS: Final = re.compile(r"\b(?:comes?|came|coming) (?:just )?(?:as|while)\b")


def is_newly_told(sentences: Sequence[Sentence], number: int, at: int) -> bool:
    """Tells whether the act at `at`, in the sentence of that number, is told as news; `at` is a place of the field."""
    sentence = sentences[number]
    text, low = sentence.text, at - sentence.start
    if _OWN_REPORT.search(text, 0, low + 1) or _COMES_AS.search(text, 0, low):
        return True
    return _OF_NOW.search(text) is not None and any(
        _SECOND.match(before.text) is not None and before.paragraph == sentence.paragraph
        for before in sentences[max(0, number - _REACH) : number + 1]
    )
