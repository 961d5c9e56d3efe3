"""The cues of status: which words govern what follows or precedes them, and how.

Sources: the NegEx and ConText cue lists (Chapman and others 2001; Harkema and others 2009), the implicative and
factive verbs of Karttunen (1971, 2012), and the modality of news as FactBank describes it (Sauri and Pustejovsky 2009).
"""

from typing import Final, Literal

Mood = Literal["fact", "future", "purpose", "possible", "undone", "decided", "denied", "ordered", "threatened"]
Kind = Literal[
    "skip", "negation", "no", "without", "modal", "be", "have", "to", "if", "determiner", "any", "preposition", "conjunction",
    "stop", "comma", "pronoun", "content",
]  # fmt: skip


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ABBREVIATIONS: Final = _set(
    "mr mrs ms dr gen col lt sgt maj capt cmdr adm sen rep gov prof st corp inc co ltd jr sr no vs etc jan feb mar apr jun jul "
    "aug sep sept oct nov dec mt rev hon amb brig maj"
)

BE: Final = _set("be been being is are was were am 's 're 'm")
HAVE: Final = _set("have has had having 've")
DO: Final = _set("do does did doing")
GET: Final = _set("get gets got getting gotten")
NEGATIONS: Final = _set("not n't never nor neither")
# Plain futures, and what leaves the act open.
FUTURE_MODALS: Final = _set("will wo 'll shall 'd would")
OPEN_MODALS: Final = _set("may might could can ca should must ought need")
MODALS: Final = FUTURE_MODALS | OPEN_MODALS
DEFINITE: Final = _set(
    "the this these those its their his her our my your 's latest last recent earlier previous ongoing current continuing"
)
DETERMINERS: Final = DEFINITE | _set(
    "a an any some no another such each every either both all that several many few more most much other what which whose"
)
ADVERBS: Final = _set(
    "also still yet ever even again soon now then already just always often further once only today tomorrow almost perhaps maybe "
    "rather quite very so too thereby thus together ahead instead first back long later no-longer either now largely well"
)
QUOTES: Final = _set("\" `` '' \u201c \u201d \u2018 \u2019 ' `")
PREPOSITIONS: Final = _set(
    "of for from to about against on in into at by with over under toward towards between among within without after before during "
    "since through upon around near behind beyond across despite amid following off out up down as than like per via"
)
CONJUNCTIONS: Final = _set("and or but nor yet plus")
PRONOUNS: Final = _set("i you he she it we they me him us them who whom there himself itself themselves")
FUNCTION_WORDS: Final = (
    BE | HAVE | DO | GET | NEGATIONS | MODALS | DETERMINERS | ADVERBS | PREPOSITIONS | CONJUNCTIONS | PRONOUNS
    | _set("if unless whether until when while because that though although where how why")
)  # fmt: skip

# What ends a scope: a mark, a contrast, a reason, a relative clause, a report.
TERMINATORS: Final = _set(
    ". ; : ) ( -- \u2013 \u2014 ? ! but because although though while whereas however since which who whom whose where "
    "said says told added"
)

