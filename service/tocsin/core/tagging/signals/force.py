"""Use of force: strikes from the air, missiles and artillery, ground attacks, attacks at sea and on embassies.

PLOVER ASSAULT, CAMEO 18-20; rungs 5-6 after Kahn's ladder (8-12).
"""

from tocsin.core.tagging.rules import Rule

# What these words mean elsewhere: illness, animals, argument, sport, labour.
_NO_ATTACK = (
    r"(heart|pace|bowling|seam|spin|swing|forward|panic|asthma|anxiety|shark|dog|bear|verbal|personal|scathing|stinging|blistering|withering|bitter|ad hominem|"
    r"veiled|thinly veiled|partisan|political|media|press|counter-?attack(ing)?|art|acid|sexual|sex|transphobic|homophobic|"
    r"cyber|hacker|ransomware|phishing|malware|ddos|denial-of-service|legal|twitter|social media|king-side|queenside|attacking|"
    r"mental|anti-semitic|antisemitic|speculative|arson|vicious verbal|online|racist|smear)[ -]"
)
_WORDS_ONLY = r" ~3(over|for (its|his|her|their|failing|not|being)|because|in (a|an) (speech|interview|statement|tweet|post|column|editorial)|(on|in) (twitter|facebook|the media|parliament))"
_ABSTRACT = (
    r" (on|against|upon) ~2(democracy|freedom|free speech|press|media|journalism|rights?|rule of law|judiciary|court|constitution|values|policy|"
    r"policies|record|plan|plans|budget|credibility|character|reputation|opposition|critics|rivals?|opponents?|religion|integrity|independence|truth|"
    r"science|dollar|currency|goal|problem|deficit|inflation|poverty|corruption|family|marriage|unions?|workers'? rights)"
)
# Whose ship is boarded tells an embarkation from a raid.
_OWN_SHIPS = r" (the |their |its |own |troop |transport |navy )*(ships|vessels|boats|ferries|warships|troopships|carriers)( ~2)? ?(at|for|to|bound|home|back|taking|leaving)"
_SHIPS = r"(tankers?|vessels?|ships?|freighters?|warships?|destroyers?|frigates?|corvettes?|cruisers?|carriers?|bulkers?|boats?|gunboats?|trawlers?|cutters?|submarines?|ferry|ferries)"
_LEAVING = r"(embark\w*|disembark\w*|homeward|going home)"
_SINGULAR_STRIKE = r" (action|pay|ballot|vote|fund|rate|price|zone|rates|call|out|a (deal|balance|chord|bargain|pose|tone|note|blow for)|one's|gold|oil|it)"

