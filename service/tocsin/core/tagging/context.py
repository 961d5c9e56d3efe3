"""What kind of story this is, from its own words: is it about armed force, or does it only borrow the words?

A rule of use of force asks for a word of war or for parties beside its cue; sport, films, markets and labour are
known by their own words (`trades`). Everything is counted in one pass, a look-up a word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from msgspec import Struct

from tocsin.core.records.signals import FieldName
from tocsin.core.tagging import idioms, trades
from tocsin.core.tagging.model import Match, Mention, PlaceMention, Sentence, within
from tocsin.core.tagging.patterns import anywhere
from tocsin.core.tagging.rules import Field, Rule
from tocsin.core.tagging.sieve import Choice
from tocsin.core.tagging.taxonomy import TYPES

# From this rung on a fresh signal wakes people.
_LOUD = 3
# Three different words of a trade in a text are seldom a manner of speaking.
_MANY = 3
_SEVERAL = 2
# Rules up to this rank go by one common word ("killed", "fighting"), which a fire or a flood has too.
_WEAK = 4

# A look back: its acts are history whatever their dates.
_LOOK_BACK = anywhere(
    r"(year|week|month|decade|weekend)s? in (pictures|photos|review)|in pictures|look(ing)? back|recap|on this day|"
    r"this day in|\w+ years (on|ago|later|since|after)|from (the|our) archives?|history pages|quiz|timeline|"
    r"photo gallery|remembering|(bury|buries) (~2)(victims|dead|their|its|slain|fallen)|mourns?|lays? to rest|"
    r"pays? tribute|"
    # What is argued or explained was told elsewhere.
    r"(opinion|comment|commentary|editorial|op-ed|column|viewpoint|analysis|explainer|explained|factbox|profile|essay|q&a)"
    r"(:| -| [|])",
)
# What a work of fiction is told by, whatever wars are fought in it.
_FICTION = anywhere(
    r"(film|movie|book|novel|game|television|tv|series) review|running time|in cinemas|box[- ]office|directed by|"
    r"(new|latest|debut|war|action) (film|movie|novel|video game)|(film|movie|novel|game) adaptation",
)
_CHOICE_FICTION = Choice(_FICTION)
# What happens only in an exercise does not happen.
_MAKE_BELIEVE = anywhere(
    r"(in|during|as part of|part of|for|at) (a|an|the|its|their|this|yearly|annual|exercise) ?(\w+ ){0,3}"
    r"(exercises?|drills?|simulation|training|war ?games?|rehearsal)|(drill|exercise)s? for|"
    r"simulat(e|es|ed|ing|ion)|mock|fictitious|fictional|hypothetical|scenario|rehears\w+|"
    r"exercise [a-z]+ [a-z]+|thought experiment|suppose that",
)
_FORCE = frozenset(
    ("ATTACK_AIR", "ATTACK_MISSILE", "ATTACK_ARMED", "ATTACK_MARITIME", "WAR_INVASION", "RETALIATION", "WMD_NUCLEAR"),
)


class Counts(Struct, frozen=True):
    """One sentence: where its words of war and near-war stand, the trades of its words, its parties and places."""

    war: tuple[int, ...]
    leaning: tuple[int, ...]
    trades: int
    elsewhere: int
    parties: frozenset[str]
    groups: bool
    placed: bool
    # The names and places themselves.
    names: Sequence[Mention]
    places: Sequence[PlaceMention]


class Part(Struct, frozen=True):
    """A field of the story: its plain form, and its mentions and places, sorted by start."""

    name: FieldName
    plain: Field
    mentions: Sequence[Mention]
    places: Sequence[PlaceMention]


@dataclass
class Context:
    """The whole story: how many different words of each trade it has, its parties, and what its sentences have."""

    words: dict[int, int]
    parties: frozenset[str]
    parts: dict[FieldName, Part]
    looks_back: bool = False
    fiction: bool = False
    counted: dict[tuple[FieldName, int], Counts] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title in its plain form; empty where there is none."""
        return self.parts["title"].plain.text if "title" in self.parts else ""

    def of(self, trade: int) -> int:
        """How many different words of a trade there are."""
        return self.words.get(trade, 0)

    def counts(self, sentence: Sentence) -> Counts:
        """Counts a sentence when it is first asked for: most never are."""
        key = (sentence.field, sentence.start)
        counts = self.counted.get(key)
        if counts is None:
            counts = self.counted[key] = _count(self.parts[sentence.field], sentence)
        return counts

    @cached_property
    def of_war(self) -> bool:
        """The story is about armed force: several of its words, and not far more of another trade's."""
        other = max(self.of(trade) for trade in trades.ELSEWHERE)
        return self.of(trades.WAR) >= _MANY and self.of(trades.WAR) * _SEVERAL > other and bool(self.parties)

    @cached_property
    def of_fiction(self) -> bool:
        """The story is about a film, a book or a game: it says so, and has the words of that trade."""
        return self.fiction and self.of(trades.SCREEN) >= _MANY

    @cached_property
    def elsewhere(self) -> bool:
        """The story belongs to another trade, whose words outnumber those of war."""
        most = max(self.of(trade) for trade in trades.ELSEWHERE)
        return most >= _MANY and most > _SEVERAL * self.of(trades.WAR)

    @cached_property
    def of_the_past(self) -> bool:
        """The story looks back: its title says so, or it is full of anniversaries and memorials."""
        return self.looks_back or self.of(trades.PAST) >= _MANY

    @cached_property
    def of_an_exercise(self) -> bool:
        """The story is about an exercise."""
        return self.of(trades.EXERCISE) >= _MANY


