"""Ground and power taken by arms: forces that enter, cross, land or take; what is blown up; soldiers who seize a state.

PLOVER ASSAULT and COERCE, CAMEO 18-20; rungs 4 to 6 after Kahn's ladder (8-12). A coup is unrest of rung 4, because
it is armed and puts a state's forces into other hands.
"""

from tocsin.core.tagging.rules import Rule

_FORCE = (
    r"(@troops|tanks?|columns?|armou?r|armou?red (columns?|vehicles?|carriers?)|vehicles|gunmen|armed men|masked men|"
    r"attackers|assailants|mutineers|taliban|m23|rsf|hamas|hezbollah|isis|isil|al-shabaab|boko haram|wagner|houthis?|"
    r"militiamen|allies|side|(his|their) (men|fighters)|saboteurs|pirates|shabaab|jihadis\w*|islamists)"
)
_AUX = r"((have|has|had|is|are|was|were|also|then|later|reportedly|early|briefly|already|now|on \w+day|overnight|who|which|that|and|would|will|could|may|might|to|should|must|can|not) )*"
_NOT_GROUND = (
    r"(parade\w*|marathon|anniversary|re-?enact\w*|flood\w*|hurricane|earthquake|cyclone|wildfires?|stadium|pitch|museum|"
    r"film|festival|procession|funeral|vaccin\w+|referendum|ballot|contest|market share|trade|tourists?|championship|season|"
    r"withdr\w+ from|back to barracks|peacekeep\w*|peace force)"
)
_PLACES = (
    r"(towns?|cities|city|villages?|enclaves?|districts?|province|region|territory|capital|airports?|airfields?|bases?|"
    r"barracks|ports?|outskirts|suburbs?|cent(re|er)|edge|gates|heart|downtown|streets|border|frontier|island|islands|valley|strip|zone|"
    r"headquarters|palace|parliament|command|stronghold|crossings?|checkpoints?|outposts?|positions|hills?|heights|"
    r"bridge|bridges|broadcaster|television|tv station|radio|highway|corridor|neighbou?rhoods?|mountains?|fort|camp|embassy|schools?|theatres?|theaters?|hospitals?|hotels?|prisons?|jail|ministry|mines?|oilfields?|refinery|dam|mall|mosque|university|garrison|runway)"
)
# After "took": what is no place.
_NO_PLACE = (
    r"(?!(part|place|to|up|off|aim|steps?|action|cover|shelter|care|issue|responsibility|command|advantage|control|note|"
    r"oath|oaths|leave|turns?|time|days|hours|a|an|his|her|their|its|our|more|hostages?|prisoners?|over|out|in|on|at|with|"
    r"from|down|for|it|them|him|us|photos?|pictures?|questions|measures|precautions|sides|heart|revenge|power|people|"
    r"casualties|losses|son|sons|suspects?|boss|bosses|kingpin|leaders?|members|men|women|footage|fire|heavy|two|three|four|five|some|many|about|several|effect|orders|years|months|weeks|stock|"
    r"delivery|charge|away|back|all|any|no|the|home|one|everything|weapons?|possession|refuge|nearly|position|exception)\b)"
)
_LANDMARK = (
    r"(mosques?|church(es)?|cathedral|synagogue|embass(y|ies)|consulate|bases?|barracks|headquarters|hq|minist(ry|ries)|"
    r"palace|parade|markets?|bazaar|convoys?|checkpoints?|police (station|post|academy|academies)|airports?|hotels?|shrines?|"
    r"recruit\w*|patrols?|parliament|mall|mosul|wedding|funeral|procession|concert|academy|intelligence)"
)
_ACCIDENT = (
    r"(gas leak|leak|chemicals?|warehouse|factory|accident\w*|boiler|fireworks?|colliery|coal|ammonium|firefighters?|"
    r"refinery fire|volcano|meteor|transformer|cylinders?|wildfires?|film|controlled|demolition)"
)
_SOLDIERS = r"(soldiers?|troops|mutineers|army|military|generals?|officers|colonels?|junta|special forces|presidential guards?|guards?|paratroopers|plotters|coup leaders?|mercenaries|commanders|rebels|insurgents)"