_AIR = (
    Rule(name="air-strike", type="ATTACK_AIR", cue="airstrike/n", before=r"(@det )?(@big )?(of )?", rank=7),
    Rule(
        name="air-strike-two-words",
        type="ATTACK_AIR",
        cue="strike/n raid/n attack/n assault/n bombardment/n bombing/n campaign/n offensive/n sortie/n",
        before=r"((@big )?(launched |carried out |conducted |carry out |launch )?(@big )?@air((,| and| or) ((ground|artillery|missile|rocket|naval) )?)?(@air )?[ -]?)(strike and |bombing )?",
        rank=7,
    ),
    Rule(
        name="strike-by-aircraft",
        type="ATTACK_AIR",
        cue="strike/n raid/n attack/n",
        after=r" (by|from|with|using) ~3(aircraft|jets?|warplanes?|drones?|planes?|helicopters?|bombers?|uavs?)",
        rank=7,
    ),
    Rule(
        name="aircraft-strike",
        type="ATTACK_AIR",
        cue="warplane/n jet/n aircraft plane plane/n helicopter/n bomber/n drone/n gunship/n f-16s uav/n",
        after=r"( ~5)?,? ?(?P<act>bomb|bombed|bombs|struck|strike|strikes|hit|hits|pounded|pound|attacked|attack|targeted|raided|rammed|holed|fired (on|at|missiles)|fire (on|at)|destroyed|killed|carried out ~2strikes|dropped|tore (into|through)|exploded (over|at|near|in)|damaged|set ~6(ablaze|alight|on fire)|launched ~2(strikes|attacks|raids)|conducted ~2strikes)( ~2@site)?",
        not_before=r"(suicide|car|truck|hotel|would-be|marathon|attempted) ",
        not_after=r" (crash|show|deal|maker|ban|industry|engine|ticket|sale|bombs (to|and|for|are|were|that|made|of|from))|( ~5)?,? ?(crashed|crashes)",
        unless=r"(mountainside|training (flight|sortie|mission)|fog|bad weather|poor visibility|icing|power lines?|engine failure|engine trouble|emergency landing|pylon|turbulence)",
        needs="armed",
        rank=7,
    ),
    # A plane that comes down on houses is an accident; a drone, or a hijacked plane, is a weapon.
    Rule(
        name="drone-rams",
        type="ATTACK_AIR",
        cue="drone/n uav/n",
        after=r"( ~5)?,? ?(?P<act>(crashed|slammed|ploughed|plowed) into)( ~2@site)?",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="plane-as-weapon",
        type="ATTACK_AIR",
        cue="jet/n aircraft plane/n airliner/n helicopter/n warplane/n",
        before=r"(hijack\w+|kamikaze|explosives?-(laden|packed)|bomb-laden) (~2)",
        after=r"( ~5)?,? ?(?P<act>(crashed|slammed|ploughed|plowed|flown|flew) (in|into|onto))( ~2@site)?",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="aircraft-bombs",
        type="ATTACK_AIR",
        cue="warplane/n jet/n aircraft plane planes helicopter/n bomber/n drone/n gunship/n fighters uav/n",
        after=r" ~4(?P<act>bombed|pounded|pounds|raided|attacked|strafed|gassed|cratered|fired (on|at|missiles|rockets)|dropped (bombs|barrel bombs)|(struck|hit|hits|strikes?) ~4(convoys?|bases?|camps?|positions|targets|headquarters|depots?|villages?|towns?|ships?|schools?|hospital|runway|airport|airbase|bridge|market))",
        not_before=r"(suicide|car|truck|hotel|would-be|marathon) ",
        unless=r"(wildfires?|firefighting|water bomb\w*|film|movie|game|bird strike|geese|lightning)",
        needs="party",
        rank=7,
    ),
    Rule(
        name="bombs-as-headline",
        type="ATTACK_AIR",
        cue="bombs",
        after=r" (~4)(hospitals?|camps?|bases?|villages?|towns?|cities|city|schools?|positions|rebels|targets|sites?|markets?|convoys?|airports?|ports?|bridges?|capital|strongholds?|militants|troops|border)",
        not_before=r"(glide|cluster|barrel|petrol|car|truck|pipe|smoke|stink|bath|nuclear|atomic|suicide|dirty|time|two|three|four|several|dozens of|the|of|with|and|more|their|its|dropp?\w*|drops|by|for|as|on) ",
        not_after=r" (planted|laid|left|hidden|made|placed) ",
        unless=r"(box office|film|movie|comedy)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="drops-bombs",
        type="ATTACK_AIR",
        cue="drop/v",
        after=r" ~4(bombs|munitions|barrel bombs|payloads?|ordnance|(its|their|his) loads?)( ~4\w+)?",
        unless=r"(wildfires?|water bomb\w*|f-bombs?|album|1945|world war)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="raids-by-air-force",
        type="ATTACK_AIR",
        cue="raid/n strike/n attack/n sortie/n",
        before=r"(air force|air forces|jets|warplanes|aircraft|planes|drones|bombers|helicopters)[, ]+(~5)?(carr\w+ out|conduct\w*|launch\w*|mount\w*|made|stag\w+|flew) (~4)",
        after=r"( (on|against|in|at|near|over) ~4\w+)?",
        unless=r"(wildfires?|exercise|drill|film|game)",
        needs="party",
        rank=8,
    ),
    Rule(
        name="bombed-from-air",
        type="ATTACK_AIR",
        cue="bombed bombing bomb bombarded pounded pounds",
        where=r"(warplanes?|jets?|aircraft|air force|airplanes?|planes?|bombers|air|drones?)",
        not_before=r"(suicide|car|truck|roadside|time|dirty|nuclear|atomic|hydrogen|cluster|petrol|pipe|planted a|parcel|letter) ",
        needs="armed",
        rank=6,
    ),
    Rule(
        name="drone-hit",
        type="ATTACK_AIR",
        cue="drone/n",
        after=r" (hit|struck|attacked|targeted|exploded|slammed|crashed into)",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="bombs-from-air",
        type="ATTACK_AIR",
        cue="bomb/n munition/n",
        before=r"(@det )?(glide|barrel|aerial|bunker-buster|bunker-busting|laser-guided|guided|cluster|phosphorus|one-ton|drop\w* ~2) ",
        not_after=r" (ban|treaty|convention|disposal|clearance|survey|makers?)",
        unless=r"(defus\w+|unexploded|wartime|world war|treaty|convention|deliver(y|ies) of|supply|export\w*|sale)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="hit-from-the-air",
        type="ATTACK_AIR",
        cue="air sky skies",
        before=r"(hit|hits|struck|strikes?|bombed|bombs|attacked|attacks|pounded|pounds|raked|strafed|shelled|targeted|targets) (~5)from (the )?",
        not_before=r"(would|may|might|could|can|to|will|if) (be )?(hit|strike|bomb|attack|pound|target) (~5)from (the )?",
        unless=r"(wildfires?|supplies|aid|film|game|photograph\w*|ball|header)",
        needs="party",
        armed=True,
        rank=7,
    ),
    Rule(
        name="warplanes-over",
        type="ATTACK_AIR",
        cue="warplanes planes jets bombers",
        before=r"(war )?",
        after=r" (were|are|was|roared|screamed|circled|swooped) (~3)?over ~4\w+",
        where=r"(sirens|explosions?|bombs?|bombing|dead|killed|wounded|smoke|blasts?)",
        not_after=r" (~9)(parade|exercise|drill|show|display)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="state-strike",
        type="ATTACK_AIR",
        cue="strike/n raid/n",
        before=r"(israeli|u\.?s\.?|american|russian|saudi|saudi-led|coalition|turkish|french|british|nato|us-led|indian|pakistani|syrian|ukrainian|military|retaliatory|overnight|precision|surgical) (and \w+ )?",
        where=r"(warplanes?|jets?|aircraft|air force|planes|bombers|airspace|drones?|air raid sirens)",
        needs="armed",
        rank=6,
    ),
)

