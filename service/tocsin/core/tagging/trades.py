"""The words by which a story's trade is known: armed force, public life, and those that only borrow its words."""

from typing import Final

from tocsin.core.tagging.patterns import forms

# Seldom used of anything but armed force.
_WAR = (
    "troop/n soldier/n militant/n rebel/n insurgent/n gunman gunmen militia/n militiaman militiamen army armies "
    "military armed airstrike/n airstrikes warplane/n missile/n rocket/n artillery mortar/n shelling shelled "
    "howitzer/n infantry battalion/n brigade/n regiment/n jihadist/n jihadi/n terrorist/n navy naval marines "
    "warship/n ceasefire/n truce/n armistice frontline guerrilla/n guerilla/n suicide bomb/n bomber/n bombing/n "
    "bombardment/n bombed explosives insurgency combat peacekeeper/n paramilitary paramilitaries barracks "
    "separatist/n taliban isis hezbollah hamas houthi/n invasion invaded airspace warhead/n nuclear commander/n "
    "paratrooper/n paratroops commando/n mercenary mercenaries drone/n uav/n tank/n ammunition weapon/n weapons arms gunfire "
    "shootdown occupation occupied reservists deployment deployed ballistic hostilities fighters casualty "
    "casualties munitions sniper/n checkpoint/n genocide ambush ambushed warring gunboat/n frigate/n destroyer/n "
    "submarine/n airbase/n defence defense shells grenade/n machine-gun strait siege besieged civilians "
)
# Leans that way, but lives elsewhere too.
_LEANING = (
    "war/n conflict/n border/n forces killed wounded attack/n attacked strike/n fire raid/n police violence "
    "crisis retaliation security base/n enemy enemies aggression revolutionary guard guards pentagon kremlin "
    "ministry extremist/n "
)
# Names a force or arms that no criminal, crowd or team has.
_MILITARY = (
    "troop/n soldier/n militant/n rebel/n insurgent/n militia/n militiaman militiamen army armies military "
    "airstrike/n warplane/n missile/n rocket/n artillery mortar/n shelling shelled howitzer/n infantry "
    "battalion/n brigade/n jihadist/n jihadi/n terrorist/n navy naval marines warship/n ceasefire/n truce/n "
    "armistice frontline guerrilla/n bombardment/n insurgency peacekeeper/n paramilitary paramilitaries "
    "separatist/n taliban isis hezbollah hamas houthi/n invasion invaded airspace warhead/n paratrooper/n paratroops "
    "commando/n mercenaries reservists ballistic hostilities gunboat/n frigate/n destroyer/n submarine/n "
    "airbase/n drone/n barracks pentagon kremlin idf nato garrison jet/n airforce front "
)
# Acts in public life.
_PUBLIC = (
    "junta/n delegation/n negotiator/n mediator/n side/n government/n president/n premier minister/n ministry ministries parliament/n congress senate senator/n "
    "court/n police authority authorities official/n officials council commission committee judge/n prosecutor/n "
    "opposition activist/n protester/n protesters protestor/n demonstrator/n demonstrators union/n mayor/n "
    "governor/n department/n administration/n embassy embassies ambassador/n envoy/n diplomat/n army military "
    "rebel/n troop/n soldier/n militant/n leader/n secretary chancellor king queen prince regime/n state/n "
    "republic federation nations union eu un nato ice customs agency agencies lawmaker/n legislator/n party "
    "parties tribe/n clan/n church bank company companies ngo organisation/n organization/n group/n refugees "
    "migrants villagers residents students teachers workers farmers journalists people dissident/n spokesman "
    "spokeswoman spokesperson deputy commander/n chief/n general security forces federal ministerial pope supreme "
    "guerrilla/n "
)
# Sport, with its sieges and shoot-outs.
_SPORT = (
    "skater/n keeper/n skier/n swimmer/n sprinter/n peloton routine midfield goal/n striker/n midfielder/n defender/n coach/n coaches league/n cup championship/n tournament/n "
    "quarterback/n innings wicket/n batsman batsmen bowler/n goalkeeper/n playoff/n semifinal/n semi-final "
    "quarterfinal/n stadium fans supporters referee/n penalty halftime teammate/n touchdown/n pitcher/n inning "
    "homer bullpen outfield infield shortstop baseman strikeout/n two-run three-run walk-off basketball football soccer cricket rugby tennis hockey baseball golf boxing boxer/n heavyweight ufc "
    "nba nfl nhl mlb fifa uefa olympic olympics medal/n grand prix formula lap/n driver/n chess bishop king-side "
    "grandmaster club/n captain season/n squad/n scored scoring fixture/n derby relegation player/n umpire "
    "knockout bout podium sprint relay champion/n visitors match/n half-time equaliser equalizer scorer/n whistle kick-off pawn/n checkmate tiebreak wicketkeeper overs bowled "
)
# Films, books and games.
_SCREEN = (
    "film/n movie/n novel/n director/n actor/n actress actresses cinema/n cinemas box-office trailer/n sequel/n "
    "prequel/n screenplay episode/n netflix hbo disney marvel album/n song/n band concert/n theatre theater "
    "museum/n exhibition/n gallery game/n gamer/n gaming gameplay console/n xbox playstation nintendo studio/n "
    "characters character plot author/n book/n memoir/n review/n reviewer comic/n drama/n thriller/n documentary "
    "poem/n poet/n poetry verses novelist/n fiction fictional starring hero heroes villain/n streaming premiere/n art artist/n musical opera protagonist "
)
# Business, with its price wars and takeover battles.
_MARKET = (
    "share/n market/n markets investor/n retailer/n supermarket/n price/n pricing margin/n profit/n revenue/n "
    "brand/n customer/n sales consumer/n company companies chain/n analyst earnings startup/n takeover bid merger "
    "ceo shareholder/n stock/n inflation tariff/n airline/n smartphone/n app apps software product/n advertising "
    "speculator/n broker/n exporter/n equities monetary competitor/n rival/n discount/n discounters currency bond/n yields crypto bitcoin "
)
# Work, with its strikes.
_LABOUR = (
    "union/n unions picket pickets walkout/n employer/n employers teachers nurses wages pay commuters stoppage "
    "flights overtime "
)
# Crime and courts, with their attacks and shootings.
_CRIME = (
    "police suspect/n arrested detectives detective robbery robberies burglary burglar/n stabbing stabbed knife "
    "knifeman murder/n murdered manslaughter gang/n gangs cartel/n shooter/n gunman courtroom court/n trial/n "
    "jury jurors judge/n prosecutor/n sentenced convicted verdict/n defendant/n jail jailed homicide assailant/n "
    "assault/n rape sheriff officer/n handgun pistol killer/n ransomware hacker/n burglars thieves theft "
    "schoolboy teenager/n victim/n bail prison inmate/n "
)
# Nature and accident, with their evacuations and soldiers who dig.
_DISASTER = (
    "tornadoes volcanoes earthquake/n quake/n aftershock/n epicentre epicenter tsunami/n cyclone/n hurricane/n typhoon/n tornado/n "
    "floods flooding floodwaters flood landslide/n mudslide/n avalanche/n wildfire/n bushfire/n volcano eruption lava "
    "blizzard/n gusts rainfall downpour/n drought dam mud derailed derailment capsized stampede tailings cave "
    "firefighters blaze outbreak pandemic coronavirus covid ebola reactor radiation meltdown fukushima magnitude storm/n "
)
# Launches into space, with their rockets.
_SPACE = (
    "satellite/n orbit spacecraft astronaut/n cosmonaut/n nasa spacex booster/n payload canaveral capsule/n lunar moon "
    "mars thrust liftoff lift-off comet asteroid rover starship "
)
# Anniversaries, museums and memories.
_PAST = (
    "anniversary anniversaries commemorate commemorates commemorated commemoration commemorations veterans "
    "veteran wreath wreaths memorial memorials museum centenary remembrance historian/n essay obituary archive "
    "archives reenactment re-enactment battlefield survivors aged "
)
# Exercises, with their make-believe attacks.
_EXERCISE = "exercise/n drill/n simulate/v simulation/n simulated mock scenario/n rehearsal/n wargame/n training "

WAR: Final = 1
LEANING: Final = 2
MILITARY: Final = 4
PUBLIC: Final = 8
SPORT: Final = 16
SCREEN: Final = 32
MARKET: Final = 64
LABOUR: Final = 128
CRIME: Final = 256
PAST: Final = 512
EXERCISE: Final = 1024
DISASTER: Final = 2048
SPACE: Final = 4096
# A story of these is never one of war, however it talks.
ELSEWHERE: Final = (SPORT, SCREEN, MARKET, LABOUR)

_TRADES: Final = {
    WAR: _WAR,
    LEANING: _LEANING,
    MILITARY: _MILITARY,
    PUBLIC: _PUBLIC,
    SPORT: _SPORT,
    SCREEN: _SCREEN,
    MARKET: _MARKET,
    LABOUR: _LABOUR,
    CRIME: _CRIME,
    PAST: _PAST,
    EXERCISE: _EXERCISE,
    DISASTER: _DISASTER,
    SPACE: _SPACE,
}


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for trade, words in _TRADES.items():
        for word in forms(words):
            table[word] = table.get(word, 0) | trade
    return table


# Each word's trades, as one number: a text is read with one look-up a word.
TRADES_OF: Final = _table()
