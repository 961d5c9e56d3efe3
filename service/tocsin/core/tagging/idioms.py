"""Wars without arms: "the war of words", "a propaganda offensive", "under fire from unions"."""

import re
from typing import Final

from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.patterns import anywhere
from tocsin.core.tagging.rules import Field

_FIGURE: Final = anywhere(
    r"<war/n battle/n> of (words|nerves|wills|ideas|attrition over)|"
    r"(propaganda|information|pr|public[ -]relations|publicity|media|press|charm|diplomatic|advertising|psychological|leaflet|marketing|recruiting|recruitment|peace|legal|verbal|twitter)"
    r"( and (propaganda|information|media|diplomatic))? (<war/n offensive/n campaign/n blitz battle/n assault/n onslaught>)|"
    r"at war (over|with|on) (~2)(tuna|cod|fish|fishing|steel|bananas?|beef|butter|tariffs?|prices|weeds|rats|mosquitoes|inflation|poverty|obesity)|"
    r"<war/n battle/n fight/n struggle/n> for (the )?(hearts|minds|public opinion|world opinion|opinion|the airwaves)",
)
# The figure may follow right after: "opened a new front in its war of words".
_BESIDE: Final = re.compile(r" (?:in|of|for|on) (?:(?:the|its|their|his|her|a) )?")
_CRITICS: Final = (
    r"(unions?|opposition|critics|rights|campaigners|judges?|lawmakers|mps|legislators|senators?|congress|parliament|media|press|newspapers?|ministers?|activists|"
    r"voters|business\w*|farmers|teachers|doctors|charities|watchdogs?|auditors?|environmentalists|groups?|scientists|experts|economists|investors|shareholders|fans|church|allies|"
    r"colleagues|rivals?|democrats?|republicans?|conservatives|labou?r|liberals|relatives|families|lawyers|unionists|politicians|public|viewers|consumers|human)"
)
_UNDER_FIRE: Final = anywhere(
    rf"(under|more|new|fresh) (heavy |intense |renewed |growing |increasing |friendly )?fire (~3)?from (the |its |his |her |their |own |all )*(~2)?{_CRITICS}|"
    r"(is|are|was|were|been|be|being|come|comes|came|coming) under (heavy |intense |renewed |growing |increasing )?fire (over (?!the (border|line|frontier|river)\b)\S+|"
    r"for (?!(an?|several|some|the|more|nearly|about|almost|over|much|two|three|four|five|six|\d+|most|hours|days)\b)\S+|about|because|at home(?! base)|after (~3)(reports?|inquiry|enquiry|study|audit|leaks?|scandal|revelations?|videos?|remarks?|comments?|criticism|decision|photos?|claims?|allegations?)|as critics|amid criticism)|"
    r"<return/v trade/v exchange/v> fire (~3)?(at (~2)?(critics|reporters|the press)|on (twitter|facebook|social media|television|the airwaves)|in (parliament|speeches|interviews|the press))",
)


def is_figure(plain: Field, sentence: Sentence, match: Match) -> bool:
    """Says whether a match of force is a manner of speaking."""
    if plain.asks(sentence, _UNDER_FIRE) and plain.text[match.cue_start : match.cue_end] == "fire":
        return True
    return plain.asks(sentence, _FIGURE) and any(
        match.start <= figure.start() < match.end
        or figure.start() <= match.cue_start < figure.end()
        or _BESIDE.fullmatch(plain.text, match.end, figure.start()) is not None
        for figure in _FIGURE.finditer(plain.text, sentence.start, sentence.end)
    )