_MISSILE = (
    Rule(
        name="missile-strike",
        type="ATTACK_MISSILE",
        cue="strike/n attack/n barrage/n fire salvo/n bombardment/n raid/n hit/n assault/n launch/n duel/n exchange/n volley/n",
        before=r"(@det )?(@big )?(suspected )?(@missile)( and \w+)?[ -]",
        not_before=r"test[ -]",
        not_after=r"( (\w+ )?(test|site|pad|vehicle)|ed)",
        needs="armed",
        rank=8,
    ),
    Rule(
        name="rocket-and-drone-attack",
        type="ATTACK_MISSILE",
        cue="attack/n strike/n",
        before=r"(launched )?(several )?(rocket|missile|artillery|mortar)s?(,| and| or) ~1(drone|air)s? ",
        rank=9,
    ),
    Rule(
        name="shelling",
        type="ATTACK_MISSILE",
        cue="shelling shellfire cannonade cannonfire",
        before=r"(@det )?(@big )?(artillery |mortar |tank )?",
        not_before=r"peas ",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="shelled",
        type="ATTACK_MISSILE",
        cue="shelled",
        not_after=r" (out|peas|prawns|pistachios|nuts|egg|shrimp)",
        after=r"( ~5@site)?",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="shell-verb",
        type="ATTACK_MISSILE",
        cue="shell shells",
        before=r"(artillery|guns|howitzers|army|forces|troops|to|they|and|would|will) ",
        after=r" (each other|~4(@site|@troops))",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="bombardment",
        type="ATTACK_MISSILE",
        cue="bombardment/n bombarded bombarding bombard bombards",
        before=r"(@det )?(@big )?",
        unless=r"(sterling|pound|currency|shares|e?-?mails?|questions|adverts?|advertis\w+|cosmic|neutrons?|asteroids?|meteor\w*)",
        needs="armed",
        rank=6,
    ),
    Rule(
        name="fired-missiles",
        type="ATTACK_MISSILE",
        cue="fire/v launch/v lob/v hurl/v unleash/v shoot/v rain/v",
        after=r" ~5(missiles?|rockets?|shells?|mortars?|mortar (rounds|bombs)|artillery( (rounds|shells|fire))?|projectiles?|katyushas?|howitzers?)( ~3(at|into|towards?|on|against|across|over) ~3\w+)?",
        not_after=r" ~6(test|tests|satellite|capsule|spacecraft|astronaut|pad|module|payload|factory|programme|program|unit)",
        unless=r"(satellites?|nasa|spacex|spacecraft|astronauts?|orbit|payload|cosmonauts?|lunar|moon)",
        needs="party",
        rank=8,
    ),
    Rule(
        name="puts-missile-into",
        type="ATTACK_MISSILE",
        cue="missile/n rocket/n shell/n torpedo torpedoes sidewinder/n salvo/n",
        before=r"(put|puts|putting|pump\w*|plant\w*|loos(ed|es|ing)|slamm\w*|sent|sends|sending|emptied|lobb\w*|let fly) (~5)",
        after=r" (in|into|at|towards?|through|on) ~5\w+",
        not_before=r"(to|aid|arms|delivery) ",
        unless=r"(satellites?|nasa|spacex|spacecraft|orbit|payload|display|storage|service|production|batter(y|ies)|deliver\w*|supply|supplies)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="missile-launched-from",
        type="ATTACK_MISSILE",
        cue="missile/n rocket/n drone/n projectile/n shell/n",
        after=r" (that )?((was|were|been|being|had|has) ){0,2}(launched|fired) ~2(from|by|at|towards?|into|over|across) ~3\w+",
        not_after=r" ~9(test|satellite|orbit|space|exercise|drill|into the sea)",
        unless=r"(satellites?|nasa|spacex|spacecraft|astronauts?|orbit|payload|lunar|moon)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="intercepts-missiles",
        type="ATTACK_MISSILE",
        cue="intercept/v",
        after=r" (~6)(missiles?|rockets?|drones?|uavs?|projectiles?)",
        not_after=r" (~6)(test|exercise|drill)",
        unless=r"(test|tested|exercise|drill|contract|interceptor sales?)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="missiles-hit",
        type="ATTACK_MISSILE",
        cue="missile/n rocket/n shell/n mortar/n projectile/n artillery howitzer/n guns salvo/n",
        after=r" ~3(?P<act>hit|hits|struck|strike|strikes|landed|land|lands|slammed|slam|tore|smashed|punched|ripped|fell|fall|falls|rained|rain|crashed|exploded|pounded|pound|targeted|fired|fire|shelled|shell|opened (fire|up)|opens up|killed|kill|kills|wounded|destroyed)",
        not_after=r"( ~2(test|launch pad|maker|lab|scientist|league)| ~3(fell|falls?|landed|lands?) (~1)?(in|into) the (sea|ocean|water|waters)|( ~2)(fell|fall|falls|fallen) (silent|quiet)|ed)",
        unless=r"(satellites?|nasa|spacex|spacecraft|astronauts?|orbit|payload|lunar|moon|oil price|company|shares)",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="shells-as-headline",
        type="ATTACK_MISSILE",
        cue="shells",
        after=r" (~3)(groups?|positions|towns?|villages?|city|cities|camps?|posts?|border|base|bases|targets|militants|rebels|troops|kurdish|neighbou?r)",
        not_before=r"(artillery|tank|mortar|of|the|fired|more|two|three|four|five|several|dozens of|hundreds of|and|empty|sea|egg|nut|with|\d+|hit by|as|when|after) ",
        unless=r"(turtle|eggs?|beach|oyster|company)",
        needs="party",
        rank=6,
    ),
    Rule(
        name="shells-each-other",
        type="ATTACK_MISSILE",
        cue="shell/v bombard/v",
        after=r" (each other|one another)( ~3\w+)?",
        needs="party",
        armed=True,
        rank=8,
    ),
    Rule(
        name="artillery-fire",
        type="ATTACK_MISSILE",
        cue="artillery",
        after=r" (and \w+ )?(fire|exchanges?|duels?|barrages?|attacks?|bombardments?|strikes?|shelling)",
        rank=7,
    ),
    Rule(
        name="cannon-fire",
        type="ATTACK_MISSILE",
        cue="cannon mortar howitzer tank heavy-weapons",
        after=r" fire",
        not_before=r"(water|think|fuel|fish|gas|snow) ",
        unless=r"(firefighters?|saluted?|salutes)",
        needs="armed",
        rank=7,
    ),
    Rule(
        name="exchanged-artillery",
        type="ATTACK_MISSILE",
        cue="exchange/v trade/v",
        after=r" ~2((artillery|rocket|missile|mortar|shell)s? ?(fire|strikes|attacks|barrages)?|salvoe?s|volleys|gunfire|shots)",
        rank=8,
    ),
)