RULES = (
    # Ground.
    Rule(name="forces-enter", type="ATTACK_ARMED", cue="enter/v invade/v reach/v encircle/v surround/v besiege/v penetrate/v", before=_FORCE + r"[, ]+(~5)?" + _AUX, after=r" ~4" + _PLACES + r"( of ~2\w+)?", not_after=r" ~3(talks|negotiations|agreement|deal|service|phase|quarter|politics|market|end|final|accord|truce)", unless=_NOT_GROUND, needs="party", armed=True, rank=5),
    Rule(name="forces-enter-by-name", type="ATTACK_ARMED", cue="enter/v surround/v encircle/v", before=_FORCE + r" (~1)?" + _AUX, after=r" (the )?\w+", not_after=r" (~3)(talks|negotiations|agreement|deal|service|phase|quarter|politics|market|end|final|accord|truce|airspace|air space|waters|into|force|second|third|fourth|fifth|its|their|a|an|through|defen[cs]e)", unless=_NOT_GROUND + r"|airspace|territorial waters", needs="party", armed=True, rank=4),
    Rule(name="forces-move-in", type="ATTACK_ARMED", cue="march/v roll/v rumble/v sweep/v swept pour/v push/v advance/v cross/v drive/v land/v surge/v stream/v wade/v burst/v thrust/v charge/v storm/v barrel/v drop/v parachute/v punch/v sneak/v infiltrate/v edge/v creep/v slip/v rush/v break/v fan/v probe/v walk/v stroll/v", before=_FORCE + r"[, ]+(~6)?" + _AUX, after=r" (~2)?(into|through|onto|inside|across|ashore|towards?|over|on|in|at|deeper)( ~4\w+)?", not_after=r" (~2)?(in|on|at|through) (a |the )?(parade|streets? (in|to) (protest|mark)|sea|peace|training|practice|memory|honou?r|review|rehears\w+)|s? (down|out|back|supplies|food|aid|leaflets|bombs?|shells?)|ed (down|out|back|supplies|food|aid|leaflets|bombs?|shells?|fire|missiles?)", unless=_NOT_GROUND + r"|refugees|migrants", needs="party", armed=True, rank=5),
    Rule(name="ordered-advance", type="ATTACK_ARMED", cue="advance march attack assault move", before=r"(order\w*|told|command\w*|instruct\w*) (~4)(@troops|men|units) (~3)to ", after=r" (on|into|towards?|against) ~3\w+", status="ordered", needs="party", armed=True, rank=8),
    Rule(name="forces-take", type="ATTACK_ARMED", cue="take/v took taken retake/v retook recapture/v capture/v seize/v overrun/v", before=_FORCE + r"[, ]+(~4)?" + _AUX, not_before=r"(fighting|battling|struggling|trying|seeking|vow\w*|aim\w*) to ", after=r" (over |back |full |complete )?(the )?((~3)" + _PLACES + r"|" + _NO_PLACE + r"[a-z-]+)", unless=_NOT_GROUND + r"|election|seats|prizes?|medals?|photograph\w*", needs="party", armed=True, rank=4),
    Rule(name="drives-out", type="ATTACK_ARMED", cue="drove driven drives drive pushed forced cleared flushed dislodged expelled ousted", before=_FORCE + r"[, ]+(~3)?" + _AUX, after=r" (~5)(out|from|back)( (of|from|in) ~4\w+)?", where=r"(@troops|army|rebels|militants|fighters)", unless=_NOT_GROUND + r"|refugees|residents|from their homes", needs="party", armed=True, rank=4),
    Rule(name="state-takes", type="ATTACK_ARMED", cue="taken took takes take occupied occupying occupies", before=r"(~4)?", after=r" (over )?(its |the |a |two |three |several |their )?(~3)(oilfields?|oil fields?|border (post|town|village)s?|villages?|towns?|heights|outposts?|enclave|island|airfield|airbase|barracks)( ~4\w+)?", not_before=r"(to|of|care|tour|part|control) ", unless=_NOT_GROUND + r"|tours?|visitors?|council|festival|by storm|buses", needs="parties", rank=3),
    Rule(name="captured-from", type="ATTACK_ARMED", cue="captured captures seized seizes took takes recaptured retook wrested", after=r" (the )?(~3)from (the )?(~2)(junta|government|army|rebels|forces|troops|militants|jihadists|islamists|military|insurgents|separatists|taliban|regime)", unless=_NOT_GROUND, needs="party", armed=True, rank=5),
    Rule(name="attacks-the-state", type="ATTACK_ARMED", cue="attack/v storm/v raid/v assault/v", before=r"(rsf|m23|taliban|hamas|hezbollah|isis|islamic state|al-shabaab|shabaab|boko haram|houthis?|gunmen|militants|insurgents|rebels|jihadis\w*|islamists|fighters|armed men|attackers|assailants|soldiers|mutineers|guerrillas) (~6)?", after=r" (~5)(palace|parliament|minist(ry|ries)|barracks|bases?|garrison|police (station|post|academy|headquarters)|checkpoints?|prison|airport|headquarters|convoy|soldiers|troops|policemen|army post|outpost|camps?|villages?|towns?)", not_before=r"(the|an) ", unless=_NOT_GROUND, needs="party", armed=True, rank=5),
    Rule(name="torches", type="ATTACK_ARMED", cue="torch/v burn/v burnt raze/v loot/v ambush/v", before=_FORCE + r" (~6)?", after=r" (~4)(convoys?|villages?|tankers?|trucks?|lorries|bases?|posts?|camps?|barracks|towns?|columns?|patrols?)", unless=_NOT_GROUND, needs="party", armed=True, rank=5),
    Rule(name="troops-seen", type="FORCE_DEPLOYMENT", cue="seen spotted sighted", before=r"(@troops|tanks|columns?|armou?r|warships?|drones?|missiles|launchers) (~4)?((have|has|had|were|was|been|are|being) )+", after=r" (~2)?(on|in|inside|near|across|at|along|crossing|moving|entering|heading|off) ~4\w+", unless=_NOT_GROUND, needs="party", rank=5),
    Rule(name="surrounds-with-force", type="FORCE_DEPLOYMENT", cue="surround/v encircle/v ring/v blockade/v", after=r" (~5)with ~3(warships?|troops|tanks|ships|jets|soldiers|vessels|forces)", unless=_NOT_GROUND, needs="party", rank=6),
    Rule(name="orders-ship-to", type="FORCE_DEPLOYMENT", cue="ordered orders ordering", after=r" (~6)(carriers?|warships?|destroyers?|frigates?|submarines?|fleet|strike group|squadrons?|marines|troops|divisions?|brigades?|battalions?|bombers|jets|tanks)( ~3)(to|into|towards|off) ~3\w+", unless=_NOT_GROUND, status="ordered", needs="party", rank=6),
    Rule(name="put-ashore", type="ATTACK_ARMED", cue="ashore", before=r"(@troops|commandos) ", needs="party", armed=True, rank=6),
    Rule(name="place-fell", type="ATTACK_ARMED", cue="fell fallen falls overrun captured retaken seized taken", before=_PLACES + r"[, ]+(~4)?" + r"((has|have|had|was|were|been|is|are) )*", after=r"( (to|by) ~3" + _FORCE + r"| (in|near|by|after) ~4\w+)", not_after=r" (silent|ill|short|behind|apart|under|out|off)", where=r"(@troops|taliban|islamic state|isis|jihadis\w+|offensive|camp|base|army|siege)", unless=_NOT_GROUND + r"|rain|snow|prices|bomb fell|shells? fell", needs="armed", armed=True, rank=4),
    Rule(name="took-up-positions", type="ATTACK_ARMED", cue="positions", before=r"(gunmen|armed men|masked men|fighters|militants|rebels|soldiers|troops) (~6)(took|taken|taking|take) up ", after=r" (at|in|around|near|on|outside|inside|off|along) ~4\w+", unless=_NOT_GROUND, needs="party", armed=True, rank=7, rung=5),
    Rule(name="battled", type="ATTACK_ARMED", cue="battle/v fight fights", before=_FORCE + r"[, ]+(~5)?" + _AUX, after=r" (each other|~4(in|for|with|near|around|over) ~4\w+|~3@troops)", unless=_NOT_GROUND + r"|cancer|flames|blaze|wildfires?|virus|disease", needs="party", armed=True, rank=5),
    # Explosions that are set.
    Rule(name="blew-up", type="ATTACK_ARMED", cue="blew blow blows blown blowing", before=r"(~3)?", after=r" ((himself|herself|themselves|itself) up|up ~5(roads?|bridges?|pipelines?|rail\w*|track|dams?|bases?|depots?|building|buildings|offices?|houses?|homes?|posts?|stations?|vehicles?|convoys?|tankers?|ships?|headquarters|plants?|tunnel|mosque|church|statue|power|pylons?|line|lines|factory|jet|jets|aircraft|airliner|plane|car|bus))( ~4\w+)?", unless=_ACCIDENT + r"|balloon|whistle|budget|scandal", needs="party", armed=True, rank=6),
    Rule(name="bomb-at", type="ATTACK_ARMED", cue="bombing/n bomb/n", before=r"(@det |@big |powerful |loud |twin |deadly |huge |series of )*", after=r" (~4)?(ripped|rips|rip|tore|tears|rocked|rocks|shook|shakes|hit|hits|struck|strikes|killed|kills|targeted|targets|went off|goes off|exploded|outside|near|at|in|inside|on|wrecked|destroyed|destroys|detonated) ~5" + _LANDMARK, not_before=r"(nuclear|atomic|gas|condemn\w* the|after a|population) ", unless=_ACCIDENT, needs="party", armed=True, rank=5),
    Rule(name="blast-at", type="ATTACK_ARMED", cue="explosion/n blast/n", before=r"(@det |@big |powerful |loud |twin |deadly |huge |series of )*", after=r" (~4)?(ripped|rips|rip|tore|tears|rocked|rocks|shook|shakes|hit|hits|struck|strikes|killed|kills|targeted|targets|went off|goes off|exploded|outside|near|at|in|inside|on|wrecked|destroyed|destroys|detonated) ~5" + _LANDMARK, not_before=r"(nuclear|atomic|gas|condemn\w* the|after a|population) ", unless=_ACCIDENT, needs="party", rank=5),
    Rule(name="bombings-dead", type="ATTACK_ARMED", cue="bombing/n bombings blasts", before=r"(~3)", after=r"(:|,| -) ~3(dead|killed|hurt|wounded|injured)", unless=_ACCIDENT, needs="armed", rank=4),
    # Power.
    Rule(name="soldiers-take-power", type="UNREST", cue="power control", before=_SOLDIERS + r" (~9)(seiz\w+|took|taken|take|takes|taking|grabb\w+|assum\w+|wrest\w+) (full |absolute )?", after=r"( (in|from|after|of ~2(country|nation|state|government)) ~3\w+)?", not_after=r" (cuts|plants?|stations?|of ~3(town|city|village|region|province|airport|base|district|company))", unless=_NOT_GROUND + r"|election|electricity", needs="public", rung=4, rank=8),
    Rule(name="ended-the-rule", type="UNREST", cue="ousts oust overthrows topples deposes deposed ousted overthrown overthrew toppled deposed dissolved suspended ended removed dismissed", before=r"(soldiers?|mutineers|officers|generals?|junta|colonels?|military|army|special forces|guards) (~9)(have |had |has )?", after=r" ~5(prime minister|premier|leader|king|emir|sultan|monarch|president|government|constitution|rule of|regime|parliament|state institutions|institutions)", unless=_NOT_GROUND + r"|election", needs="public", rung=4, rank=7),
    Rule(name="stages-coup", type="UNREST", cue="coup mutiny putsch takeover", before=r"(stag\w+|launch\w*|carr\w+ out|mount\w*|attempt\w*|announc\w*|in|foil\w*|thwart\w*|apparent|suspected|military) ((a|an|the|military|apparent|attempted|suspected|bloodless) )*", after=r"( (attempt|bid))?( (in|against|by|on) ~4\w+)?", not_after=r" (leaders?|plotters?|trial|suspects?|bid for|offer|talks|target|code)", not_before=r"(since|after|following|over|against) (the |a |last |\w+'s )*((military|\w+) )?", unless=_NOT_GROUND + r"|merger|shares|shareholders?|bank|company|bid of|real coup|sentenced|jailed|trial|convicted|anniversary", where=r"(soldiers?|troops|army|military|officers|guards?|gunfire|gunshots?|barracks|general|colonel|junta|palace|mutin\w+)", needs="public", rung=4, rank=7),
    Rule(name="soldiers-detain-leader", type="UNREST", cue="detain/v arrest/v hold/v held depose/v capture/v oust/v topple/v shut drag/v haul/v deport/v exile/v escort/v remove/v", before=_SOLDIERS + r" (~7)?" + _AUX, after=r" ~3(president|prime minister|premier|king|head of state|elected leaders|elected president|government|junta leader|\w+ and other elected leaders)( ~3\w+)?", not_before=r"(by|from) ", unless=_NOT_GROUND + r"|former president|ex-president|protest\w*", needs="public", rung=4, rank=7),
    Rule(name="soldiers-join-revolt", type="UNREST", cue="join/v", before=r"(units?|soldiers|troops|army|military|guards|officers|regiment|battalion) (~4)?", after=r" (the |a |in )?(~3)(revolt|uprising|protest\w*|mutiny|rebellion|coup|demonstrat\w+|insurgency)", unless=_NOT_GROUND, needs="public", rung=4, rank=7),
    Rule(name="leader-detained", type="UNREST", cue="detained arrested overthrown ousted deposed held toppled", before=r"(president|prime minister|head of state)( \w+)? (~3)?(was |were |has been |is being |is )?", after=r" (by|in|at) ~4(soldiers|troops|mutineers|army|military|officers|barracks|guards|junta|coup)", unless=_NOT_GROUND + r"|former president|ex-president", needs="public", rung=4, rank=7),
)  # fmt: skip
