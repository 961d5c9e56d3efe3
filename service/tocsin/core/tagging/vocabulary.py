"""Words that several families share: irregular verbs and named classes for patterns (`@troops`)."""

from typing import Final

# Past and participle, where they aren't regular.
IRREGULAR: Final[dict[str, tuple[str, ...]]] = {
    "beat": ("beat", "beaten"), "begin": ("began", "begun"), "break": ("broke", "broken"), "bring": ("brought",),
    "build": ("built",), "buy": ("bought",), "come": ("came", "come"), "cut": ("cut",), "draw": ("drew", "drawn"),
    "drive": ("drove", "driven"), "fall": ("fell", "fallen"), "fight": ("fought",), "find": ("found",),
    "fly": ("flew", "flown"), "forbid": ("forbade", "forbidden"), "get": ("got", "gotten"), "give": ("gave", "given"),
    "go": ("went", "gone"), "hang": ("hanged",), "have": ("had",), "hit": ("hit",), "hold": ("held",), "keep": ("kept",), "lay": ("laid",),
    "lead": ("led",), "leave": ("left",), "lend": ("lent",), "lose": ("lost",), "make": ("made",), "mean": ("meant",), "meet": ("met",),
    "open": ("opened",), "overrun": ("overran", "overrun"), "overthrow": ("overthrew", "overthrown"), "pay": ("paid",), "put": ("put",), "quit": ("quit",),
    "run": ("ran", "run"), "say": ("said",), "see": ("saw", "seen"), "seek": ("sought",), "send": ("sent",),
    "set": ("set",), "shoot": ("shot",), "shut": ("shut",), "sink": ("sank", "sunk"), "speak": ("spoke", "spoken"), "spread": ("spread",),
    "stand": ("stood",), "stick": ("stuck",), "strike": ("struck", "stricken"), "swear": ("swore", "sworn"), "take": ("took", "taken"),
    "tell": ("told",), "throw": ("threw", "thrown"), "undertake": ("undertook", "undertaken"), "withdraw": ("withdrew", "withdrawn"), "withhold": ("withheld",), "write": ("wrote", "written"),
}  # fmt: skip