_ARMED = (
    Rule(name="attack-noun", type="ATTACK_ARMED", cue="attack/n assault/n onslaught/n ambush ambushes offensive/n incursion/n raid/n", before=r"(@det |~1'?s? )?(@big )?(\w+ )?", after=r"( (on|against|by|in|at|near|targeting) ~6(@troops|@site|@people|\w+))?", not_before=_NO_ATTACK + r"|counter-", unless=r"(in (her|his|their|the) (own )?party|backbench\w*|lawmakers)", not_after=_ABSTRACT + r"| (rumou?rs?|fears?|scares?|plots?|threats?|warnings?|probes?|inquir(y|ies)|enquir(y|ies)|trials?|suspects?|survivors?|victims|memorial|anniversary|plans?|helicopters?|aircraft|jets?|submarines?|dogs?|ads?|drones?|planes?|weapons?|weaponry|systems?|capabilit(y|ies)|arms|armaments?|missiles?|rifles?|brigades?|regiments?|battalions?|divisions?|squads?|units?|courses?|vehicles?|ships?|boats?|craft)", needs="armed", rank=3),
    Rule(name="strike-noun", type="ATTACK_ARMED", cue="strike/n", before=r"(@det )?(@big )?(israeli|u\.?s\.?|american|russian|saudi|saudi-led|coalition|turkish|french|british|nato|us-led|indian|pakistani|syrian|ukrainian|iranian|military|retaliatory|pre-?emptive|preventive|punitive|surgical|precision|armed|possible|deadly|cross-border|first|counter|overnight) ", after=r"( action)?( (on|against|by|in|at|near) ~4\w+)?", not_after=_SINGULAR_STRIKE.replace("action|", ""), needs="armed", rank=4),
    Rule(name="surgical-strike", type="ATTACK_ARMED", cue="strike/n", before=r"(@det )?(@big )?(surgical|punitive|precision|pinpoint|commando|cross-border|retaliatory) ", after=r"( (on|against|in|at|near|inside|into|continue\w*|hit|target\w*|kill\w*) ~4\w+)?", not_before=r"(no|any|possible|further) ", unless=r"(surgeons?|hospital patients?|taxes|tax|surgical (masks|gowns)|demonetis\w+)", needs="party", armed=True, rank=5),
    Rule(name="strike-on", type="ATTACK_ARMED", cue="strike/n", before=r"(@det |~1's )?(@big )?", after=r" (on|against|in|at|near|targeting|targeted|hit|killed|kills|destroyed|has killed|that killed) ~6\w+", not_before=r"(hunger|general|rail|train|teachers?|tube|doctors?|nurses?|pilots?|transit|bus|truckers?|union|nationwide|24-hour|48-hour|one-day|on|bowling|goalkeeper|lightning|bird) ", needs="armed", rank=3),
    Rule(name="attacked", type="ATTACK_ARMED", cue="attack/v assault/v storm/v raided ambush/v", before=r"(~4(@troops|who|which|and|to|have|has|had|was|were|been|being|is|are|by|~1) )?(@adverb )?", after=r"( ~6(@site|@troops|@people))?", not_before=r"((the|a|an|this|that|these|those|of|under|in|heart|brain|verbal|fresh|latest|terror|terrorist|bomb|gun|knife|used to|capable of|designed to|able to) )|" + _NO_ATTACK, not_after=_WORDS_ONLY + r"| (rumou?rs?|fears?|scares?|plots?|probes?|inquir(y|ies)|suspects?|survivors?|helicopters?|aircraft|jets?|submarines?|dogs?|ads?|drones?|planes?|brigades?|regiments?|battalions?|divisions?|squads?|teams?|units?|groups?|courses?|vehicles?|ships?|boats?|craft|compan(y|ies))", unless=r"(storm \w+ (batter|hit|lash|sweep|kill|leav|caus|bring|strik|near|head|forc|cut)\w*|winds|gusts|weather|migrants|fence|sharks?|elephants?|bees|wolves|goals?|striker|midfielder|winger|batsman|bowling|defence to score)", needs="armed", rank=3),
    Rule(name="struck-target", type="ATTACK_ARMED", cue="struck strike strikes striking hit hits hitting target targets targeted targeting pound pounded pounding destroy destroyed destroying blow blew", after=r" (up )?~5(@troops|@site|@weapon)(?! (said|says|say|reported|announced|added|told))", where=r"(@troops|@weapon|strikes?|attack|attacks|explosives|bombs?|israel|russia|ukraine|kyiv|iran|hezbollah|hamas|houthis?|taliban)", not_before=r"(the|a|of|its|hard|their) ", unless=r"(storm|hurricane|typhoon|cyclone|earthquake|quake|flood|floods|tornado|lightning|virus|coronavirus|covid|pandemic|inflation|economy|sales|audience|advertis\w+|customers|sanctions?|training (flight|sortie|mission))|(plane|aircraft|jet|helicopter|bomber)s? (~9)crash(ed|es) into", needs="parties", rank=3),
    Rule(name="clashes", type="ATTACK_ARMED", cue="clash/v", before=r"((@det|armed|violent|deadly|fierce|heavy|border|bloody) )*", after=r"( ~2(with|between|near|in|at|along|over) ~4\w+)?", where=r"(@troops|killed|dead|border|gun|guns|fire|armed|enclave|martial law|frontier|front ?line|separatists?|ceasefire|mobili[sz]\w+)", unless=r"(police|protest\w*|demonstrat\w*|fans|supporters|semi-?final|cup|league|derby|summit|colou?rs)", needs="armed", rank=4),
    Rule(name="gun-battle", type="ATTACK_ARMED", cue="firefight/n skirmish skirmishes gunbattle/n shootout/n gunfight/n hostilities gunfire crossfire", needs="armed", rank=4),
    Rule(name="fighting", type="ATTACK_ARMED", cue="fighting combat battle/n fought", before=r"((@det|heavy|fierce|intense|renewed|fresh|street|in|ground) )*", after=r"( between ~6\w+)?", where=r"(@troops|@weapon|killed|front|border|armies|town|city)", not_after=r" (alongside|beside|side by side|shoulder to shoulder|on behalf of|in the ranks|for (the )?(~1)?(@troops|taliban|isis|al qaeda|hezbollah|hamas))| (against ~2(fires?|flames|blazes?|virus|disease|inflation|corruption|crime|poverty|racism|addiction|cancer|hunger|climate|drugs|poaching)|for (his|her|their) (life|lives)|back tears|climate|poverty|corruption|inflation|cancer|crime|fires?|covid|terrorism|racism|chance|spirit|ground|vehicles?|drones?|jets?|aircraft|readiness|troops|missions?|season|position|power|capabilit\w+|experience|duties|operations?|systems?|management|networks?|spaces?|honou?rs?|fatigues?|dress|lines?|plans?|cry|cries|tanks?|staff)", not_before=r"(died|die|dying|fell|fallen|killed|wounded|served|years) (while )?|(bull|dog|cock|fire|crime|legal|court|political|close) ?-?", unless=r"(doctors|nurses|malaria|virus|disease|cancer)", needs="armed", rank=3),
    Rule(name="open-fire", type="ATTACK_ARMED", cue="fire", before=r"(opened|open|opening|opens|returned|return|returning|exchange|exchanged|exchanging|exchanges|traded|trade|came under|under heavy|under) (heavy |small-arms |machine-gun |sniper )?", after=r"( (on|at|near|across|with) ~5\w+)?", unless=r"(trade war|trade dispute|tariffs?|price war|duties|fire brigade)", needs="armed", rank=6),
    Rule(name="fired-at", type="ATTACK_ARMED", cue="fired fire fires firing shot shoots shooting", after=r" (over (and )?)?(at|on|back|upon|into|across) ~4(@troops|@site|@people|@weapon|\w+)", not_after=r" (as|for|by|over(?! and)|from (his|her|its|their)|down|back at (critics|her|his))", where=r"(@troops|@weapon|border|shots|saboteurs|gunmen|guards|civilians)", unless=r"(tariffs?|trade war|camera|film|movie|goal|basket|penalty|photo\w*|striker)", needs="armed", rank=4),
    Rule(name="terror-bomb", type="ATTACK_ARMED", cue="bomb/n bombing/n bomber/n attack/n attacker/n", before=r"(@det )?((deadly|massive|huge|twin) )?(car|truck|lorry|suicide|roadside|vehicle-borne|magnetic|improvised|motorcycle)[ -](bomb )?", after=r"( ~4(killed|kills|kill|wounded|injured|exploded|hit|struck|targeted|ripped|rips|detonated|went off|left|attack|in|near|at|outside))?", not_before=r"(of a|defus\w+ a|anniversary of the) ", unless=r"(gangs?|gangsters?|cartels?|mafia|mob boss|biker|critics|reviewers?)", needs="party", armed=True, rank=6, swallow=False),
    Rule(name="bomb-attack", type="ATTACK_ARMED", cue="bomb/n bombing/n bomber/n blast/n explosion/n ied explosive/n landmine/n grenade/n", before=r"(@det )?(car|truck|suicide|roadside|twin|time|improvised|remote-controlled|magnetic|vehicle-borne|parcel|hand|petrol|terrorist|terror|bomb|deadly|massive|huge)[ -](bomb )?", after=r"( ~4(killed|kills|kill|wounded|injured|exploded|hit|struck|targeted|ripped|detonated|went off|left|attack|in|near|at|outside))?", not_before=r"(of a|defus\w+ a|anniversary of the) ", rank=5),
    Rule(name="bombed", type="ATTACK_ARMED", cue="bombed bombings bombing", after=r"( ~5(@site|@troops))?", not_before=r"(photo|love|carpet|suicide|car|movie|it|he|she) ", unless=r"(hiroshima|nagasaki|dresden|guernica|coventry|lockerbie|pearl harbou?r|oklahoma city|marathon|box office|film|movie|reviews?)", needs="armed", rank=4),
    Rule(name="detonated", type="ATTACK_ARMED", cue="detonate/v explode/v", after=r"", where=r"(bombs?|suicide|explosives?|ied|device|grenade|vest|mine)", unless=r"(volcano\w*|meteor|boiler|fireworks?|batter(y|ies)|(force|power) of (an?|the|\w+)|like an?|as if)", needs="armed", rank=4),
    Rule(name="captured-place", type="ATTACK_ARMED", cue="seize/v capture/v overrun/v recapture/v retake retook retaken conquer/v occupy/v storm/v", before=r"(~4)?", after=r" ~5(villages?|towns?|cities|city|territory|territories|positions?|bases?|posts?|outposts?|heights|hills?|bridgehead|district|districts|province|airports?|airfields?|checkpoints?|capital|island|islands|stronghold|border crossings?|crossings?|points?|neighbou?rhoods?|areas?|barracks|camp|camps|power plant|dam|port|mountains?|headquarters|mosques?|stations?|buildings?|facilit\w+|refiner\w+|fields?|palace)", unless=r"(imagination|hearts|film|photograph\w*|camera|league|championship|election|vote|seats?|poll)", needs="armed", rank=6),
    Rule(name="took-control", type="ATTACK_ARMED", cue="control", before=r"(take|takes|taken|took|taking|seize|seized|seizing|gained|wrested|regained) (full |complete |partial |over )?", after=r" of ~6\w+", where=r"(@troops|taliban|islamic state|isis|houthis?|rebels|forces|army|infantry)", unless=r"(company|shares|stake|party leadership|senate|ball|game|peacekeep\w*|in a ceremony|hand-?over)", needs="armed", rank=5),
    Rule(name="captured-soldier", type="ATTACK_ARMED", not_before=r"(over|free\w*|releas\w+|return\w*|exchang\w+|rescu\w+) (~2)?|(the|its|their|of) ", cue="abduct/v capture/v kidnap/v ambush/v behead/v execute/v hijack/v", after=r" ~4(soldiers?|marines?|servicem[ae]n|troops|pilots?|guards?|policemen|civilians|villagers|hostages?|captives?|tourists?|trains?|bus|buses|airliner|aid workers|prisoners|schoolgirls|farmers|fishermen|teachers|priests?|journalists?|schoolboys|schoolchildren|students|pupils|girls|crew|passengers|pilgrims|monks|nuns|men|women)", needs="armed", rank=6),
    Rule(name="takes-captive", type="ATTACK_ARMED", cue="captive prisoner hostage captured captive/n prisoners hostages", before=r"(took|taken|take|takes|taking|seiz\w+|held|hold\w*) (~5)?", not_after=r" (in|at|inside|near) (~3)(have|has|had|told|tells?|says?|said|are|is|were|was)", after=r"( ~6\w+)?", where=r"(soldiers?|sailors?|marines|troops|servicem[ae]n|navy|peacekeepers|pilots?|guards|crew|commandos?)", not_before=r"(free\w*|releas\w+|exchang\w+|swap\w*) ~4", unless=r"(swap|exchange of|prisoners? of war (camp|museum)|world war)", needs="parties", rank=7),
    Rule(name="seizes-servicemen", type="ATTACK_ARMED", cue="seize/v detain/v nab/v arrest/v", before=r"(~4)?", after=r" ~4(sailors?|marines|servicem[ae]n|soldiers|peacekeepers|border guards)", not_before=r"(police|court|prosecutors?) (~2)?", unless=r"(desert\w+|court martial|smuggl\w+|drugs?|rape|corruption|mutiny|coup|murder)", needs="parties", rank=6),
    Rule(name="steps-on-mine", type="ATTACK_ARMED", cue="landmine/n mine/n", before=r"(stepp\w+ on|step on|drove over|hit|struck|triggered|planted|laid|laying|set off) (~4)?", where=r"(soldiers?|troops?|patrol|army|convoy|border)", unless=r"(coal|gold|copper|miners|mining|deminer\w*|clearance|clearing|minefields? laid in)", needs="party", rank=6),
    Rule(name="killed-by-force", type="ATTACK_ARMED", cue="kill/v slay slain massacre/v slaughter/v butcher/v gun/v", before=r"((troops|forces|soldiers|militants|insurgents|rebels|gunmen|attack|attacks|army|police|fighters|terrorists|guerrillas|jihadists|bomber|bombers|shell|shells|strike|strikes|blast|explosion|taliban|al-shabaab|boko haram|militia|militias|isis|is|hamas|hezbollah|houthis)\W{1,3}~5)?(@adverb )?", after=r" (down )?(~4(@people|@troops)|[\d,]+|dozens|scores|hundreds|at least|about|around|nearly|more than|over|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)", unless=r"(gas (explosion|blast)|explosion of a gas|canisters?|cylinders?|explosions? (at|in) (an?|the|its) (~2)(depot|dump|arsenal|store|factory|plant)|pylon|mountainside|(jumped|left) the (rails|tracks)|derail\w*|carriages|overturned|thick fog|bad weather|engine (failure|trouble)|training flight|road accident|car accident|collision|crash|crashed|earthquake|quake|cyclone|typhoon|tsunami|wildfires?|blaze|derail\w*|mudslides?|capsized|stampede|crush|gas leak|heat ?wave|flood|floods|hurricane|storm|tornado|landslide|virus|disease|coronavirus|overdose|smoking|famine|avalanche|lightning|fire broke)", needs="armed", rank=4),
    Rule(name="shot-dead", type="ATTACK_ARMED", cue="shot shoots", before=r"(@troops|gunmen|attackers|assailants|snipers?) (~4)?", after=r" dead ~4(@people|@troops|[\d,]+|two|three|four|five|six|seven|eight|nine|ten|at least|dozens)", needs="armed", rank=4),
    Rule(name="attack-left-dead", type="ATTACK_ARMED", cue="attack/n assault/n raid/n ambush ambushes siege", after=r" ((?!that |which |who |and )[^\s]{1,30} ){0,12}(left|leaves|leaving|killed|kills|killing|claimed|wounded) (~4)([\d,]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|several|many)( ~3(dead|lives|wounded|injured|@people))?", not_before=_NO_ATTACK + r"|counter-", unless=r"(sharks?|crocodiles?|bears?|wasps?|dogs?|elephants?|asthma|cardiac|virus)", needs="party", rank=4),
    Rule(name="attack-on-the-state", type="ATTACK_ARMED", cue="attack/n assault/n raid/n ambush ambushes siege", after=r" (on|of|against|at) (~4)(parliament|palace|ministr(y|ies)|barracks|(army|military|air|naval) (base|camp|post|headquarters)|police (station|post|academy|headquarters|checkpoint)|checkpoint|legislature|congress) ((?!that |which |who |and )[^\s]{1,30} ){0,9}(left|leaves|leaving|killed|kills|killing|claimed|wounded) (~4)([\d,]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds|several|many)( ~3(dead|lives|wounded|injured|@people))?", not_before=_NO_ATTACK + r"|counter-", needs="party", armed=True, rank=5),
    Rule(name="rams-soldiers", type="ATTACK_ARMED", cue="ram/v drive/v drove plough/v plow/v", after=r" ~4(car|truck|vehicle|van|lorry) ~2into ~4(soldiers|troops|policemen|border guards|checkpoint|patrol)", unless=r"(brake|drunk|accident)", needs="party", armed=True, rank=6),
    Rule(name="beats-peacekeepers", type="ATTACK_ARMED", cue="beat/v punch/v stone/v pelt/v shove/v assault/v rough/v", after=r" (~4)(peacekeepers|blue helmets|(un|u\.n\.|nato|eu) (soldiers|troops|vehicles|patrol|observers|police|officers))", needs="party", armed=True, rank=6, rung=5),
    Rule(name="were-killed", type="ATTACK_ARMED", cue="killed dead wounded", before=r"(soldiers|troops|civilians|militants|fighters|marines|policemen|people|soldier|insurgents|rebels|farmer|peacekeepers|members)( (have|has|had|was|were|been|is|are|being|reported|confirmed|wounded|and))* ", after=r"( (in|by|when|after|and|during|at|near|on) ~6\w+)?", where=r"(@troops|@weapon|attack|attacks|strike|shelling|bombing|fighting|clashes|fire|bomb|suicide|blast|explosion|gunmen|airstrike|raid|ambush|offensive)", unless=r"(in (a|the|an) (~2)(fire|blaze|inferno)(?!-?fight)|fireworks|burns victims|pylon|mountainside|(jumped|left) the (rails|tracks)|derail\w*|carriages|overturned|thick fog|bad weather|engine (failure|trouble)|training flight|road accident|car accident|traffic|collision|crash|crashed|earthquake|flood|floods|hurricane|storm|tornado|landslide|virus|disease|coronavirus|overdose|famine|avalanche|lightning)", needs="armed", rank=3),
    Rule(name="military-action", type="ATTACK_ARMED", cue="action/n operation/n intervention/n attack/n aggression crackdown/n", before=r"(@det |~1'?s )?(@big )?(possible )?(military|punitive|armed|strike|special|cross-border|counter-?terrorism|terrorist|terror|security|retaliatory|kinetic) ", after=r"( (in|against|on|by) ~4\w+)?", not_after=r" (exercise|drill|room|centre|center|plan)", not_before=r"(directors?|chiefs?|heads?|deput(y|ies)|office|centre|center)( generals?)? (of|for) (military )?|(no|against) ", needs="armed", rank=4),
    Rule(name="violated-truce", type="ATTACK_ARMED", cue="violate/v breach/v break/v violation/n breach breaches", before=r"((accused of|guilty of) )?(@adverb )?", after=r" (of )?~2(cease-?fires?|truces?|armistice|line of control)( \w+)?", rank=7),
    Rule(name="truce-violation", type="ATTACK_ARMED", cue="violation/n breach breaches", before=r"(cease-?fire|truce|armistice) ", rank=7),
    Rule(name="crossed-line", type="ATTACK_ARMED", cue="cross/v", after=r" ~2(border|line of control|line|frontier|demarcation line|contact line)", where=r"(troops|infantry|tanks|armou?r|forces|army|soldiers|fighters|armou?red)", unless=r"(refugees|migrants|finish line|picket line|families)", needs="armed", rank=5),
    Rule(name="human-shields", type="ATTACK_ARMED", cue="shields", before=r"human ", needs="armed", rung=2, rank=5),
    Rule(name="downs", type="ATTACK_ARMED", cue="downs downed downing", not_before=r"(over|the|an?|of|its|their|about|after|on|from|two|three) ", after=r" (~4)(drones?|jets?|aircraft|helicopters?|planes?|missiles?|warplanes?|uavs?|fighter|balloon|bombers?|mig-\d+s?|mi-\d+s?|f-\d+s?|su-\d+s?|gunships?)", needs="party", armed=True, rank=6),
    Rule(name="shot-down", type="ATTACK_ARMED", cue="down", before=r"(shot|shoot|shoots|shooting|brought|bring|brings|gunned|took|takes|taken|knocked|blew|sent|sending) (~5)?", after=r"( ~4(@weapon|\w+))?", where=r"(jets?|drones?|aircraft|helicopters?|planes?|missiles?|warplanes?|uavs?|fighters?|bombers?|gunships?|airliner|transport plane|chopper|balloon|chinook|black hawks?|blackhawks?|chinooks|apaches?|mig|migs|mig-\d+s?|mi-\d+s?|f-\d+s?|su-\d+s?|sukhois?|cessnas?)", needs="party", armed=True, rank=6),
)  # fmt: skip

