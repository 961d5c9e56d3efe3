"""The words by which a mention of force is told from a report of it. Patterns are for text in lower case."""

import re
from typing import Final

Pattern = re.Pattern[str]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NOUNS: Final = _set(
    "airstrike airstrikes bombing bombings bombardment bombardments shelling offensive offensives invasion invasions "
    "incursion incursions onslaught onslaughts fighting violence war wars hostilities conflict blast blasts explosion "
    "explosions campaign campaigns operation operations action actions killing killings massacre massacres "
    "assassination assassinations bomber bombers hijacking hijackings shooting shootings crossfire gunfire "
    "intervention interventions sortie sorties barrage barrages aggression crackdown murders attacker attackers "
    "occupation"
)
NOUNS_OR_VERBS: Final = _set(
    "attack attacks raid raids strike strikes clash clashes battle battles bomb bombs assault assaults ambush ambushes "
    "murder fight siege"
)
DEFINITE: Final = _set("the this these those its their his her our your my both 's all such")
INDEFINITE: Final = _set(
    "a an another one two three four five six seven eight nine ten several some more further fresh new renewed many"
)
# What is named by these is told now: "the latest attack", "the second raid this week", "today's shelling".
TOLD_NOW: Final = _set(
    "latest newest second third fourth fifth worst deadliest heaviest biggest bloodiest fiercest largest today "
    "yesterday tonight overnight dawn"
)
# "The wave of attacks" is as definite as its wave.
MEASURES: Final = _set(
    "series string wave waves spate rash cycle campaign round number dozens hundreds barrage flurry succession"
)
# Words in -ed that stand before a noun; others are verbs that take it.
ADJECTIVES: Final = _set(
    "armed alleged unprovoked coordinated renewed combined failed repeated sustained continued aborted suspected "
    "reported planned limited prolonged so-called us-led nato-led american-led saudi-led israeli-backed attempted "
    "unexplained related targeted threatened"
)

TELLS_ON: Final = re.compile(
    r"\b(?:(?:continu|resum|intensif|press|launch|mount|extend|widen|expand|renew|broaden|open|escalat|wag|unleash|join"
    r"|repel|surviv|start|stepp?|keep|kept)(?:e|s|es|d|ed|ing|ies|ied|ying|led|ling|ping)?|beg[aiu]n(?:s|ning)?)"
    r"(?: up| on| with)? $"
)
HAPPENS: Final = re.compile(
    r"\b(?:kill(?:s|ed|ing)|wound(?:ed|ing)|injur(?:ed|ing)|hits?|struck|destroyed|damaged|beg[au]n|begins|started"
    r"|t(?:oo|a)kes? place|came|comes|carried out|continu(?:es?|ed|ing)|resumed?|intensified|lasted|entered"
    r"|targets|targeted|happened|occurred|erupted|raged|raging|broke out|flattened|demolished|under ?way|escalated"
    r"|in progress|spread|stepped up|set (?:off|fire|ablaze)|sank|w(?:as|ere) launched|going on|went on|goes on"
    r"|displaced|uprooted|forced|dr[io]ven?|left|leaves|trapped|claimed|emptied|levelled|wrecked|reduced|shook|rocked"
    r"|(?:was|is|were|are|been) (?:(?:now )?(?:around|near|in|at|along|heavy|fierce|intense|concentrated)"
    r"|(?:the )?\w+est))\b"
)
# "The seventh day of the offensive" goes on; "to mark the hundredth day of the campaign" is an occasion.
NTH_DAY: Final = re.compile(
    r"\b(?:second|third|\w+th|\d+(?:st|nd|rd)) (?:straight |consecutive |successive |full )?day of $"
)
OCCASION: Final = re.compile(r"\b(?:mark(?:s|ed|ing)?|celebrat\w+|commemorat\w+|since|until|anniversary)\b")
CLAUSE_END: Final = re.compile(r"[;:]|\b(?:said|says)\b")

