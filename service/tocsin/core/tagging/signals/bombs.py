"""Bombs without a named author: they explode, go off, are detonated; blasts that kill soldiers, police or worshippers.

PLOVER ASSAULT, CAMEO 183; rung 6 after Kahn's ladder (8-12). A bomb is set by somebody, so it is an attack whoever claims
it; an explosion may be gas, fireworks or a depot, so it is one only by its number or by whom it strikes.
"""

from tocsin.core.tagging.rules import Rule

_ACCIDENT = (
    r"(gas|leak|chemicals?|chemical plant|warehouse|factory|fertili[sz]er|accident\w*|boiler|fireworks?|firecrackers?|colliery|coal|ammonium|firefighters?|furnace|petrol station|fuel tanker|oil tanker overturned|"
    r"refinery fire|volcano|meteor\w*|transformer|cylinders?|canisters?|wildfires?|controlled (explosion|blast|detonation)|demolition|quarry|silo|grain|battery|batteries|laboratory|short circuit|"
    r"(ammunition|munitions|arms|weapons|explosives|army|military) (depot|dump|store|storage|plant|factory)|arsenal|stored|disposal|space|rocket engine)"
)
_HARMLESS = (
    r"(defus\w+|unexploded|wartime|world war|bomb squad|sappers|hoax|threats?|scare|anniversary|on trial|convicted|sentenced|jailed|museum|film|novel|game|box office|photo bomb\w*|bath bombs?|"
    r"gangs?|gangsters?|cartels?|mafia|mob boss|biker|bikers|drug (war|dealers?|traffickers?)|students?' prank|cash machines?|atms?|nuclear|atomic|hiroshima|nagasaki|drills?|exercise|failed to|did not|didn't|scrap|left over|leftover|vietnam war|critics|reviewers?|a (lone )?(gunman|man|teenager|youth|student|pupil) (~5)(killed|shot))"
)
_EXPLODED = r"((has |have |had |was |were |being |been )*(@adverb )?(explod\w+|went off|goes off|go off|going off|gone off|detonat\w+|blew up|blows up|blown up|tore (through|into|apart)|tears (through|into)|ripp\w+ (through|into|apart)|rips (through|into)))"
_HURT = r"(kills?|killed|killing|wounds?|wounded|wounding|injur\w+|hurts?|hits?|struck|strikes?|targets?|targeted|targeting|rocks?|rocked|shakes?|shook|claims?|claimed|(leaves?|left) (~4)(dead|injured|wounded|hurt))"
_FORCES = (
    r"(soldiers?|troops|policem[ae]n|police|marines|army|military|convoys?|patrols?|checkpoints?|barracks|rangers|border guards?|security forces|peacekeepers|paramilitar\w+|militia\w*|worshippers|pilgrims|mosques?|shrines?|"
    r"churches|church|synagogues?|temples?|sunnis?|shiites?|shia|shi'ites?|hazaras?|government (workers?|employees|staff|office|building)|ministr(y|ies)|embass(y|ies)|consulate|polling|election rally|"
    r"parliament|court(house)?|governor|troop bus|recruits|recruitment|intelligence|foreign(ers)?|aid workers|un (staff|vehicle|convoy|mission))"
)
_OF_MANY = r"(twin|double|triple|two|three|four|five|six|seven|several|multiple|simultaneous|coordinated|co-ordinated|series of|string of|wave of|spate of|suicide|car|truck|roadside|bomb|grenade|landmine|mine|ied) (~1)?"
_OLD = r"(condemn\w* the|condemned|since|anniversary of (the|a)|after (the|last|a series)|trial over the|victims of (the|a)|over the|investigat\w+ (the|a)|survivors of (the|a)|drops?|dropped|dropping|glide|cluster|barrel|petrol|aerial|guided|planted|planting|found|find|discovered|carrying|make|making|made|nuclear|atomic|stink|of the) (~2)?"