_SEA = (
    Rule(name="ship-attacked", type="ATTACK_MARITIME", cue="attack/v strike/v hit/v seize/v hijack/v target/v threaten/v sink/v capture/v detain/v intercept/v harass/v ram/v torpedo/v struck", after=r"( on| against)? ~5(tankers?|vessels?|ships?|shipping|freighters?|cargo ships?|container ships?|maritime trade|maritime traffic|warships?|trawlers?|fishing boats?|patrol boats?|boats?|naval vessels?|frigates?|destroyers?|bulk carriers?|carriers?|cruisers?|corvettes?|submarines?|ferry|ferries|landing ship|flotilla)", not_before=r"(iceberg|storm) ", unless=r"(iceberg|drugs?|cocaine|migrants?|smugglers?|cruise ship|coronavirus|fishing quota|relationship|championship)", needs="armed", rank=8),
    # One boards one's own ship to leave, too: ships in general, at a port or for home, are no prize.
    Rule(name="ship-boarded", type="ATTACK_MARITIME", cue="board/v", after=r"( on| against)? ~5(tankers?|vessels?|ships?|shipping|freighters?|cargo ships?|container ships?|maritime trade|maritime traffic|warships?|trawlers?|fishing boats?|patrol boats?|boats?|naval vessels?|frigates?|destroyers?|bulk carriers?|carriers?|cruisers?|corvettes?|submarines?|ferry|ferries|landing ship|flotilla)", not_after=_OWN_SHIPS, unless=r"(iceberg|drugs?|cocaine|migrants?|smugglers?|cruise ship|coronavirus|fishing quota|relationship|championship)|" + _LEAVING, needs="armed", rank=8),
    Rule(name="ship-was-attacked", type="ATTACK_MARITIME", cue="tanker/n vessel/n ship/n freighter/n warship/n frigate/n destroyer/n corvette/n cruiser/n trawler/n submarine/n bulker/n carrier/n dhow/n minesweeper/n patrol gunboat/n ferry", after=r" ~9((was|were|been|being|is|are) (@adverb )?)?(?P<act>hit(?= by| in| near| off| during)|attacked|struck|seized|hijacked|boarded|targeted|sunk|captured|torpedoed|rammed|holed|crippled|disabled|set (ablaze|alight|on fire)|damaged by)( by ~4\w+)?", unless=r"(iceberg|drugs?|cocaine|smugglers?|cruise)", needs="armed", rank=8),
    Rule(name="ship-was-hit", type="ATTACK_MARITIME", cue="tanker/n vessel/n ship/n freighter/n warship/n frigate/n destroyer/n corvette/n cruiser/n trawler/n submarine/n bulker/n carrier/n dhow/n minesweeper/n gunboat/n ferry", after=r" ~9(was|were|been|being) (not |never |@adverb )?(?P<act>hit|struck|harmed)( by ~4\w+)?", not_after=r" ~9(was|were|been|being) (not |never |@adverb )?(hit|struck) (hard|by ~4(storms?|waves?|lightning|delays?|strikes?|costs?|virus|outbreak|swell|cyclone|bridge))", unless=r"(iceberg|drugs?|cocaine|smugglers?|cruise|collided|collision|whales?|tariffs?|lightning)", needs="armed", rank=7),
    # An attack that missed is one.
    Rule(name="missile-misses-ship", type="ATTACK_MARITIME", cue="missile/n rocket/n projectile/n torpedo torpedoes shell/n drone/n", after=r" (~9)?((miss|missed|misses) (~2)(its target, )?|(fell|falls|landed|lands|splashed|exploded|impacted|plunged|came down|crashed|dropped) (~9)(near|close to|from|off|short of|past|alongside|astern of|beside|ahead of|behind|of) )(~3)" + _SHIPS, unless=r"(satellites?|nasa|spacex|spacecraft|booster|debris|capsule|test|tests|tested|test-fired|exercises?|drills?|salute|museum|wreck)", needs="armed", rank=9),
    Rule(name="ship-sinks-after-blast", type="ATTACK_MARITIME", cue="ship/n vessel/n warship/n frigate/n destroyer/n corvette/n submarine/n cruiser/n tanker/n", after=r" (~9)?(?P<act>sank|sinks|sinking|ablaze|adrift|listing|crippled|holed)( ~5\w+)?", where=r"(explosion|blast|missiles?|torpedo\w*|mine|mines|attack\w*|struck|drones?)", unless=r"(iceberg|storm|cruise ship|collided|collision|ran aground|capsized|migrants?|overloaded|engine room|1\d\d\d|wreck|divers)", needs="party", rank=7),
    Rule(name="water-cannon-at-sea", type="ATTACK_MARITIME", cue="fire/v ram/v collide/v blast/v harass/v use/v", before=r"(coast ?guards?|navy|naval|militia|patrol|warship|cutter|frigate|destroyer|corvette|gunboat)s? (~6)", after=r" ~2(water cannons?|lasers?|flares|~3(boats?|vessels?|ships?))( ~5\w+)?", unless=r"(drugs?|cocaine|migrants?|smugglers?|fire on board|wildfires?)", needs="parties", rank=8, rung=4),
    Rule(name="ship-seized", type="ATTACK_MARITIME", cue="seize/v hijack/v capture/v torpedo/v intercept/v ram/v", after=r" ~5(tankers?|vessels?|ships?|freighters?|cargo ships?|container ships?|warships?|flotillas?|bulk carriers?|frigates?|gunboats?)", not_before=r"(to|about to|passengers|travellers|tourists) ", unless=r"(iceberg|drugs?|cocaine|migrants?|smuggl\w+|cruise|customs|police|fishing quota|championship|poach\w+|fish|greenpeace|court|creditors?|passengers?)", needs="party", armed=True, rank=8),
    Rule(name="boards-ship", type="ATTACK_MARITIME", cue="board/v", after=r" ~5(tankers?|vessels?|ships?|freighters?|cargo ships?|container ships?|warships?|flotillas?|bulk carriers?|frigates?|gunboats?)", not_before=r"(to|about to|passengers|travellers|tourists) ", not_after=_OWN_SHIPS, unless=_LEAVING + r"|(iceberg|drugs?|cocaine|migrants?|smuggl\w+|cruise|customs|police|fishing quota|championship|poach\w+|fish|greenpeace|court|creditors?|passengers?)", needs="party", armed=True, rank=8),
    Rule(name="warship-stops-ship", type="ATTACK_MARITIME", cue="stop/v block/v chase/v turn/v board/v detain/v", before=r"(warships?|navy|naval vessels?|coast ?guards?|gunboats?|frigates?|patrol boats?|speedboats) (~4)?", after=r" (away |back )?~5(ships?|vessels?|boats?|tankers?|freighters?|flotilla)", unless=r"(drugs?|cocaine|migrants?|smugglers?|fishing licen[cs]es?|distress|rescue\w*)", needs="parties", rank=7, rung=4),
    Rule(name="men-on-deck", type="ATTACK_MARITIME", cue="rappelled abseiled fast-roped climb/v clamber/v storm/v swarm/v slid drop/v land/v lowered", before=r"(coast ?guards?(men)?|commandos?|marines|troops|soldiers|forces|police|guards|guardsmen|gunmen|militants|fighters|officers) (~4)?", after=r" (~4)(deck|aboard|board)( ~4\w+)?", where=r"(tankers?|vessels?|ships?|freighters?|boats?|dhow|bulkers?|carriers?|trawlers?|ferry)", unless=r"(drugs?|cocaine|migrants?|smugglers?|rescue\w*|exercise|drill)", needs="party", armed=True, rank=8, rung=4),
    Rule(name="maritime-attack", type="ATTACK_MARITIME", cue="attack/n strike/n hijacking/n seizure/n", before=r"(maritime|naval|shipping|pirate|tanker|ship) ", needs="armed", rank=8),
    Rule(name="mined-strait", type="ATTACK_MARITIME", cue="mine/v mine/n close/v block/v blockade/v", after=r" ~4(strait|straits|waterway|shipping lanes?|harbou?rs?|sea lanes?|gulf)", where=r"(navy|naval|strait|warships?|iran|mines|military|threat\w*|houthis?|blockade)", needs="party", armed=True, rank=7),
)  # fmt: skip