# A sentence that counts its dead tells what killed them, unless it only guesses that they are.
CASUALTIES: Final = re.compile(
    r"(?<!could have been )(?<!may have been )(?<!might have been )(?<!could be )(?<!would be )(?<!not )"
    r"\b(?:kill(?:ed|ing|s)|dead|die[ds]|wound(?:ed|ing)|injur(?:ed|ing)|casualties|deaths|death toll|shot)\b"
)
SUPPOSED: Final = re.compile(r"\b(?:maybe|perhaps|possib\w+|(?:may|might|could) have|probably|presumed)\b")

HAD_DONE: Final = re.compile(r"\bhad (?:\w+ly |also |already |been )?\w+(?: \w+){0,2}$")
HAD_LAUNCHED: Final = re.compile(
    r"\bhad (?:\w+ly |also |already )?(?:launched|carried out|conducted|staged|mounted|made|waged|begun|started|led)"
    r" (?:\w+ ){0,3}$"
)
# What somebody is, or was caught at: "rebels who are fighting for a state of their own", "held for fighting with them".
WHO_FIGHTS: Final = re.compile(
    r"\b(?:(?:who|which|that)(?: (?:is|are|was|were|has been|have been|had been|had|have|has))?(?: \w+ly| long)?"
    r"|(?:caught|captured|held|detained|arrested|accused|suspected|denied|admitted|jailed|tried)"
    r"(?: of| for| while| after)?) (?:fighting|fought|battling|battled)$"
)
# What is told in somebody's words, or on a time of day, may be of today in the past perfect too.
REPORTED: Final = re.compile(
    r"\b(?:said|says|say|saying|told|report(?:ed|s)|announced|confirmed|according|claim(?:ed|s)?|earlier|today|yesterday"
    r"|tonight|overnight|by (?:\w+ ){0,2}(?:dawn|midday|noon|evening|nightfall|night|dusk|morning|sunset|midnight))\b"
)

# What comes before a noun of force that is only talked about.
SPOKEN_OF: Final = re.compile(
    r"\b(?:(?:stop|halt|end|prevent|foil|thwart|condemn|denounc|deplor|blam|investigat|prob|combat|renounc|abandon|avoid"
    r"|deter|curb|plan|plot|fear|discuss|remember|recall|describ|criticis|criticiz|oppos|tackl|expect|justif|defend"
    r"|support|endors|mastermind|organis|organiz|financ|prais|forestall|contain|control|reject|arrest|track|chas"
    r"|apprehend|pursu|seek)(?:e|s|es|d|ed|ing|ning|ned|ping|ped|ting|ted|ring|red|ling|led|y|ies|ied|ying)?"
    r"|(?:hunt|track)(?:s|ed|ing)? down|round(?:s|ed|ing)? up|crack(?:s|ed|ing)? down on"
    r"|(?:end|halt|stop|response|reaction|alternative|contribution|linked|links|tied|ties|opposition|return|connected"
    r"|related|approval|confess\w*|admit\w*) to"
    r"|(?:threat|risk|danger|wake|possibility|prospect|fears?|evidence|accus\w+|suspected|suspicion|implications"
    r"|consequences|victims?|memory|history|end|spread|guilty|convicted|speak|spoke|talk|aftermath|charges|planning"
    r"|mastermind|architect|capable|because|instead|images|photographs|pictures|light|anniversary|perpetrators?"
    r"|organisers?|condemnation|critical|scene|part|horrors?|scale|impact|effects?|result|course|aims?|details|aspects?"
    r"|knowledge) of"
    r"|(?:responsib\w+|blam\w+|plans?|revenge|punish\w*|justification|pretext|reason|support|jailed|wanted|tried|held"
    r"|excuse|apolog\w+|charged|trial) for"
    r"|(?:role|involve\w*|particip\w+|part|suspects?|lost|complicity|hand|suspected|implicated) in"
    r"|(?:connection|charged|involved|associated|threaten(?:ed|s)) with"
    r"|(?:crackdown|talks|discussions?|reports?|position|views?|stance|investigation|inquiry|concerns?|fears?)"
    r" (?:on|over|about|into)"
    r"|(?:protest\w*|demonstrat\w*|fight|guard\w*|protect\w*|defend\w*|warn\w*|struggle|safeguard\w*|measures"
    r"|precautions|rally|rallied|march\w*) against"
    r"|behind|since|despite|following|about|over) (?:any |all |such |further |more |future |\w+ )?$"
)
SPOKEN_AFTER: Final = re.compile(
    r"(?: (?:on|against|by|in) (?:\S+ ){0,3}?\S+)? as (?:an? |the |its |their )?(?:\w+ )?"
    r"(?:pretext|excuse|reason|justification|weapon|tool|means|provocation)\b"
)

