"""Whether a name means what the tables say, by the words around it. Cheap rules for the names that mislead."""

import re
from collections.abc import Sequence

from tocsin.core.tagging.gazetteer.automaton import Hit


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# "Moscow, Idaho", "Lebanon, Pa.": what follows the comma says that it is another town.
_AMERICAN = re.compile(
    r", ?(?:Ala(?:bama|\.)|Alaska|Ariz(?:ona|\.)|Ark(?:ansas|\.)|Calif(?:ornia|\.)|Colo(?:rado|\.)|Conn(?:ecticut|\.)"
    r"|Del(?:aware|\.)|Fla\.|Florida|Ga\.|Georgia|Hawaii|Idaho|Ill(?:inois|\.)|Ind(?:iana|\.)|Iowa|Kan(?:sas|\.)"
    r"|Ky\.|Kentucky|La\.|Louisiana|Maine|Md\.|Maryland|Mass(?:achusetts|\.)|Mich(?:igan|\.)|Minn(?:esota|\.)"
    r"|Miss(?:issippi|\.)|Mo\.|Missouri|Mont(?:ana|\.)|Neb(?:raska|\.)|Nev(?:ada|\.)|N\.H\.|New Hampshire|N\.J\."
    r"|New Jersey|N\.M\.|New Mexico|N\.Y\.|New York|N\.C\.|North Carolina|N\.D\.|North Dakota|Ohio|Okla(?:homa|\.)"
    r"|Ore(?:gon|\.)|Pa\.|Pennsylvania|R\.I\.|Rhode Island|S\.C\.|South Carolina|S\.D\.|South Dakota|Tenn(?:essee|\.)"
    r"|Tex(?:as|\.)|Utah|Vt\.|Vermont|Va\.|Virginia|Wash\.|W\.Va\.|West Virginia|Wis(?:consin|\.)|Wyo(?:ming|\.)"
    r"|Ont(?:ario|\.)|Quebec|B\.C\.)(?!\w)"
    r"|, (?:A[LKZR]|C[AOT]|DE|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]"
    r"|W[AVIY])\b",
)
# Given names that stand before a surname which is also a state or a town.
_GIVEN = _set(
    "Michael Jim James John David Robert Mary William Eddie Neil Kim DeAndre Barbara Louis Joe Kevin Denzel Kerry "
    "Booker Dinah Vernon Walter Barbara Kyle Sarah Jack Jason Julie Theo Brian Jeremy Jesse Steve Chris Richard "
    "Thomas Charles Mark Paul George Kenneth Anthony Robin Jerry Frank Scott Eric Stephen Andrew Raymond Gregory "
    "Joshua Dennis Peter Henry Douglas Carl Arthur Ryan Roger Lawrence Ralph Nicholas Benjamin Bruce Harry Wayne "
    "Tyler Kelly Susan Linda Patricia Jennifer Elizabeth Karen Nancy Lisa Betty Helen Sandra Donna Carol Ruth "
    "Sharon Michelle Laura Emily Rachel Anna Emma Irving Herschel Montell Vivian Desmond Deion Duke Hamilton "
    "Claudia Kobe Grover Dr. Mr. Mrs. Ms. Katie",
)
# Surnames that follow a given name which is also a state or a town.
_SURNAMES = _set(
    "Peterson Pickford Henderson Spieth Love Bardella Peele Belfort Clarkson Poole Ayew Chiles Nobbs Smith Jones "
    "Brown Johnson Williams Miller Davis Wilson Anderson Taylor Thomas Moore Martin Jackson Thompson White Harris "
    "Clark Lewis Robinson Walker Young Allen King Wright Scott Green Baker Adams Nelson Hill Campbell Mitchell "
    "Roberts Carter Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper "
    "Reed Bailey Bell Adesanya Folau Gonzalez Hernandez Vazquez Ochoa Meloni Stanley Hunter Ramsey Fisher Irving "
    "Kroeger Kelly Michaels Sweeney Hilton O'Keeffe Toffoli Hudson Boyd Daley Mailata Whitehead Neely Binnington "
    "Matthews Morris Staal Harper",
)
_PERSONAL = frozenset(
    {"Wagner", "Jordan", "Chad", "Israel", "Georgia", "Washington", "Paris", "London", "Sydney", "Cuba", "Kenya"}
)
_MISLEADING = _PERSONAL | {"Turkey", "trump", "US", "USA", "Coast Guard"}
# "Tokyo said its Coast Guard": not the American one.
_POSSESSIVES = _set("its their his her our whose")
# The bird: what follows in lower case, and the feast.
_TURKEY_DISH = re.compile(
    r" (?:breast|burger|burgers|dinner|dinners|sandwich|sandwiches|farm|farms|farmer|farmers|prices|meat|leg|legs|trot"
    r"|trots|hunt|hunting|stuffing|gravy|bacon|sausage|pardon|flock|flocks|vulture|is roasted|recipe|recipes)\b",
)
_GEORGIA_CAUCASIAN = re.compile(
    r"Tbilisi|Ossetia|Abkhaz|Georgian Dream|Saakashvili|Kobakhidze|Zourabichvili|Caucasus|Batumi|Gori\b|Black Sea"
    r"|Russia|Armenia|Azerbaijan|Turkey|Kavelashvili|Ivanishvili|Caspian|Moscow|NATO",
)
_GEORGIA_AMERICAN = re.compile(
    r"Atlanta|Savannah|Augusta|Macon|Fulton County|Kemp\b|Warnock|Ossoff|Bulldogs|Marjorie|Peach State|Senate|GOP"
    r"|Falcons|Braves|Alabama|Florida|Tennessee|Carolina|Cobb County|Stacey Abrams|Raffensperger",
)
# Machine translation loses capitals; the verb and the card keep theirs.
_TRUMP_WORD = re.compile(r" (?:cards?|up|all|any|every|the|other|their|its)\b")
_VERBAL = _set("to can could would will may might must not should does did a")
# Capital letters in a heading: "CONTACT US" addresses the reader.
_ADDRESS = _set("CONTACT ABOUT JOIN FOLLOW TELL GIVE HELP LET TRUST EMAIL SUPPORT WITH")
_HYPHENS = "-\u2010\u2011\u2013"
_FORCE_AFTER = re.compile(
    r" (?:\w+ )?(?:fighters?|forces?|troops|soldiers|gunm[ae]n|militias?|militiamen|militants|rebels?|guerrillas"
    r"|insurgents|alliance|coalition|commanders?|warlords?|army|units|groups?|campaign|offensive|operations?|leaders?|tribesmen|factions?)\b",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"([\w.'\u2019-]+) $")