_EMBASSY = (
    Rule(name="embassy-attacked", type="ATTACK_DIPLOMATIC", cue="storm/v climb/v scale/v smash/v loot/v break/v breach/v enter/v attack/v assault/v torch/v ransack/v firebomb/v bomb/v besiege/v overrun/v burn/v hit/v strike/v vandalise/v vandalize/v struck set", after=r"( fire to| of| on| against| near| outside| into)? ~4(embass(y|ies)|consulates?|diplomatic (missions?|compounds?|convoys?|posts?)|ambassador|(british|american|us|french|german|saudi|israeli|turkish|russian|indian|swedish|danish|iranian|chinese) mission)", not_after=r" (the )?(~3)(districts?|areas?|streets?|roads?|neighbou?rhoods?|quarters?|squares?|blocks?) (~2)(around|near|outside|opposite|surrounding|behind|of|by)| ~4(on|in) (twitter|facebook)", rank=8),
    Rule(name="embassy-was-attacked", type="ATTACK_DIPLOMATIC", cue="embassy embassies consulate/n ambassador", after=r" ~6((was|were|been|came|comes|is) )?(@adverb )?(?P<act>attacked|stormed|hit|struck|torched|ransacked|bombed|shelled|overrun|set (on fire|ablaze)|under (attack|fire)|vandali[sz]ed|besieged)", rank=8),
    Rule(name="embassy-attack", type="ATTACK_DIPLOMATIC", cue="attack/n bombing/n storming siege/n assault/n", before=r"(embassy|consulate|consular) ", rank=8),
)  # fmt: skip

RULES = (*_AIR, *_MISSILE, *_ARMED, *_SEA, *_EMBASSY)
