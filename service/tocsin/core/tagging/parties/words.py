"""The words by which grammar is read."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these a country or a capital is where, not who.
LOCATIVE = _set(
    "in near inside within outside over across around along through throughout off beneath amid beside beyond from via",
)
# After these a name is who is acted upon.
TARGETING = _set(
    "on against at upon into toward towards targeting hitting confront confronting counter countering deter deterring",
)
# After these a name is neither: what it is about, or what it is for.
ASIDE = _set(
    "during for about about over amid despite under like than per without regarding concerning",
)
PREPOSITIONS = LOCATIVE | TARGETING | ASIDE | _set("of by with to between among before after as")
# A noun behind these hangs on another noun or verb, so that the subject does not do it: "fears of an attack".
GOVERNING = PREPOSITIONS - LOCATIVE - {"with", "by"} | {"in"}

# Where a clause begins or ends.
BREAKS = _set(
    "after before when while because although though since if unless where but until whereas as once following "
    "amid despite whether",
)
RELATIVE = _set("which who that whose whom")
PRONOUNS = _set("it they he she")
POSSESSIVES = _set("its their his her")
SPEAKERS = _set("we our us i my")
STOPS = frozenset(";:()[]\u2014\u2013\u2022|")
QUOTES = frozenset('"\u201c\u201d\u00ab\u00bb')

DETERMINERS = _set(
    "the a an this that these those its their his her our any some several all both two three four five six many "
    "more another other each every no",
)
# May stand between a preposition and its name: "in northern Iraq", "near the Iraqi city".
QUALIFIERS = DETERMINERS | _set(
    "northern southern eastern western central northeastern northwestern southeastern southwestern north south "
    "east west north-east north-west south-east south-west occupied neighboring neighbouring nearby rival foreign "
    "enemy former new government-held rebel-held war-torn",
)

BE = _set("was were is are be been being get gets got getting 's")
AUXILIARIES = BE | _set(
    "has have had having will would shall should may might can could must do does did to not n't never also "
    "reportedly allegedly repeatedly already just still again recently immediately now then since jointly",
)
# Past forms that do not end in -ed and are no nouns.
IRREGULAR_PAST = _set(
    "struck shot sank sunk fought hit held broke broken drove driven took taken seized began begun left led lost "
    "met overran overrun sent spoke spoken swore sworn threw thrown withdrew withdrawn blown torn set put cut",
)
SAYING = _set(
    "said says say saying told tells according reported reports added stated claims claimed announced announces "
    "confirmed confirms reporting",
)
# The subject of these does not commit the attack that is their object: it is its target.
SUFFERING = _set(
    "suffered suffer suffers suffering sustained sustain sustains faced faces face facing endured receive "
    "receives received survived survive survives repelled repel repels intercepted intercepts foiled foils foil "
    "thwarted thwarts thwart await awaits awaiting awaited expects expect expecting fears fear feared anticipates "
    "anticipate braces brace braced bracing get gets got withstood resist resisted dodged escaped",
)
# The subject of these only looks on, speaks, or was the cause.
WATCHING = _set(
    "condemned condemns condemn condemning denounced denounces denounce decried deplored criticised criticized "
    "reported reports blamed blames accused accuses investigating investigates welcomed welcomes mourned mourns "
    "remembers marked discussed discuss discussing described describes called calls calling urged urges urging "
    "demanded demands opposed opposes rejected rejects denied denies deny said says saw witnessed watched "
    "confirmed confirms followed follows following protested slammed slams blasted lamented regretted hailed "
    "hails cited citing mediating mediate mediates averted avert stop stopped halt monitoring monitored led leads "
    "lead sparked sparks triggered triggers trigger prompted prompts caused causes provoked provokes fuelled "
    "fueled raised raises stated emphasized emphasised stressed believes believe believed warned added underlined "
    "represented represents prevent prevented brings bring met answered",
)
# Verbs that hand their subject the deed named by their object: "launched an attack", "imposed sanctions".
_LIGHT_STEMS = _set(
    "launch carri carry conduct mount stag wag commit order plan prepar threaten vow promis execut unleash "
    "initiat start begin open resum intensif fir mak deliver perpetrat claim impos announc declar issu deploy "
    "send hold tak rais put plac sign reach agre step lead pursu mull consider weigh tri try seek continu expand "
    "us show display approv authori undertak fac hav enter giv escalat slap tighten extend adopt renew",
)
_ENDINGS = ("", "e", "s", "es", "ed", "d", "ing", "ies", "y", "ied", "zed", "zes", "zing", "ses", "sed", "sing")
LIGHT = frozenset(stem + ending for stem in _LIGHT_STEMS for ending in _ENDINGS) | _set(
    "began begun made took taken held sent gave given led behind responsible responsibility undertook had tried",
)
# Nouns of force: "killed in Israeli strikes" names who killed.
FORCE_NOUNS = _set(
    "strike strikes attack attacks raid raids bombing bombings bombardment shelling fire airstrike airstrikes "
    "barrage assault offensive operation operations ambush incursion missile missiles drone drones rocket rockets "
    "artillery gunfire shellfire strikes' sniper clash clashes invasion custody",
)
MUTUAL_VERBS = _set(
    "exchange exchanges exchanged exchanging trade trades traded trading clash clashes clashed clashing fight "
    "fights fought fighting meet meets met agree agrees agreed agreeing sign signs signed hold holds held resume "
    "resumes resumed begin began start started negotiate negotiating negotiated battle battled battles battling "
    "talk talks talked coordinate coordinating coordinated",
)
# Nouns that two sides share: "the Iran-Israel war", "US-Iran talks", "the US Iraq conflict".
MUTUAL_NOUNS = _set(
    "war conflict tensions tension talks ceasefire truce border relations standoff clashes clash fighting "
    "hostilities negotiations dispute crisis confrontation skirmish skirmishes dialogue summit agreement deal "
    "accord accords ties rivalry escalation peace meeting battle battles exchange exchanges frontier",
)
# Nouns of standing between: what follows "between" is then who is to be reconciled.
MEDIATING = _set(
    "efforts effort mediation mediate mediating mediated broker brokered brokering shuttle mediator mediators bid",
)
# What stands behind "of" suffers these; of other nouns ("an attack of Hamas") it acts.
OF_SUFFERS = _set(
    "assassination assassinations bombardment invasion seizure siege capture destruction occupation murder "
    "murders blockade annexation encirclement abduction abductions execution condemnation expulsion expulsions "
    "violation violations encroachment ambush destruction isolation arrest arrests detention takeover embargo "
    "attack attacks envoys ambassador ambassadors diplomats murder death deaths use",
)
# "To X" is the other side of these; of the rest it is where they go.
TO_TARGET_TYPES = _set(
    "THREAT_FORCE RETALIATION CONTACT HOSTILE_DEMAND DEESC_CALL CONDEMN_ACCUSE CONCESSION_DEAL TENSION_RISE",
)
# "With X" is company for these ("coordinated with"), and the other side for the rest.
ON_IS_TOPIC_TYPES = _set("CONTACT TALKS_MEDIATION TALKS_FAILURE ALLIANCE_COORDINATION DEESC_CALL")
THIRD_PARTY_TYPES = _set("TALKS_MEDIATION DEESC_CALL CEASEFIRE CONCESSION_DEAL TALKS_FAILURE")
# Where "from X" names the other side: "withdrew from the Iran deal".
FROM_TARGET_TYPES = _set("BREAK_RELATIONS")
# "With X" is company, not the other side.
WITH_ACTS_TYPES = _set("ALLIANCE_COORDINATION SHOW_OF_FORCE READINESS_ALERT")
# "Demanded that X leave".
THAT_TARGET_TYPES = _set("HOSTILE_DEMAND DEESC_CALL THREAT_FORCE")
# A threat belongs to who speaks it.
SPOKEN_TYPES = _set(
    "THREAT_FORCE RETALIATION READINESS_ALERT HOSTILE_DEMAND CONDEMN_ACCUSE DEESC_CALL RESTRAINT",
)
FORCE_TYPES = _set(
    "ATTACK_AIR ATTACK_MISSILE ATTACK_ARMED ATTACK_MARITIME ATTACK_DIPLOMATIC ATTACK_CYBER ASSASSINATION "
    "WAR_INVASION THREAT_FORCE RETALIATION COERCION_SANCTIONS CONDEMN_ACCUSE HOSTILE_DEMAND WMD_NUCLEAR",
)
# Only what is named behind "against" (or by a border) is their target: an alert is on, not at.
AGAINST_ONLY_TYPES = _set(
    "READINESS_ALERT SHOW_OF_FORCE EVACUATION RESTRAINT WITHDRAWAL ALLIANCE_COORDINATION PROXY_MOBILISATION UNREST",
)
# A participle behind a comma goes on with the deed: "struck a base, killing two Iranian officers".
GOING_ON = _set(
    "killing injuring wounding targeting hitting destroying damaging striking capturing aiming aimed targeted",
)
# A finite verb that tells what the attack did: "an attack on a base has injured American soldiers".
HARMING = _set(
    "killed kills injured injures wounded wounds hit hits struck destroyed destroys damaged targeted leaving left",
)
# "A spokesman for X", "troops loyal to X": whoever they are, X acts.
SPOKESMEN = _set(
    "loyal allied spokesman spokeswoman spokesperson spokesmen spokespersons official officials minister envoy lawyer",
)
# "In the Israeli army" is whom, "in the Israeli desert" is where.
FORCES = _set(
    "army military navy government air defense defence security intelligence armed forces parliament cabinet ministry",
)
OPPOSING = _set("against confront confronting counter countering deter deterring")
# What joins two names into one subject.
JOINING = _set("and , - \u2013 & / the both or vs with alongside along together as well")
# A name behind these is no subject; behind "of" or "between" it may stand in one.
NOT_OF_SUBJECT = ASIDE | TARGETING | _set("to with among")
# Between two names of a list: "Foreign Minister", "acting Defence Secretary".
PERSONS = _set(
    "president minister foreign prime defence defense acting secretary army forces troops of state military government "
    "warplanes jets aircraft helicopters planes gunships bombers soldiers marines warships",
)
# Deeds that their owner suffers: "Haniyeh's assassination".
SUFFERED_NOUNS = _set(
    "assassination killing murder death abduction arrest capture detention execution slaying",
)
# "A series of attacks", "a state of alert": the amount is no noun of its own.
AMOUNTS = _set(
    "series wave waves number barrage campaign round rounds spate string state dozens hundreds thousands lot "
    "flurry salvo pair couple set kind type form act acts degree hail volley dozen",
)
# "Authorities in Kyiv" speak and act for the place.
BODIES = _set(
    "army military services government authorities officials leaders generals parliament ministry junta regime "
    "leadership rulers commanders both",
)
# Deeds: a noun of them behind "fears of" or "after" is not done by the clause's subject.
DEED_TYPES = _set(
    "ATTACK_AIR ATTACK_MISSILE ATTACK_ARMED ATTACK_MARITIME ATTACK_DIPLOMATIC ATTACK_CYBER ASSASSINATION "
    "WAR_INVASION RETALIATION TENSION_RISE UNREST TALKS_FAILURE CEASEFIRE",
)
# Whose they are is struck when they are: "the American embassy".
MISSIONS = _set(
    "embassy embassies consulate consulates mission missions diplomat diplomats ambassador envoy",
)
# "Facilities used by the group": the group owns what stands before.
OWNED = _set(
    "used held run operated controlled owned manned occupied backed hosted guarded supplied built led governed "
    "armed funded",
)
# Entering is done to whose border it is.
CROSSING = _set(
    "entered enters enter entering violated violates violate violating breached crossed crosses intruded penetrated",
)
FINITE = AUXILIARIES - {"'s", "to", "not", "being"}
# Acts of one's own body: a passive tells of who is moved, not of who is struck.
SELF_TYPES = AGAINST_ONLY_TYPES | {"FORCE_DEPLOYMENT", "ATTACK_PREPARATION"}
# A sentence that opens with these sets a scene before its main clause.
SCENE = PREPOSITIONS | BREAKS | {"according"}
# "Soldiers killed in the shelling", "two dead": who is named before suffered it.
VICTIMS = _set(
    "soldiers soldier people civilians civilian troops fighters militants police policemen officers officer "
    "children women men workers journalists marines sailors pilots guards members residents",
)
BEFALLEN = _set(
    "killed wounded injured hurt dead die died dies missing captured abducted kidnapped shot slain beheaded executed",
)
AFTER_BEFALLEN = _set("in by when during near after as at on , . and while amid") | {""}
# "From Azerbaijani positions": whoever fired stood there.
POSITIONS = _set(
    "positions position territory soil side batteries ships aircraft jets forces lines trenches warships",
)
# A participle behind a name that only describes it: "American soldiers stationed there".
DESCRIBING = _set(
    "stationed based deployed held accused linked suspected aligned said named called located armed wanted",
)
# Verbs whose subject is a deed: "the bombing follows an Israeli raid".
PREDICATES = _set(
    "follows followed comes came prompts prompted triggers triggered sparks sparked raises raised draws drew "
    "provokes provoked brings brought",
)
# Verbs whose object is struck, behind the "to" of a plan, an order or a threat.
ASSAILING = _set(
    "strike attack hit bomb invade target destroy fight seize kill shell storm punish annihilate "
    "crush bombard launch raid",
)
