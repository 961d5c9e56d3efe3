"""Where the reporter sits: "KYIV, Ukraine (AP) -" is no party and no scene."""

import re
from functools import lru_cache

from tocsin.core.tagging.model import Sentence

# "BEIRUT, Lebanon (AP) \u2014", "KYIV -", "Tehran, Oct. 3 (Xinhua) --".
_DATELINE = re.compile(
    r"\s*[^\W\d_][^\n()\u2014\u2013]{1,40}?(?:\([^)\n]{2,40}\)\s*)?(?:\s[-\u2013]{1,2}\s|\s?\u2014\s?|\s--\s|:\s(?=[A-Z]))"
    r"|\s*[^\W\d_][^\n()]{1,40}?\((?:AP|AFP|Reuters|CNN|Xinhua|TASS|UPI|dpa|EFE|ANI|PTI|BBC|Bloomberg|JTA|RFE/RL)\)\s",
)


def dateline_end(sentence: Sentence) -> int:
    """Where the dateline ends that opens the sentence, as the field's offset; its start when there is none."""
    return sentence.start if sentence.field == "title" else sentence.start + _length(sentence.text)


# One of these stands in every dateline.
_MARKS = re.compile(r"[-\u2013\u2014:(]")
_REACH = 120


# More sentences with a find than an article has: its rooms ask one after the other.
@lru_cache(maxsize=256)
def _length(text: str) -> int:
    found = _DATELINE.match(text) if _MARKS.search(text, 0, _REACH) else None
    return 0 if found is None or not _is_place_like(found.group()) else found.end()


def _is_place_like(words: str) -> bool:
    """Whether a dateline opens with a name: all in capitals, or at most four words each with a capital."""
    name = re.split(r"[,(]", words, maxsplit=1)[0].strip(" -\u2013\u2014:")
    return name.isupper() or (("(" in words or "--" in words) and all(word[:1].isupper() for word in name.split()))