# ---- before a verb: X to ACT, by what governs the infinitive.
WANTS: Final = _set(
    "want wants wanted wanting hope hopes hoped hoping seek seeks sought seeking try tries tried trying attempt attempts attempted "
    "attempting wish wishes wished aim aims aimed aiming able unable willing unwilling ready prepared eager reluctant keen determined "
    "likely unlikely possible impossible afraid intend desire desires bid bids effort efforts fight fights fought battle plot plots plotted plotting conspiracy "
    "campaign struggle push pushes pushed pushing pressure mull consider considers considering propose proposes proposed urge urges urged urging call calls called calling ask asks asked asking "
    "demand demands demanded demanding invite invites invited exhort exhorted encourage encourages encouraged encouraging allow allows allowed "
    "allowing permit permits permitted enable enables enabled let lets require requires required need needs needed have has had having 've "
    "ought free unable power ability capacity capability authority right chance opportunity potential way ways reason money room "
    "option options whether purpose goal idea aim objective enough too better best necessary important essential hard difficult easy easier impossible "
    "time threat offer offers offered pray prayed promise promises promised promising volunteer scheduled due poised set "
    "approval permission authorization mandate permit clearance motion request requests requested appeal appeals appealed lobbied lobby "
    "pressed pressing persuade persuaded convince convinced tempted temptation supposed entitled eligible vulnerable "
    "tend tends obliged obligated duty obligation responsibility lure entice unwillingness reluctance readiness willingness "
    "intention intentions hesitate hesitates hesitated inclined interested anxious desperate bound destined is are was were be 's 're"
)
COMMITS: Final = _set(
    "agree agrees agreed agreeing agreement plan plans planned planning expect expects expected expecting "
    "intend intends intended intending going prefer prefers about promise "
    "commit committed pledge pledges pledged deal accord pact preparing prepare prepares"
)
VOWS: Final = _set(
    "threaten threatens threatened threatening vow vows vowed vowing swear swears swore sworn warn warns warned warning warnings "
    "threat threats pledge pledges pledged promise promises promised promising"
)
ORDERS: Final = _set(
    "order orders ordered ordering instruct instructs instructed instructing instructions command commands commanded direct directs directed "
    "directive authorize authorizes authorized authorise authorises authorised authorizing authorising authorization authorisation "
    "tell told mandate mandated summon summoned"
)
DENIES_ACT: Final = _set(
    "fail fails failed failing refuse refuses refused refusing decline declines declined declining neglect neglected forget forgot "
    "decided-against refusal failure unwilling-ness unable-d"
)
DECIDES: Final = _set(
    "decide decides decided deciding decision elect elected choose chose chosen opt opts opted resolve resolved resolution vote voted votes"
)
# "forced to", "began to": the act is as real as its governor.
TRANSPARENT: Final = _set(
    "begin begins began begun beginning start starts started starting continue continues continued continuing manage manages managed help "
    "helps helped helping force forces forced forcing used come comes came coming go goes went gone proceed proceeds proceeded rush rushed "
    "seem seems seemed appear appears appeared move moves moved cause causes caused lead leads led join joins joined happen happened "
    "use uses using reported known dare dares dared remain remains remained stop stops return returns returned compel compelled"
)

# ---- before a noun.
OPEN_ADJECTIVES: Final = _set(
    "possible potential planned threatened imminent proposed future likely feared expected prospective hypothetical would-be looming "
    "impending pending potentially possibly attempted undeclared eventual upcoming forthcoming projected intended desired theoretical "
    "any further such"
)
NOT_REAL: Final = _set(
    "no zero false fake aborted cancelled canceled abandoned thwarted foiled averted failed fictitious nonexistent"
)
# The noun's governor, by the preposition between them.
GOVERNS_OF: Final = _set(
    "threat threats risk risks danger dangers possibility prospect prospects likelihood probability chance chances fear fears idea option options "
    "hope hopes talk intention specter spectre eve plan plans plot plots consideration means way ways event case absence lack face instead capable feasibility "
    "warning warnings warn warned warns possibilities potential purpose goal aim method"
)
GOVERNS_FOR: Final = _set(
    "scout scouts scouted scouting call calls called calling plan plans planned planning prepare prepares prepared preparing preparation preparations demand demands need needs "
    "push pushes pushed pushing press pressed pressing pressure hope hopes hoped hoping pray prayed ask asks asked asking appeal appeals appealed "
    "bid bids request requests requested ready readiness conditions wait waits waiting seek search look looks looking option options wanted proposal proposals "
    "potential support authorization authorisation approval permission deadline date reward formula argue argued brace braces braced bracing "
    "scenario scenarios case pretext purpose responsible-not window ground groundwork"
)
GOVERNS_ON: Final = _set(
    "decision decisions deciding decide work working insist insists insisted plan plans planning bent intent mull vote vetoed embark talks"
)
GOVERNS_TO: Final = _set(
    "vulnerable commitment committed open prefer threat opposition opposed oppose path road lead leads leading close closer way route tantamount dedicated prelude objection alternative linked-not"
)
GOVERNS_FROM: Final = _set(
    "prevent prevents prevented preventing stop stops stopped stopping keep keeps kept keeping refrain refrains refrained deter deters deterred "
    "deterring bar bars barred barring ban bans banned block blocks blocked prohibit prohibits prohibited protect protects protected discourage "
    "dissuade dissuaded restrain restrained abstain away far desist"
)
GOVERNS_AGAINST: Final = _set(
    "warn warns warned warning guard guards advise advised decide decided protect protection defend insure argue argued"
)
GOVERNS_IN: Final = _set("interest interested succeed participation engage engaging role interests")
GOVERNS_INTO: Final = _set("lure lured drag dragged provoke provoked talk goad goaded push pushed draw drawn")