def survey(parts: Sequence[Part]) -> Context:
    """Counts the words of a story's fields once."""
    context = Context({}, frozenset(), {part.name: part for part in parts})
    for word in {word for part in parts for word, _, _ in part.plain.hits}:
        for trade in _NOTED_OF.get(word, ()):
            context.words[trade] = context.words.get(trade, 0) + 1
    context.parties = frozenset([code for part in parts for code in _codes(part.mentions)])
    for part in parts:
        text = part.plain.text
        context.fiction = context.fiction or _is_fiction(text)
        context.looks_back = context.looks_back or (part.name == "title" and _LOOK_BACK.search(text) is not None)
    return context


def _is_fiction(text: str) -> bool:
    may_match = _CHOICE_FICTION.open_to(text)
    return may_match is not None and may_match.search(text) is not None


_PARTIES = frozenset(("state", "group", "alliance"))


def _codes(mentions: Iterable[Mention]) -> list[str]:
    return [name.code or name.name for name in mentions if name.kind in _PARTIES]


def _count(part: Part, sentence: Sentence) -> Counts:
    war: list[int] = []
    leaning: list[int] = []
    found, elsewhere = 0, 0
    known = trades.TRADES_OF.get
    for kinds, start in [(kinds, start) for word, start, _ in part.plain.words(sentence) if (kinds := known(word))]:
        found |= kinds
        if kinds & trades.WAR:
            war.append(start)
        elif kinds & trades.LEANING:
            leaning.append(start)
        elsewhere += kinds >= trades.SPORT and kinds & _ANY_ELSEWHERE > 0
    names, places = within(part.mentions, sentence), within(part.places, sentence)
    groups = not _GROUPS.isdisjoint([name.kind for name in names])
    parties = frozenset(_codes(names))
    return Counts(tuple(war), tuple(leaning), found, elsewhere, parties, groups, bool(places), names, places)


_GROUPS = frozenset(("group", "alliance"))
_ANY_ELSEWHERE = sum(trades.ELSEWHERE)
_NOTED = (
    trades.DISASTER,
    trades.SPACE,
    trades.WAR,
    trades.MILITARY,
    trades.CRIME,
    trades.PAST,
    trades.EXERCISE,
    *trades.ELSEWHERE,
)
# The trades of each word that are counted over the whole story.
_NOTED_OF = {
    word: noted for word, kinds in trades.TRADES_OF.items() if (noted := [each for each in _NOTED if kinds & each])
}


def believed(context: Context, plain: Field, sentence: Sentence, rule: Rule, match: Match) -> bool:
    """Says whether what surrounds a match bears out that what the rule names is meant."""
    counts = context.counts(sentence)
    if rule.type in _FORCE and (context.of_an_exercise or plain.asks(sentence, _MAKE_BELIEVE)):
        return _told_as_real(counts) and not plain.asks(sentence, _MAKE_BELIEVE)
    if rule.type in _LAUNCHES and context.of(trades.SPACE) >= max(_SEVERAL, context.of(trades.MILITARY)):
        return False
    if TYPES[rule.type].rung >= _LOUD and (context.of_fiction or idioms.is_figure(plain, sentence, match)):
        return False
    match rule.needs:
        case "nothing":
            return True
        case "public":
            known = counts.trades & trades.PUBLIC or counts.parties
            return bool(known) and (not context.elsewhere or bool(counts.parties))
        case needs:
            cue = plain.text[match.cue_start : match.cue_end]
            military = bool(trades.TRADES_OF.get(cue, 0) & trades.MILITARY) or plain.asks(sentence, _STATES_FORCES)
            return _of_force(context, counts, match, needs, military=military, armed=rule.armed)


def _told_as_real(counts: Counts) -> bool:
    return len(counts.parties) >= _SEVERAL


def _of_force(context: Context, counts: Counts, match: Match, needs: str, *, military: bool, armed: bool) -> bool:
    war = sum(at != match.cue_start for at in counts.war)
    leaning = sum(at != match.cue_start for at in counts.leaning)
    parties = len(counts.parties)
    if context.elsewhere and not (war >= _SEVERAL and parties):
        return False
    of_war = context.of_war and not (counts.trades & trades.SPORT and context.of(trades.SPORT) >= _MANY)
    if counts.trades & (trades.SPORT | trades.SCREEN) and not of_war and not (war and parties >= _SEVERAL):
        return False
    if counts.elsewhere >= _SEVERAL and counts.elsewhere > war + leaning + parties:
        return False
    if context.of_war or parties >= _SEVERAL:
        return True
    if armed and context.parties and context.of(trades.WAR) >= _SEVERAL:
        # The words name a force themselves; the story has a side and another word of war.
        return True
    if needs == "armed":
        return war >= 1 or ((leaning >= 1 or military) and parties >= 1) or (military and counts.placed)
    if needs == "party":
        return parties >= 1 or war >= _SEVERAL or (counts.placed and war + leaning >= 1)
    return parties >= 1 and war + leaning >= 1


