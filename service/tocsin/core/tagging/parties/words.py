"""The words by which grammar is read."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# After these a country or a capital is where, not who.
LOCATIVE = _set(
    "in near inside within outside over across around along through throughout off beneath amid beside beyond from via",
)
# After these a name is who is acted upon.
TARGETING = _set("on against at upon into toward towards targeting hitting")
# After these a name is neither: what it is about, or what it is for.
ASIDE = _set("for about about over amid despite under like than per without regarding concerning")
PREPOSITIONS = LOCATIVE | TARGETING | ASIDE | _set("of by with to between among before after as")

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
# The subject of these does not commit the attack that is their object.
SUFFERING = _set(
    "suffered suffer suffers sustained faced faces face endured received receive receives survived repelled repel "
    "repels intercepted intercepts foiled foils thwarted thwarts prevented fended awaits await awaiting expects "
    "expect expecting fears fear feared anticipates anticipate braces brace braced bracing under shot downed",
)
WATCHING = _set(
    "condemned condemns condemn condemning denounced denounces denounce decried deplored criticised criticized "
    "reported reports blamed blames accused accuses investigating investigates welcomed welcomes mourned mourns "
    "remembers marked discussed discuss discussing described describes called calls calling urged urges urging "
    "demanded demands opposed opposes rejected rejects denied denies deny said says saw witnessed watched "
    "confirmed confirms announced claims claimed followed follows protested slammed slams blasted lamented "
    "regretted hailed hails cited citing over mediating mediate mediates broker brokering averted avert stop "
    "stopped halt monitoring monitored",
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
# "To X" is the other side of these; of the rest it is where they go.
TO_TARGET_TYPES = _set(
    "THREAT_FORCE RETALIATION CONTACT HOSTILE_DEMAND DEESC_CALL CONDEMN_ACCUSE CONCESSION_DEAL TENSION_RISE",
)
# "With X" is company for these ("coordinated with"), and the other side for the rest.
ON_IS_TOPIC_TYPES = _set("CONTACT TALKS_MEDIATION TALKS_FAILURE ALLIANCE_COORDINATION DEESC_CALL")
THIRD_PARTY_TYPES = _set("TALKS_MEDIATION DEESC_CALL CEASEFIRE CONCESSION_DEAL TALKS_FAILURE")
# "The deployment of American troops": what stands behind "of" acts; of the rest ("the shelling of Goris") it suffers.
OF_ACTS_TYPES = _set(
    "FORCE_DEPLOYMENT WITHDRAWAL READINESS_ALERT SHOW_OF_FORCE THREAT_FORCE RETALIATION RESTRAINT "
    "PROXY_MOBILISATION EVACUATION",
)
# Only what is named behind "against" (or by a border) is their target: an alert is on, not at.
AGAINST_ONLY_TYPES = _set(
    "READINESS_ALERT SHOW_OF_FORCE EVACUATION RESTRAINT WITHDRAWAL ALLIANCE_COORDINATION PROXY_MOBILISATION UNREST",
)
# A participle behind a comma goes on with the deed: "struck a base, killing two Iranian officers".
GOING_ON = _set("killing injuring wounding targeting hitting destroying damaging striking capturing")
# What joins two names into one subject.
JOINING = _set("and , - \u2013 & / the 's both or vs with")