def _moods(possible: frozenset[str] | str, **others: str) -> dict[str, Mood]:
    table: dict[str, Mood] = dict.fromkeys(_set(possible) if isinstance(possible, str) else possible, "possible")
    for mood in ("denied", "ordered", "threatened"):
        table.update(dict.fromkeys(others.get(mood, "").split(), mood))
    return table


BY_PREPOSITION: Final[dict[str, dict[str, Mood]]] = {
    "of": _moods(GOVERNS_OF, denied="short", threatened="vow vows pledge pledges", ordered="order orders"),
    "for": _moods(GOVERNS_FOR, ordered="order orders go-ahead light instructions"),
    "on": _moods(GOVERNS_ON, ordered="decree decrees order orders"),
    "to": _moods(GOVERNS_TO, ordered="go-ahead light"),
    "against": _moods(GOVERNS_AGAINST),
    "in": _moods(GOVERNS_IN),
    "into": _moods(GOVERNS_INTO),
    "from": _moods(GOVERNS_FROM),
    "about": _moods("talk talks talked talking warn warned warns warning concern concerns concerned worry worries worried fear fears thinking speculation afraid nervous"),
    "over": _moods("fear fears worry worries concern concerns"),
    "at": _moods("aim aims aimed aiming hint hints hinted look looking"),
    "with": _moods("threaten threatens threatened threatening"),
    "toward": _moods("step steps move moves path work working"),
    "towards": _moods("step steps move moves path work working"),
}  # fmt: skip

# Verbs whose object has not happened.
OPENS_OBJECT: Final = _set(
    "consider considers considered considering propose proposes proposed proposing seek seeks sought seeking plan plans planning plot plots plotted plotting demand demands demanded "
    "demanding urge urges urged urging fear fears feared fearing want wants wanted wanting "
    "need needs needed needing expect expects expecting mull mulls mulled mulling contemplate contemplates contemplating contemplated weigh weighs weighing "
    "prepare prepares preparing "
    "simulate simulates simulating simulated "
    "offer offers offered request requests requested requesting oppose opposes opposed opposing envisage envisages envisaged anticipate anticipates anticipated anticipating "
    "predict predicts predicted predicting await awaits awaiting awaited invite invites risk risks risking risked recommend recommends recommended recommending suggest "
    "advocate advocates advocated advocating discuss discusses debate debates debating justify justifies provoke discourage hope "
    "permit ban bans banned prohibit prohibits prohibited support"
)
REVERSES_OBJECT: Final = _set(
    "deny denies denied denying reject rejects rejected rejecting dismiss dismisses dismissed dismissing cancel cancels cancelled canceled cancelling abort aborts aborted "
    "refute refutes refuted rebut rebuts rebutted disprove disproved disavow disavows disavowed exclude excludes excluded "
    "prevented averted foiled thwarted avoided forestalled"
)
LIGHT: Final = _set(
    "launch launches launched launching carry carries carried carrying conduct conducts conducted conducting make makes made making take takes took taken taking "
    "hold holds held holding have has had having stage stages staged staging mount mounts mounted mounting start starts started starting begin begins began "
    "give gives gave given giving issue issues issued issuing undertake undertakes undertook undertaken undertaking commit commits committed committing "
    "perform performs performed execute executes executed executing wage wages waged waging impose imposes imposed imposing reach reaches reached reaching "
    "receive receives received suffer suffers suffered see sees saw unleash unleashes unleashed resume resumes resumed resuming enter declare "
    "face faces step steps stepped stepping intensify intensifies intensified expand expands expanded extend extends extended widen widens widened provide offer sign signs signed signing achieve reenergize use uses used using become impact cause trigger spark"
)