_COURT: Final = (
    r"(?:told|tells|heard|hears|before) (?:\w+ )?(?:an?|the) (?:\w+ ){0,2}"
    r"(?:tribunal|court|inquiry|commission|jury|hearing|judges?)"
)
# Whose plan is told of: somebody's who is tried, suspected or has confessed.
TRIED: Final = re.compile(
    r"\b(?:admit\w*|confess\w*|accus\w+|suspect\w*|charge[sd]?|convicted|guilty|sentenced|jailed|trial|tried"
    r"|claims? (?:about|of)|alleg\w+|arrest\w*|detain\w*|conspir\w+|plead\w*|indicted|imprisoned|acquitted|deported"
    rf"|extradited|wanted for|cleared|{_COURT})\b[^.;]{{0,60}}$"
)
# A story of arrests, and what is then told of somebody's plans: by the arrested, by what was found on them.
ARRESTED: Final = re.compile(
    r"\b(?:arrest(?:s|ed)?|detain(?:s|ed)|charged with|on trial|suspects?|jailed|sentenced"
    r"|extradit\w+|convicted|in custody|pleaded|rounded up)\b"
)
FOUND_OUT: Final = re.compile(
    r"\b(?:(?:told|tells?|telling) (?:the |an? )?(?:\w+ )?(?:police|investigators|interrogators|detectives|prosecutors"
    r"|courts?|judges?|agents|fbi)|(?:police|prosecutors?|detectives|investigators) (?:say|said|believe|allege\w*)"
    r"|had (?:claimed|told|said|boasted)|said (?:that )?(?:they|he|she) (?:had|was|were)"
    r"|confess\w*|interrogat\w*|questioning|e-?mails?|laptops?|letters?|documents?"
    r"|notes|notebooks?|diar(?:y|ies)|files|tapes?|allegedly|(?:charge sheet|indictment))\b"
)
# The deed that he is tried for, whatever day is named beside it.
TRIED_FOR: Final = re.compile(
    r"\b(?:admit\w*|confess\w*|accused|suspected|charged|convicted|guilty|trial|indicted|acquitted|cleared)\b[^.;]{0,30}?"
    r"\b(?:planning|plotting|organi[sz]ing|masterminding|ordering|financing|helping|taking part in"
    r"|(?:a |his |her )?(?:part|role|hand) in|involvement in)\b[^.;]{0,40}$"
)
# What somebody else is said to have in mind, by the way: "as it considers an attack".
WEIGHED: Final = re.compile(
    r"\b(?:as|while|when|if|though|although|because) (?:\w+ ){1,3}(?:considers?|weighs?|mulls?|contemplates?"
    r"|discuss(?:es)?|(?:is|are|was|were) (?:considering|weighing|mulling|contemplating|discussing))$"
)
# A decision that is argued about has been told before.
DECISION: Final = re.compile(
    r"\b(?:defend|justif|explain|criticis|criticiz|question|support|oppos|back|prais|condemn|debat|discuss|regret|welcom)\w*"
    r" (?:\S+ ){0,4}(?:decision|plans?|move|choice|promise|offer) (?:to |by \w+ to )(?:\w+ )?$"
)
# What ministers talk about is known: "discussed the war", where "discussed a strike" is a plan.
DISCUSSED: Final = re.compile(r"(?:discuss|debat)\w* (?:the|its|their|this|that|these|those) ")
