"""Armed groups without a name: who stands behind them gives the code.

`IRNPROXY` is any armed group that Iran backs ("Iranian-backed militias"), `SYRREB` any armed group of Syria ("Syrian
rebels"; CAMEO's role code REB). Without a state the code is null.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from tocsin.core.tagging.model import Mention

PROXY = "PROXY"
REBEL = "REB"

# "Iranian-backed Iraqi militias": a bond, and then at most a few words that qualify.
_BOND = r"(?:[- ](?:backed|aligned|led|allied|supported|sponsored|linked|affiliated|armed|funded|trained|controlled))"
_BONDED = re.compile(_BOND + r"(?: [\w'-]+){0,3} $")
_BOND_ONLY = re.compile(_BOND + r"(?: (?:[\w'-]+ ){0,2})?$")
# "Iran-backed groups": people who are armed only by their bond.
_BONDED_PEOPLE = re.compile(
    r"[- ](?:backed|aligned|allied|supported|sponsored|linked|affiliated|armed|funded|trained|controlled)"
    r"(?: [a-z'-]+){0,2}? (?:groups?|forces|fighters|factions|troops|soldiers|army|allies|proxy|cells?"
    r"|networks?|units)\b",
)
# The first letters of a bond: most names are followed by none, and no pattern need be tried there.
_BOND_LETTERS = frozenset("abcflst")
_DIRECT = re.compile(
    r"(?: (?:Shia|Shiite|Shi'ite|Sunni|Kurdish|Islamist|armed|Maoist|communist|Druze|tribal|ethnic|"
    r"opposition|jihadist|anti-government|hardline|far-right|Muslim|local)){0,2} $"
)
_PRO = re.compile(r"\b[Pp]ro[- ]$")


def absorbed(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, with each state that only qualifies a group taken into the group's own mention.

    "Iranian-backed militias" is one mention; in "Rwanda-backed M23" the backer is dropped, for the group has a name.
    """
    kept: list[Mention] = []
    for mention in _with_halves(text, list(_with_koreas(text, _with_bonded(text, mentions)))):
        grown = _with_backer(text, kept, mention) if mention.how in ("generic", "group") else mention
        if kept and _is_one(text, kept[-1], grown):
            grown = _merged(text, kept.pop(), grown)
        kept.append(grown)
    return kept


def _with_bonded(text: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, with "Iran-backed groups" as one where no group's own name stands in it."""
    for at, mention in enumerate(mentions):
        bonded = mention.kind == "state" and text[mention.end + 1 : mention.end + 2] in _BOND_LETTERS
        bond = _BONDED_PEOPLE.match(text, mention.end) if bonded else None
        following = mentions[at + 1].start if at + 1 < len(mentions) else len(text)
        if bond is None or following < bond.end():
            yield mention
        else:
            name = text[mention.start : bond.end()]
            code = f"{mention.code}{PROXY}"
            yield replace(mention, end=bond.end(), name=name, code=code, kind="group", how="generic")


def _with_koreas(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """The mentions, with the first half of "North and South Korean troops" as a mention of its own."""
    for mention in mentions:
        other = _OTHER_CODE.get(mention.code or "")
        half = _OTHER_KOREA.search(text, max(0, mention.start - 12), mention.start) if other else None
        if half is not None:
            yield replace(mention, start=half.start(), end=half.start() + 5, name=half.group(1), code=other)
        yield mention


def _with_halves(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions, with "the North" and "the South" as states where the text speaks of either Korea."""
    if not any(mention.code in _OTHER_CODE for mention in mentions):
        return mentions
    halves = [
        Mention(start=at.start(), end=at.end(), name=at.group(), code=_HALVES[at.group()], kind="state", how="name")
        for at in _HALF.finditer(text)
        if not any(mention.start <= at.start() < mention.end for mention in mentions)
    ]
    return sorted([*mentions, *halves], key=lambda mention: mention.start)


# "The South's reply", but not the South Sea, and no point of the compass in lower case.
_HALF = re.compile(r"[NS]o[ru]th(?<=\b[Tt]he (?:North|South))(?=['\u2019,.;:)\"\u201d]|$| (?![A-Z]))")
_HALVES = {"North": "PRK", "South": "KOR"}
_OTHER_KOREA = re.compile(r"\b([Nn]orth|[Ss]outh) (?:and|or) $")
_OTHER_CODE = {"PRK": "KOR", "KOR": "PRK"}


def _is_one(text: str, first: Mention, second: Mention) -> bool:
    """Whether two mentions side by side are one group: "Houthi rebels", "the Lebanese militia Hezbollah"."""
    hows = {first.how, second.how}
    return hows == {"group", "generic"} and text[first.end : second.start] == " "


def _merged(text: str, first: Mention, second: Mention) -> Mention:
    named = first if first.how == "group" else second
    return replace(named, start=first.start, end=second.end, name=text[first.start : second.end])


def _with_backer(text: str, kept: list[Mention], group: Mention) -> Mention:
    """Take the backers off the end of `kept` and give the group as it then stands."""
    code, start = group.code, group.start
    while kept and kept[-1].kind == "state" and kept[-1].how in ("people", "name", "capital"):
        state = kept[-1]
        suffix = _suffix(text, state, start)
        if suffix is None:
            break
        kept.pop()
        if group.kind == "unknown" and suffix == REBEL:
            # Protesters and settlers are people of their state, and no armed group of it.
            code, start = state.code, state.start
        elif group.how == "generic":
            code, start = f"{state.code}{suffix}", state.start
        else:
            start = state.start
    if group.how == "group":
        return group
    return replace(group, code=code, start=start, name=text[start : group.end])


def _suffix(text: str, state: Mention, group_start: int) -> str | None:
    """How the state stands to the group that begins at `group_start`: its backer, its home, or (None) neither."""
    between = text[state.end : group_start]
    if len(between) > 60:  # noqa: PLR2004 - longer than any bond with three words after it
        return None
    if _BONDED.fullmatch(between) or _BOND_ONLY.fullmatch(between):
        return PROXY
    if state.how == "people" and _DIRECT.fullmatch(between):
        return PROXY if _PRO.search(text[max(0, state.start - 5) : state.start]) else REBEL
    return None