RULES = (
    Rule(name="bomb-goes-off", type="ATTACK_ARMED", cue="bomb/n landmine/n explosives ied/n grenade/n bomblet/n", after=r" ((?!(makers?|disposal|threats?|squad|scare|warning|technicians?|shelters?|never|not)\b)[^\s]{1,30} ){0,8}?" + _EXPLODED + r"( ~5\w+)?", not_before=_OLD, unless=_ACCIDENT + r"|" + _HARMLESS, armed=True, rank=7),
    Rule(name="bomb-kills", type="ATTACK_ARMED", cue="bomb/n bombing/n grenade/n ied/n", before=r"((a|the|an|second|third|another|twin|two|three|several|roadside|car|truck|suicide|remote-controlled|powerful|hidden|planted|deadly|huge|apparent|suspected|motorcycle|bicycle|nail|parcel|letter|home-?made|crude|pipe|time|hand|anti-tank|land) )*", after=r" ((?!(makers?|disposal|threats?|squad|scare|warning|plots?|suspects?|charges|trial|case|that|and)\b)[^\s]{1,30} ){0,8}?" + _HURT + r" ~6\w+", not_before=_OLD + r"|(and|with) " + r"|(coal|gold|copper|silver|diamond|iron|uranium|salt) ", unless=_ACCIDENT + r"|miners?|" + _HARMLESS, armed=True, rank=6, swallow=False),
    Rule(name="hurt-by-bomb", type="ATTACK_ARMED", cue="bomb/n bombing/n ied/n grenade/n", before=r"(kill\w*|dead|die|dies|died|wound\w*|injur\w+|hurt|maim\w*|casualties) (~3)?(in|by|as|when|after|from) (~7)", after=r"( (in|at|near|on|outside|inside|against|attack|blast|explosion)s? ~4\w+)?", not_before=_OLD, unless=_ACCIDENT + r"|" + _HARMLESS, armed=True, rank=6),
    # Old mines kill farmers; who sends soldiers or aid over a road knows whose mine it is.
    Rule(name="mine-kills", type="ATTACK_ARMED", cue="landmine/n mine/n", before=r"((a|the|an|second|another|roadside|anti-tank|anti-personnel|land|hidden|planted) )*", after=r" ((?!(that|and|clearance)\b)[^\s]{1,30} ){0,6}?(kills?|killed|killing|wound\w*|injur\w+|blew up|explod\w+|hit|struck|destroy\w*)( ~6\w+)?", where=r"(soldiers?|troops|convoy|patrol|policem[ae]n|peacekeepers|army|planted|laid|rebels|insurgents|militants|jihadis\w*|armou?red)", not_before=r"(coal|gold|copper|silver|diamond|iron|uranium|salt) ", unless=_ACCIDENT + r"|miners?|" + _HARMLESS, needs="party", armed=True, rank=6),
    Rule(name="killed-by-mine", type="ATTACK_ARMED", cue="landmine/n mine/n", before=r"(kill\w*|dead|die|dies|died|wound\w*|injur\w+|hurt|destroy\w*) (~3)?(in|by|as|when|after|from) (~7)", where=r"(soldiers?|troops|convoy|patrol|policem[ae]n|peacekeepers|army|planted|laid|rebels|insurgents|militants|jihadis\w*|armou?red)", not_before=r"(coal|gold|copper|silver|diamond|iron|uranium|salt) ", unless=_ACCIDENT + r"|miners?|" + _HARMLESS, needs="party", armed=True, rank=6),
    Rule(name="explosive-device-goes-off", type="ATTACK_ARMED", cue="device/n", before=r"(explosive|improvised|incendiary|remote-controlled)( explosive)? ", after=r" ((?!(found|defused)\b)[^\s]{1,30} ){0,8}?(" + _EXPLODED + r"|" + _HURT + r" ~6\w+)", unless=_ACCIDENT + r"|" + _HARMLESS, armed=True, rank=7),
    Rule(name="sets-off-bomb-at", type="ATTACK_ARMED", cue="bomb/n explosives device/n grenade/n ied/n", before=r"(detonat\w+|explod\w+|hurl\w*|lobb\w*|threw|thrown|throws?|throwing|planted|set off|remote-detonat\w+) (~4)", after=r"( ~6\w+)?", where=r"(kill\w*|dead|died|wound\w*|injur\w+|hurt|damag\w+|destroy\w*)", not_before=_OLD, unless=_ACCIDENT + r"|petrol bombs?|" + _HARMLESS, needs="party", armed=True, rank=6),
    Rule(name="blast-hits-forces", type="ATTACK_ARMED", cue="explosion/n blast/n", after=r" ((?!(that|which|who)\b)[^\s]{1,30} ){0,6}?" + _HURT + r" (~5)" + _FORCES + r"( ~3\w+)?", not_before=_OLD, unless=_ACCIDENT + r"|" + _HARMLESS, armed=True, rank=6),
    Rule(name="forces-hurt-in-blast", type="ATTACK_ARMED", cue="explosion/n blast/n", before=_FORCES + r" (~6)?((was|were|have been|has been|are|is) )?(kill\w*|dead|die|dies|died|wound\w*|injur\w+|hurt) (~2)?(in|by|as|when|after) (~5)", after=r"( ~5\w+)?", not_before=_OLD, unless=_ACCIDENT + r"|" + _HARMLESS, armed=True, rank=6),
    Rule(name="several-blasts", type="ATTACK_ARMED", cue="blast/n explosion/n bombing/n attack/n", before=_OF_MANY, after=r" ((?!(that|which|who)\b)[^\s]{1,30} ){0,6}?" + _HURT + r"( ~6\w+)?", not_before=_OLD, where=r"(blasts?|explosions?|bombings?)", unless=_ACCIDENT + r"|heart|" + _HARMLESS, needs="party", armed=True, rank=6),
    Rule(name="blows-up-by-bomb", type="ATTACK_ARMED", cue="blast/n explosion/n", before=r"(suicide|car bomb|truck bomb|roadside|bomb|landmine|mine|grenade|ied|terror\w*) ", after=r"( (at|in|near|outside|on|inside|targeting|against|kills?|killed|hits?|rocks?) ~6\w+)?", not_before=_OLD + r"|(coal|gold|copper|silver|diamond|iron|site of (a|the)|scene of (a|the)) ", unless=_ACCIDENT + r"|miners?|miner|" + _HARMLESS, needs="party", armed=True, rank=6),
)  # fmt: skip