_WORD_AFTER = re.compile(r" ([\w'\u2019-]+)")
# Enough for any word and the space beside it.
_LOOK = 40


class Context:
    """The text around the hits; what holds for the whole text is looked up once."""

    def __init__(self, text: str, found: Sequence[Hit]) -> None:
        self._text = text
        names = {text[hit.start : hit.end] for hit in found}
        self._georgia_is_a_state = None if "Georgia" not in names else _georgia(text, names)
        self._trump = "Trump" in names or "Donald Trump" in names
        self._feast = "Turkey" in names and "Thanksgiving" in text and not names & {"Ankara", "Turkish", "Erdogan"}

    def means_what_it_says(self, hit: Hit) -> bool:
        """False for a person, a dish, a team or another town of the name."""
        if hit.entry.party is None and hit.entry.place is None:
            return False
        name = self._text[hit.start : hit.end]
        if self._text.startswith(",", hit.end) and hit.entry.place is not None and _AMERICAN.match(self._text, hit.end):
            return False
        if hit.start and self._text[hit.start - 1] in _HYPHENS and self._is_against(hit):
            return False
        if name not in _MISLEADING:
            return True
        match name:
            case "Coast Guard":
                return self._before(hit) not in _POSSESSIVES
            case "Turkey":
                return not self._feast and not _TURKEY_DISH.match(self._text, hit.end)
            case "Georgia":
                return bool(self._georgia_is_a_state) and not self._is_person(hit)
            case "trump":
                return self._trump and not _TRUMP_WORD.match(self._text, hit.end) and self._before(hit) not in _VERBAL
            case "US" | "USA":
                return self._before(hit) not in _ADDRESS and not self._text.startswith("$", hit.end)
            case _:
                return not self._is_person(hit)

    def _is_against(self, hit: Hit) -> bool:
        """Whether the name says whom a force fights: "anti-Taliban fighters" are not the Taliban."""
        return self._text[max(0, hit.start - 5) : hit.start - 1].lower() == "anti" and bool(
            _FORCE_AFTER.match(self._text, hit.end)
        )

    def _is_person(self, hit: Hit) -> bool:
        after = _WORD_AFTER.match(self._text, hit.end)
        return self._before(hit) in _GIVEN or (after is not None and after[1] in _SURNAMES)

    def _before(self, hit: Hit) -> str:
        words = self._text[max(0, hit.start - _LOOK) : hit.start]
        if words.endswith(" "):
            word = words[:-1].rpartition(" ")[2]
            if word.isalpha():
                return word
        before = _WORD_BEFORE.search(words)
        return before[1] if before else ""


def _georgia(text: str, names: set[str]) -> bool:
    """Whether Georgia is the state in the Caucasus: the text must say so, since the American one is told of more."""
    if _GEORGIA_AMERICAN.search(text) and not names & {"Tbilisi", "Georgian", "Georgians"}:
        return False
    return _GEORGIA_CAUCASIAN.search(text) is not None or bool(names & {"Georgian", "Georgians"})