Object = Literal["possible", "denied", "ordered", "threatened", "light", "prevented", "stopped"]
OBJECT: Final[dict[str, Object]] = {
    **dict.fromkeys(LIGHT, "light"),
    **dict.fromkeys(OPENS_OBJECT, "possible"),
    **dict.fromkeys(REVERSES_OBJECT, "denied"),
    **dict.fromkeys(
        _set(
            "prevent prevents preventing avoid avoids avoiding avert averts averting deter deters deterred deterring forestall foil foils foiling "
            "thwart thwarts thwarting"
        ),
        "prevented",
    ),
    **dict.fromkeys(
        _set(
            "stop stops stopped stopping halt halts halted halting cease ceases ceased ceasing end ends ended ending suspend suspends suspended suspending"
        ),
        "stopped",
    ),
    **dict.fromkeys(
        _set(
            "threaten threatens threatened threatening vow vows vowed vowing promise promises promised pledge pledges pledged"
        ),
        "threatened",
    ),
    **dict.fromkeys(
        _set(
            "order orders ordered ordering authorize authorizes authorized authorizing authorise authorises authorised authorising approve approves "
            "approved approving decree decrees decreed command commands commanded sanctioned greenlit"
        ),
        "ordered",
    ),
}

# ---- before a clause.
OPENS_CLAUSE: Final = _set(
    "if unless whether until lest anyone anybody whoever provided assuming suppose supposing in-case wherever whenever"
)
CLAUSE_OF_WISH: Final = _set(
    "hope hopes hoped hoping fear fears feared fearing worry worries worried worrying demand demands demanded demanding insist insists insisted insisting urge urges urged urging believe believes "
    "believed suspected require requires required suggest suggests suggested propose proposes proposed recommend recommends recommended possible possibility likely "
    "likelihood unlikely doubt doubts doubted skeptical sceptical speculate speculates speculated speculation rumor rumors rumour rumours risk concern "
    "concerns concerned prospect chance danger wish wishes pray afraid unclear uncertain expect expects "
    "expected think thinks thought assume assumes assumed claim-not predicts predict predicted prediction warn warns warned warning estimate guess guarantee guarantees "
    "ensure ensures ensuring question impossible unnecessary important essential surprised condition threaten threatens threatened threat vow vows vowed vowing "
    "swear swore promise promises promised pledge pledged see"
)
CLAUSE_OF_THREAT: Final = _set(
    "threaten threatens threatened threatening vow vows vowed vowing swear swears swore sworn"
)
CLAUSE_DENIED: Final = _set("deny denies denied denying refute refuted refutes disprove disproved")

CLAUSE: Final[dict[str, Mood]] = {
    **dict.fromkeys(CLAUSE_OF_WISH, "possible"),
    **dict.fromkeys(CLAUSE_DENIED, "denied"),
    **dict.fromkeys(CLAUSE_OF_THREAT, "threatened"),
}
DENIERS: Final[dict[str, Mood]] = dict.fromkeys(
    _set(
        "deny denies denied denying reject rejects rejected rejecting dismiss dismisses dismissed dismissing refute refutes refuted"
    ),
    "denied",
)

