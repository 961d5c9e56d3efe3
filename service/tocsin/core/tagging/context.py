"""What kind of story this is, from its own words: is it about armed force, or does it only borrow the words?

A rule of use of force asks for a word of war or for parties beside its cue; sport, films, markets and labour are
known by their own words. All counts are of words, in one pass.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tocsin.core.tagging.model import Match, Mention, Sentence
from tocsin.core.tagging.patterns import forms
from tocsin.core.tagging.rules import Field, Rule

_WORD = re.compile(r"[^\W\d_]+")

# Words that are seldom used of anything but armed force.
WAR = frozenset(
    forms(
        "troop/n soldier/n militant/n rebel/n insurgent/n gunman gunmen militia/n militiaman militiamen army armies military armed airstrike/n airstrikes "
        "warplane/n missile/n rocket/n artillery mortar/n shelling shelled howitzer/n infantry battalion/n brigade/n regiment/n jihadist/n jihadi/n terrorist/n navy naval "
        "marines warship/n ceasefire/n truce/n armistice frontline guerrilla/n guerilla/n suicide bomb/n bomber/n bombing/n bombardment/n bombed explosives insurgency combat "
        "peacekeeper/n paramilitary paramilitaries barracks separatist/n taliban isis hezbollah hamas houthi/n invasion invaded airspace warhead/n nuclear "
        "commander/n paratrooper/n commando/n mercenary mercenaries drone/n uav/n tank/n ammunition weapon/n weapons arms gunfire shootdown occupation occupied "
        "reservists deployment deployed ballistic hostilities fighters casualty casualties munitions sniper/n checkpoint/n genocide ambush ambushed warring gunboat/n frigate/n "
        "destroyer/n submarine/n airbase/n defence defense shells grenade/n machine-gun strait siege besieged civilians",
    ),
)
# Words that lean that way but live elsewhere too.
LEANING = frozenset(
    forms(
        "war/n conflict/n border/n forces killed wounded attack/n attacked strike/n fire raid/n police violence crisis retaliation security base/n enemy enemies aggression revolutionary guard guards pentagon kremlin ministry extremist/n"
    )
)

# Who acts in public life besides states and armed groups.
PUBLIC = frozenset(
    forms(
        "government/n president/n premier minister/n ministry ministries parliament/n congress senate senator/n court/n police authority authorities official/n officials council commission committee court/n judge/n prosecutor/n opposition activist/n protester/n protesters protestor/n demonstrator/n demonstrators union/n mayor/n governor/n department/n administration/n embassy embassies ambassador/n envoy/n diplomat/n army military rebel/n troop/n soldier/n militant/n leader/n secretary chancellor king queen prince regime/n state/n republic federation nations union eu un nato ice customs agency agencies lawmaker/n legislator/n party parties tribe/n clan/n church bank company companies ngo organisation/n organization/n group/n refugees migrants villagers residents students teachers workers farmers journalists people dissident/n spokesman spokeswoman spokesperson deputy commander/n chief/n general security forces federal ministerial pope supreme guerrilla/n"
    )
)

_DOMAINS = {
    "sport": (
        "goal/n striker/n midfielder/n defender/n coach/n coaches league/n cup championship/n tournament/n quarterback/n innings wicket/n batsman batsmen bowler/n "
        "goalkeeper/n playoff/n semifinal/n semi-final quarterfinal/n final finals stadium fans supporters referee/n penalty halftime teammate/n touchdown/n pitcher/n inning "
        "homer basketball football soccer cricket rugby tennis hockey baseball golf boxing boxer/n heavyweight fight night ufc nba nfl nhl mlb fifa uefa olympic olympics "
        "medal/n grand prix formula lap/n racing driver/n chess bishop king-side grandmaster club/n captain season/n squad/n scored scoring fixture/n derby relegation "
        "premier player/n defeat defeated umpire knockout bout podium sprint relay transfer"
    ),
    "screen": (
        "film/n movie/n novel/n director/n actor/n actress actresses cinema/n cinemas box-office trailer/n sequel/n prequel/n screenplay episode/n netflix hbo disney marvel album/n song/n "
        "band concert/n theatre theater museum/n exhibition/n gallery game/n gamer/n gaming gameplay console/n xbox playstation nintendo studio/n characters character plot author/n "
        "book/n memoir/n review/n reviewer comic/n drama/n thriller/n documentary fiction fictional starring hero heroes villain/n streaming premiere/n art artist/n musical opera protagonist"
    ),
    "market": (
        "share/n market/n markets investor/n retailer/n supermarket/n price/n pricing margin/n profit/n revenue/n brand/n customer/n sales consumer/n company companies chain/n "
        "analyst earnings startup/n takeover bid merger ceo shareholder/n stock/n dollar inflation tariff/n airline/n smartphone/n app apps software product/n advertising launch "
        "competitor/n rival/n discount/n discounters currency bond/n yields bank/n crypto bitcoin"
    ),
    "labour": "union/n unions picket pickets walkout/n workers employer/n employers staff teachers nurses wages pay crews industrial commuters train trains passengers stoppage",
    "court": "trial/n court/n accused defendant/n prosecutor/n prosecutors verdict/n sentenced jury jurors convicted charged charges judge/n guilty lawyer/n plea testified prison jail murder manslaughter suspect/n arrested detectives robbery burglary stabbing police gang gangs",
    "past": "anniversary anniversaries commemorate commemorated commemoration veterans veteran wreath wreaths memorial museum centenary remembrance remembered historian/n history essay obituary century memoir archive archives decades",
    "nature": "hurricane storm/n earthquake flood/n floods wildfire/n tornado typhoon cyclone drought volcano weather forecast snow rain heatwave tsunami landslide avalanche meteorologists virus coronavirus covid pandemic vaccine infection/n cancer disease",
    "politics": "election/n elections candidate/n senator democrats republicans opposition campaign ballot poll/n polls voters tory labour budget pensioners parliament",
}
DOMAINS = {name: frozenset(forms(words)) for name, words in _DOMAINS.items()}
# A story of these is never one of war, however it talks, unless the sentence itself is plainly of war.
_ELSEWHERE = ("sport", "screen", "market", "labour")
_OF = {word: name for name in _ELSEWHERE for word in DOMAINS[name]}


@dataclass(slots=True)
class Context:
    """Counts of one field's words, for the whole and by sentence."""

    distinct: set[str] = field(default_factory=set)
    leaning: int = 0
    words: int = 0
    elsewhere: dict[str, int] = field(default_factory=dict)
    parties: frozenset[str] = frozenset()
    sentences: dict[tuple[str, int], "Counts"] = field(default_factory=dict)

    @property
    def war(self) -> int:
        """How many different words of war there are."""
        return len(self.distinct)

    @property
    def of_war(self) -> bool:
        """The story is about armed force: several of its words, and more of them than of any other trade."""
        return self.war >= _WAR_WORDS and self.war * 2 > max(self.elsewhere.values(), default=0)

    @property
    def domain(self) -> str | None:
        """The trade that the story belongs to, where its words outnumber those of war."""
        if not self.elsewhere:
            return None
        name, hits = max(sorted(self.elsewhere.items()), key=lambda pair: pair[1])
        return name if hits >= _DOMAIN_WORDS and hits > 2 * self.war else None


