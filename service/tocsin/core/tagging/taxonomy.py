"""The signal types: codes, weight, polarity, rung and meaning. The one table; everything else refers to it.

Codes: PLOVER (2018 manual, event and mode) and CAMEO 1.1b3. Weights: Goldstein's scale (1992), negative is conflict.
Rungs: Herman Kahn's ladder (1965) folded into 0-7, of which 3 and more may raise an alert.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tocsin.core.records.signals import Polarity
from tocsin.core.versions import TAXONOMY_VERSION


@dataclass(frozen=True, slots=True)
class SignalType:
    """One type. `kahn` names the rungs of Kahn's own ladder of 44 that it stands for, in groups of our eight."""

    name: str
    polarity: Polarity
    weight: float
    rung: int
    plover: str
    cameo: str
    kahn: str
    definition: str


_E: Final = "escalatory"
_D: Final = "de-escalatory"

_ROWS: Final[tuple[tuple[str, Polarity, float, int, str, str, str, str], ...]] = (
    ("WAR_INVASION", _E, -10.0, 7, "ASSAULT (war)", "190/192", "12-14", "A war, an invasion or a ground offensive: waged, declared, or feared."),
    ("WMD_NUCLEAR", _E, -10.0, 6, "ASSAULT:unconventional / MOBILIZE:weapons", "204/2042/128", "15-16,21", "Nuclear, chemical or biological weapons: used or tested (rung 7), or material enriched and forces alerted (rung 4, weight -5.5)."),
    ("ATTACK_AIR", _E, -9.5, 6, "ASSAULT:aerial / ASSAULT:drone", "195", "8-9,12", "A strike from aircraft or drones."),
    ("ATTACK_MISSILE", _E, -9.5, 6, "ASSAULT:heavy-weapons", "194", "8-9,12", "Rockets, missiles, artillery, mortars: fired at somebody or somewhere."),
    ("ATTACK_ARMED", _E, -9.0, 6, "ASSAULT:firearms/explosives", "190/193/183", "8-9", "An armed attack on the ground, with bombs, or of a kind not said."),
    ("ATTACK_MARITIME", _E, -9.0, 6, "ASSAULT / COERCE:restrict", "190/191", "8,20", "Ships attacked, seized or threatened."),
    ("ATTACK_DIPLOMATIC", _E, -8.5, 5, "ASSAULT:destroy / PROTEST:riot", "171/145", "8", "An embassy or consulate attacked or stormed."),
    ("ATTACK_CYBER", _E, -7.0, 4, "COERCE:cyber", "176", "7-8", "A cyber attack or sabotage laid at an adversary's door."),
    ("ASSASSINATION", _E, -9.5, 6, "ASSAULT:targeted", "186/185", "8", "The targeted killing of one leader, commander or scientist."),
    ("ATTACK_PREPARATION", _E, -6.5, 4, "MOBILIZE:weapons (+future)", "154/014", "6,9", "Force planned, prepared or intended, or readiness to use it declared."),
    ("FORCE_DEPLOYMENT", _E, -6.5, 4, "MOBILIZE:troops/weapons", "154", "6", "Troops, aircraft, ships or air defences moved or reinforced."),
    ("READINESS_ALERT", _E, -5.5, 4, "MOBILIZE:troops", "152", "6,11", "Forces put on alert or told to make ready; defensive measures of that kind."),
    ("SHOW_OF_FORCE", _E, -5.5, 3, "MOBILIZE", "150", "5,18", "Exercises, fly-overs, weapon tests, airspace crossed: force displayed and not used."),
    ("PROXY_MOBILISATION", _E, -6.0, 4, "MOBILIZE:militia", "154", "6", "Militias or partners armed, instructed or set in motion."),
    ("ALLIANCE_COORDINATION", _E, -3.0, 2, "COOPERATE (military)", "062/0312", "3", "Allies coordinate against a third party; never netted as their own cooperation."),
    ("THREAT_FORCE", _E, -6.0, 3, "THREATEN:violence", "138/139", "3-4,16", "Force threatened: a warning, an ultimatum, every option on the table."),
    ("RETALIATION", _E, -6.0, 3, "THREATEN:violence", "138", "4", "Retaliation vowed or expected; carried out by known means it is an attack."),
    ("COERCION_SANCTIONS", _E, -6.0, 2, "SANCTION / COERCE:restrict", "163/172/191", "2,7,20", "Sanctions, embargoes, bans, blockades, seizures, arrests: pressure without arms."),
    ("BREAK_RELATIONS", _E, -5.5, 3, "SANCTION:withdraw/expel", "161/166/127", "10", "Diplomats expelled or recalled, relations cut, a treaty left or suspended."),
    ("EVACUATION", _E, -5.0, 4, "(none; SANCTION:withdraw)", "none", "17", "Diplomats, families or citizens taken out or told to leave."),
    ("TALKS_FAILURE", _E, -4.0, 2, "SANCTION:withdraw / REJECT:meet", "164/125", "4", "Talks or offers refused, broken off or stalled; a truce rejected."),
    ("CONDEMN_ACCUSE", _E, -2.0, 1, "ACCUSE", "111/112/1123", "2", "Condemnation, accusation, blame, protest in words."),
    ("HOSTILE_DEMAND", _E, -2.0, 2, "REQUEST:yield", "1056/104", "4", "A demand that an adversary leave, yield or answer for something."),
    ("UNREST", _E, -5.0, 2, "PROTEST:demo/riot", "141/145", "2", "Protest, riot or boycott around a crisis."),
    ("TENSION_RISE", _E, -1.5, 1, "(CAMEO 012 comment)", "012", "1", "The text says that tension, risk or insecurity rises; nobody acts."),
    ("DEESC_CALL", _D, 2.0, 0, "REQUEST:change", "0256/027", "-", "A call, plea or hope for restraint, calm or an end."),
    ("TALKS_MEDIATION", _D, 4.0, 0, "CONSULT:third-party", "045/046", "-", "Talks or mediation meant to calm or settle."),
    ("CEASEFIRE", _D, 7.5, 0, "RETREAT:ceasefire", "0871", "-", "A ceasefire or truce: agreed, kept, offered, demanded; arms laid down."),
    ("WITHDRAWAL", _D, 8.0, 0, "RETREAT:withdraw", "087/0874", "-", "Forces or arms pulled back or reduced."),
    ("RESTRAINT", _D, 3.0, 0, "AGREE", "0356/013", "-", "A party shows or professes restraint, or violence is told to fall."),
    ("CONCESSION_DEAL", _D, 5.0, 0, "CONCEDE / AGREE / RETREAT:release", "057/085/084", "-", "An agreement, relief of sanctions, a release, an exchange, aid given."),
    ("CONTACT", "neutral", 0.0, 0, "CONSULT:phone/visit", "041/042", "-", "A call, visit or meeting whose aim is neither calming nor hostile."),
)  # fmt: skip

TYPES: Final[Mapping[str, SignalType]] = {
    name: SignalType(name, polarity, weight, rung, plover, cameo, kahn, definition)
    for name, polarity, weight, rung, plover, cameo, kahn, definition in _ROWS
}


def as_document() -> dict[str, object]:
    """Gives the table as `schemas/taxonomy.json` publishes it."""
    fields = ("polarity", "weight", "rung", "plover", "cameo", "kahn", "definition")
    return {
        "version": TAXONOMY_VERSION,
        "sources": ["PLOVER codebook 2018", "CAMEO 1.1b3", "Goldstein 1992", "Kahn 1965"],
        "types": {row.name: {field: getattr(row, field) for field in fields} for row in TYPES.values()},
    }