# ---- to the right of the act.
RIGHT_OPEN: Final = _set(
    "possible likely unlikely imminent feared expected planned scheduled proposed inevitable looming conceivable unavoidable probable"
)
RIGHT_DENIED: Final = _set(
    "averted foiled thwarted prevented cancelled canceled aborted avoided forestalled denied false untrue fake unfounded baseless"
)

_BASES: Final = (
    "attack strike bomb bombard shell raid invade assault fire shoot kill assassinate retaliate respond response retaliation revenge avenge "
    "withdraw withdrawal pull deploy deployment mobilise mobilize mobilisation mobilization launch invasion offensive war ceasefire truce "
    "sanction sanctions embargo blockade seize seizure annex annexation escalate escalation clash incursion bombing bombardment shelling airstrike "
    "air-strike missile rocket drone assassination killing murder massacre explosion blast expel expulsion recall sever suspend evacuate evacuation "
    "negotiate negotiation negotiations talks meet meeting release exchange de-escalate de-escalation disarm surrender reopen resume "
    "intervene intervention occupy occupation occupied hit target destroy destroyed destruction storm ambush hostage hijack intercept test "
    "enrich enrichment exercise drill alert readiness punish response answer react reaction action operation force troops conflict confrontation fight fighting"
)


def _forms(base: str) -> tuple[str, ...]:
    stem = base.removesuffix("e")
    y = base[:-1] + "ies" if base.endswith("y") else base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
    return base, y, stem + "ed", stem + "ing", stem + stem[-1] + "ed", stem + stem[-1] + "ing"


# Words of conflict and diplomacy, in which a plain future is not yet an act.
ACTS: Final = frozenset(form for base in _BASES.split() for form in _forms(base)) | _set(
    "struck strikes shot fought withdrew withdrawn met retaliatory seized withdrawing"
)