# Three different words of war in a text are seldom a manner of speaking.
_WAR_WORDS = 3
_DOMAIN_WORDS = 3
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """One sentence's words of war (where they stand) and how many belong to other trades."""

    war: tuple[int, ...]
    leaning: tuple[int, ...]
    elsewhere: int
    parties: frozenset[str]
    public: bool


def survey(plain: Field, sentences: Sequence[Sentence], mentions: Iterable[Mention]) -> Context:
    """Counts a field's words once."""
    context = Context()
    names = sorted(mentions, key=lambda name: name.start)
    at = 0
    for sentence in sentences:
        while at < len(names) and names[at].start < sentence.start:
            at += 1
        inside: set[str] = set()
        while at < len(names) and names[at].start < sentence.end:
            if names[at].kind in {"state", "group", "alliance"}:
                inside.add(names[at].code or names[at].name)
            at += 1
        context.sentences[sentence.field, sentence.start] = _count(plain, sentence, context, frozenset(inside))
        context.parties |= inside
    return context


def joined(parts: Sequence[Context]) -> Context:
    """Gives the fields' contexts as one; a sentence is known by its field and start."""
    whole = Context()
    for part in parts:
        whole.distinct |= part.distinct
        whole.leaning += part.leaning
        whole.words += part.words
        whole.parties |= part.parties
        whole.sentences |= part.sentences
        for name, hits in part.elsewhere.items():
            whole.elsewhere[name] = whole.elsewhere.get(name, 0) + hits
    return whole


def _count(plain: Field, sentence: Sentence, context: Context, parties: frozenset[str]) -> Counts:
    war: list[int] = []
    leaning: list[int] = []
    elsewhere, public = 0, False
    for match in _WORD.finditer(plain.text, sentence.start, sentence.end):
        word = match.group()
        context.words += 1
        public = public or word in PUBLIC
        if word in WAR:
            war.append(match.start())
            context.distinct.add(word)
        elif word in LEANING:
            leaning.append(match.start())
            context.leaning += 1
        if (name := _OF.get(word)) is not None:
            elsewhere += 1
            context.elsewhere[name] = context.elsewhere.get(name, 0) + 1
    return Counts(tuple(war), tuple(leaning), elsewhere, parties, public)


def believed(context: Context, sentence: Sentence, rule: Rule, match: Match) -> bool:
    """Says whether what surrounds a match bears out that armed force and its parties are meant."""
    counts = context.sentences[sentence.field, sentence.start]
    others = sum(at != match.cue_start for at in counts.war)
    leaning = sum(at != match.cue_start for at in counts.leaning)
    needs = rule.needs
    if needs == "nothing":
        return True
    if needs == "public":
        return bool(counts.public or counts.parties) and (context.domain is None or bool(counts.parties))
    if context.domain is not None and not (others >= _SEVERAL and counts.parties):
        return False
    if counts.elsewhere >= _SEVERAL and counts.elsewhere > others + leaning + len(counts.parties):
        return False
    story = context.of_war and bool(context.parties)
    if needs == "armed":
        return others >= 1 or len(counts.parties) >= _SEVERAL or story or (leaning >= 1 and len(counts.parties) >= 1)
    if needs == "party":
        return len(counts.parties) >= 1 or story or others >= _SEVERAL
    return len(counts.parties) >= _SEVERAL or (len(counts.parties) >= 1 and others + leaning >= 1) or story