# Named pieces of patterns. Each is a whole phrase without the space around it.
CLASSES: Final[dict[str, str]] = {
    # The articles and possessives that may open a noun phrase.
    "det": r"(the|a|an|its|their|his|her|our|any|all|some|several|more|new|fresh|two|three|dozens of|hundreds of|thousands of|at least \w+|[\d,]+)",
    "aux": r"(has|have|had|having|is|are|was|were|be|been|being)",
    "troops": (
        r"(troops?|soldiers?|forces|force|army|armies|military|militaries|militants?|militias?|militiamen|fighters|rebels?|insurgents?|"
        r"gunmen|guerrillas?|jihadists?|jihadis|terrorists?|marines?|navy|navies|air force|security forces|armed forces|paratroopers|commandos?|"
        r"mercenaries|paramilitaries|paramilitary|guards?|guardsmen|peacekeepers?|garrison|brigades?|battalions?|regiments?|troopers|paratroops|paras|"
        r"separatists|extremists|servicemen|servicemembers|service members|personnel|reservists|contingents?|combatants|infantry|units?)"
    ),
    "weapon": (
        r"(missiles?|rockets?|drones?|artillery|mortars?|shells?|shelling|bombs?|bombers?|warplanes?|jets?|fighter jets?|fighters?|aircraft|helicopters?|"
        r"gunships?|tanks?|howitzers?|grenades?|torpedo(?:es)?|warships?|destroyers?|frigates?|submarines?|carriers?|uavs?|munitions|batteries|battery|"
        r"planes?|guns?|gunboats?|boats|ships?|vessels?|fleet|armou?r|armou?red vehicles?|weapons?|s-[34]00|sams?|patriots?|thaad|himars|atacms|radars?)"
    ),
    "air": r"(air|aerial|drone|drones|uav|bombing|helicopter|jet|warplane|precision|kamikaze drone)",
    "missile": r"(missile|rocket|ballistic missile|cruise missile|artillery|mortar|shell|shelling|katyusha|grad|rocket-propelled grenade|rpg|scud|projectile|tank|cross-border artillery)",
    "site": (
        r"(bases?|outposts?|posts?|positions?|barracks|checkpoints?|airfields?|airports?|airbases?|depots?|convoys?|villages?|towns?|cities|city|"
        r"headquarters|compounds?|hospitals?|schools?|camps?|facility|facilities|sites?|targets?|installations?|infrastructure|plants?|refiner(?:y|ies)|ports?|"
        r"bridges?|buildings?|homes?|houses|neighbou?rhoods?|districts?|markets?|mosques?|churches|church|patrols?|stations?|bunkers?|tunnels?|launchers?|pipelines?|"
        r"oilfields?|oil fields?|dams?|warehouses?|apartment blocks?|residential areas?|areas?|border|front ?lines?|strongholds?|enclaves?|capital|suburbs?|island|strip|province|region|cars?|vehicles?|bus|buses)"
    ),
    "people": r"(people|persons|civilians?|soldiers?|troops|policem[ae]n|police officers?|officers?|militants?|fighters?|insurgents?|rebels?|villagers|protest[eo]rs?|demonstrators|residents|workers?|journalists?|children|women|men|man|woman|worshippers|students?|members|others|victims|passengers|leaders?|commanders?|officials?|hostages?|pilgrims|settlers?|personnel|peacekeepers?|guards?|tribesmen|farmers?|refugees|prisoners|migrants|boys?|girls?|dead|pilots?|sailors?|marines)",
    "leader": r"(president|prime minister|premier|king|emir|sultan|crown prince|chancellor|foreign minister|foreign secretary|defen[cs]e minister|defen[cs]e secretary|secretary of state|minister|ministers|envoy|envoys|ambassador|leader|leaders|delegation|delegations|officials|diplomats|negotiators|counterparts?|secretary-general|chief|government|governments|authorities|spokesman|spokeswoman|spokesperson|parliament|congress)",
    "agree": r"(agreements?|deals?|accords?|pacts?|treat(?:y|ies)|protocols?|memorandum|memorandums|memoranda|mou|mous|understandings?|settlements?|compromises?|roadmap|road map|framework|contracts?|resolution|conventions?)",
    "talks": r"(talks?|negotiations?|dialogues?|discussions?|peace process|consultations?|conference|summit|mediation|meeting|meetings|negotiating table|contacts)",
    "relief": r"(aid|assistance|relief|help|support|food|medicines?|medical supplies|supplies|funds|funding|grants?|loans?|equipment|donations?|shelter|vaccines?|doses|money|cash)",
    "adverb": r"(immediately|reportedly|allegedly|repeatedly|recently|again|also|now|already|just|still|further|once again|even|then|indiscriminately|deliberately|heavily|jointly|simultaneously|successfully|earlier|later|apparently|effectively|formally|officially|publicly|strongly|unanimously|firmly|flatly|categorically|today|yesterday|since|subsequently|directly|finally|temporarily|partially|fully|voluntarily|unilaterally|actively)",
    "big": r"(new|major|large|large-scale|massive|heavy|fresh|further|additional|intense|deadly|joint|series of|string of|wave of|waves of|barrage of|number of|several|two|three|multiple|numerous|many|more|extensive|precise|precision|severe|limited|fierce|coordinated|surprise|pre-?emptive|retaliatory|punitive|night|overnight|daily|cross-border|simultaneous|all-out)",
    "war": r"(wars?|conflict|confrontation|hostilities|invasion|ground offensive|ground invasion|ground operation|ground assault)",
    "money": r"([$€£¥]\s?[\d.,]+|[\d.,]+ (million|billion)|millions|billions|usd|euros?|dollars)",
}