PHRASAL: Final = frozenset(
    (verb, particle)
    for verbs, particle in (("call calls called calling", "off"), ("rule rules ruled ruling", "out"))
    for verb in verbs.split()
)
# What may stand between a denial and "any".
BEFORE_ANY: Final = (
    BE | HAVE | DO | LIGHT | PRONOUNS | _set("that out up there yet already ever been its their his knowingly")
)
PARTICLES: Final = _set("up out")
PERCEIVES: Final = _set("hear see feel smell watch")
# "Used missiles to hit": what a weapon is used for is done, when the weapon is.
WIELDS: Final = _set("use uses used using fire fires fired firing employ employs employed employing")
# Verbs whose "with" names the means: "answered with fire".
REPLIES: Final = _set(
    "answer answers answered answering respond responds responded responding reply replied retaliate retaliates retaliated "
    "retaliating react reacted met meet punish punished"
)
# What an act is said to bring, while it is only feared.
FOLLOWS: Final = _set("trigger lead mean cause provoke spark result bring ignite plunge draw start invite unleash set")
# Pasts without -ed.
TOLD: Final = _set("took struck shot fought overran fell blew drove swept seized won broke withdrew sank")
HAPPENS: Final = _set(
    "happen happened happens occur occurred take took materialise materialised materialize materialized succeed"
)
RESERVES: Final = _set("reserve reserves reserved reserving")
DEONTIC: Final = _set("should must may might ought need")
WARNS: Final = _set("warn warns warned warning")
SPEAKER: Final = _set("it he she they we i its his her their our my any")
# "The eighth country to fire one" has fired it.
ORDINALS: Final = _set("first second third fourth fifth sixth seventh eighth ninth tenth last latest only")
RANKED: Final = _set("country nation state power army navy government leader president to")
CONDITIONS: Final = _set("if unless once provided")
OWN_FORCES: Final = _set(
    "army military navy government country cabinet ministry troops forces kingdom republic air coast guard guards alliance bloc state"
)
BEFORE_SUBJECT: Final = _set(
    "said says say that warned warns warn warning declared insisted announced added told , . ; : \" `` '' \u201c \u201d"
)
# Who expects, and does not threaten.
EXPECTERS: Final = _set(
    "analyst analysts expert experts observer observers commentator commentators diplomat diplomats economist economists believe believes expect "
    "expects expected fear fears feared think thinks predict predicts predicted likely residents witnesses"
)
HOSTILE: Final = frozenset(
    form for base in (
        "attack strike bomb bombard shell raid invade assault fire shoot kill assassinate retaliate respond response retaliation revenge avenge "
        "destroy hit target punish storm seize close blockade sink crush pay answer react reply open march intercept eliminate expel sanction"
    ).split() for form in _forms(base)
)  # fmt: skip
UP_TO: Final = _set("up close")
# What stands after these is done: "taken to hospital after an attack".
AFTER: Final = _set("after following despite amid")
# "answer to", "owing to": the word after is no infinitive.
ANSWERS: Final = _set(
    "reaction reactions response responses answer answers reply according owing prior thanks addition regard subject relation"
)
TRAVELS: Final = _set(
    "went goes flew flies travelled traveled arrived arrives came visited landed headed sailed moved gathered met convened"
)
CASE: Final = _set("case event")
# "will not go unanswered": a negation that carries a threat.
UNANSWERED: Final = _set(
    "silent silence hesitate unanswered unpunished tolerate idle idly swallow forgive unavenged spare rest spared"
)
# "Will show no mercy".
MERCY: Final = _set("mercy quarter")
NOT_ONLY: Final = _set("only just merely simply solely")
MAYBE: Final = _set("may might")
WILL: Final = _set("will 'll shall")
# "Next year", "over the coming decade": so far off that nothing of it has begun.
FAR: Final = _set("year years decade decades eventually someday")
WOULD: Final = _set("would 'd")
WOULD_MAY: Final = _set("would could may might")
BARE_BE: Final = _set("be been being")
REPORTS: Final = _set(
    "report reports accusation accusations allegation allegations claim claims charge charges rumour rumours rumor rumors suggestion suggestions reporting"
)
# These govern an infinitive only beside them: "is to leave", "the right to leave", but "urged them to leave".
ADJACENT: Final = (
    BE
    | HAVE
    | _set(
        "free ways reason money room enough too better best hard difficult easy easier time due poised set about demand demands call calls "
        "come comes came coming go goes went gone move moves moved use uses used return returns returned join joins joined lead leads led order orders tell told warning "
        "option options purpose goal idea aim objective important essential"
    )
)

KIND: Final[dict[str, Kind]] = {
    **dict.fromkeys(PREPOSITIONS, "preposition"),
    **dict.fromkeys(PRONOUNS, "pronoun"),
    **dict.fromkeys(DETERMINERS, "determiner"),
    **dict.fromkeys(ADVERBS | QUOTES, "skip"),
    **dict.fromkeys(NEGATIONS, "negation"),
    **dict.fromkeys(MODALS, "modal"),
    **dict.fromkeys(BE | GET, "be"),
    **dict.fromkeys(HAVE, "have"),
    **dict.fromkeys(DO, "skip"),
    **dict.fromkeys(CONJUNCTIONS - {"nor"}, "conjunction"),
    **dict.fromkeys(OPENS_CLAUSE, "if"),
    **dict.fromkeys(TERMINATORS, "stop"),
    **dict.fromkeys(("any", "such"), "any"),
    "no": "no", "nobody": "no", "none": "no", "without": "without", "to": "to", ",": "comma", "that": "pronoun", "'s": "determiner",
}  # fmt: skip


def kind_of(word: str) -> Kind:
    """Gives the kind of a word that the table does not name."""
    return "skip" if word.endswith("ly") and word not in OPEN_ADJECTIVES and word != "likely" else "content"