def grave(context: Context, sentence: Sentence, rule: Rule) -> bool:
    """Says whether a find is a matter between states or armed groups, and not crime or accident."""
    counts = context.counts(sentence)
    placed = counts.placed and bool(counts.trades & trades.MILITARY or _is_set_off(rule))
    somebody = bool(context.parties) or placed
    if not somebody or _of_disaster(context, rule):
        return False
    if rule.type in _RELIEF and context.parts[sentence.field].plain.asks(sentence, _RESCUE):
        return False
    if rule.type in _WORDS:
        return context.of(trades.WAR) > 0 or rule.armed or (bool(counts.leaning) and len(context.parties) >= _SEVERAL)
    if rule.type == "ATTACK_CYBER":
        return bool(counts.parties)
    if rule.type not in _VIOLENCE or rule.armed or rule.type in _MILITARY_MEANS:
        return bool(context.parties) or (rule.type in _VIOLENCE and (_is_set_off(rule) or _of_arms(context, counts)))
    return _of_arms(context, counts) or context.parts[sentence.field].plain.asks(sentence, _STATES_FORCES)


def _is_set_off(rule: Rule) -> bool:
    """Says whether a rule names a bomb, which somebody set, wherever it went off."""
    return rule.armed and not _SET_OFF.isdisjoint(rule.cue.split())


def _of_disaster(context: Context, rule: Rule) -> bool:
    if rule.type in _RELIEF:
        disaster = context.of(trades.DISASTER)
        alone = len(context.parties) < _SEVERAL and context.of(trades.WAR) <= _MANY
        return disaster >= _SEVERAL or (disaster > 0 and alone)
    weak = rule.type == "ATTACK_ARMED" and rule.rank <= _WEAK
    return weak and context.of(trades.DISASTER) > context.of(trades.MILITARY)


def _of_arms(context: Context, counts: Counts) -> bool:
    """Says whether violence is that of forces or between parties, by the sentence and else by the whole story."""
    if counts.groups or counts.trades & trades.MILITARY:
        return True
    if counts.trades & trades.CRIME:
        return context.of(trades.MILITARY) > context.of(trades.CRIME)
    if len(counts.parties) >= _SEVERAL or context.of(trades.MILITARY) >= _SEVERAL:
        return True
    return bool(counts.parties) and len(context.parties) >= _SEVERAL and not context.of(trades.CRIME)


# Cues of what goes off; the rules that are armed know it from an accident.
_SET_OFF = frozenset(("bomb/n", "blast/n"))
# What is said in quarrels over trade, too.
_WORDS = frozenset(("THREAT_FORCE", "RETALIATION"))
# What rockets into space do, too.
_LAUNCHES = frozenset(("ATTACK_MISSILE", "SHOW_OF_FORCE"))
# Whom ships and planes look for at sea.
_RESCUE = anywhere(
    r"(<look/v search/v> (for|after)|(in |join\w* )?(the|a) (hunt|search) for|<search/v>|"
    r"<rescue/v save/v find/v help/v pick/v assist/v locate/v aid/v>( up)?|"
    r"search[ -]and[ -]rescue|<search/v> (~4)for) (~6)"
    r"(migrants?|refugees?|boat people|asylum seekers|survivors?|castaways?|yacht|yachts(m[ae]n|wom[ae]n)|fishermen|"
    r"passengers|shipwreck\w*|stranded|drowning|people (adrift|in distress|at sea)|a boat with|"
    r"(the )?wreck\w*|missing (~3)(submarine|boats?|ships?|ferry|planes?|jets?|airliner|trawler|vessels?|crew|"
    r"people|sailors))",
)
# Forces are words of an army only by whose they are: a market has some, too.
_STATES_FORCES = anywhere(
    r"([a-z]{2,20}(ian|ean|ese|eli|aqi|ani|ini|eni|ati|ish)|u\.?s\.?|uk|nato|u\.?n\.?|american|african|german|french|"
    r"dutch|greek|thai|afghan|saudi|libyan|kenyan|moroccan|mexican|rwandan|ugandan|kyrgyz|tajik|uzbek|kazakh|"
    r"government|coalition|allied|loyalist|occupation) forces"
)
# What armies do after an earthquake, too.
_RELIEF = frozenset(("FORCE_DEPLOYMENT", "EVACUATION", "READINESS_ALERT", "SHOW_OF_FORCE"))
# No criminal, crowd or accident has these means.
_MILITARY_MEANS = frozenset(("ATTACK_AIR", "ATTACK_MISSILE"))
# What criminals, crowds and accidents do too.
_VIOLENCE = frozenset(
    (
        "ATTACK_AIR",
        "ATTACK_MISSILE",
        "ATTACK_ARMED",
        "ATTACK_MARITIME",
        "ASSASSINATION",
        "WAR_INVASION",
    ),
)
