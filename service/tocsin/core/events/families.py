"""The signal types as threads see them: three families, five classes, and a few words for each type."""

from typing import Final, Literal

from tocsin.core.records.alerts import Family
from tocsin.core.records.signals import Status

# What a denial must match to correct an alert: an act of the same class.
ActClass = Literal["force", "weapons", "threat", "readiness", "pressure"]

_FORCE: Final = {
    "WAR_INVASION": "ground offensive or invasion",
    "WMD_NUCLEAR": "nuclear, chemical or biological weapons",
    "ATTACK_AIR": "strike from the air",
    "ATTACK_MISSILE": "rocket, missile or artillery fire",
    "ATTACK_ARMED": "armed attack",
    "ATTACK_MARITIME": "attack on or seizure of ships",
    "ATTACK_DIPLOMATIC": "attack on an embassy or consulate",
    "ASSASSINATION": "targeted killing",
}
_THREAT: Final = {"THREAT_FORCE": "threat of force", "RETALIATION": "vow of retaliation"}
_READINESS: Final = {
    "ATTACK_PREPARATION": "preparation of an attack",
    "FORCE_DEPLOYMENT": "deployment of forces",
    "READINESS_ALERT": "forces put on alert",
    "SHOW_OF_FORCE": "show of force",
    "PROXY_MOBILISATION": "armed partners set in motion",
}
# PLOVER codes cyber attacks as coercion, not as assault.
_PRESSURE: Final = {
    "ATTACK_CYBER": "cyber attack or sabotage",
    "COERCION_SANCTIONS": "sanctions, blockade or seizure",
    "BREAK_RELATIONS": "relations cut or diplomats expelled",
}
_WORDS: Final = {**_FORCE, **_THREAT, **_READINESS, **_PRESSURE, "EVACUATION": "evacuation of citizens or diplomats"}

# A nuclear test is an act as a shelling is.
ARMED_ACTS: Final[frozenset[ActClass]] = frozenset(("force", "weapons"))
_STATUS_RANK: Final[dict[Status, int]] = {"possible": 1, "threatened": 2, "ordered": 3, "actual": 4}


def family_of(kind: str) -> Family:
    """A threat to shell a town and the shelling of it are one thread, so threat, order and act are one family."""
    if kind in _FORCE or kind in _THREAT or kind in _READINESS:
        return "FORCE"
    return "COERCION" if kind in _PRESSURE else "OTHER"


def class_of(kind: str) -> ActClass:
    """Gives the class of an act; what belongs to no other is pressure."""
    if kind == "WMD_NUCLEAR":
        # A nuclear test that is denied takes no shelling back.
        return "weapons"
    if kind in _FORCE:
        return "force"
    if kind in _THREAT:
        return "threat"
    return "readiness" if kind in _READINESS else "pressure"


def words_of(kind: str) -> str:
    """Gives a type in words."""
    return _WORDS.get(kind, kind.replace("_", " ").lower())


def rank_of(status: Status) -> int:
    """Orders possible < threatened < ordered < actual; what is denied or history has no rank."""
    return _STATUS_RANK.get(status, 0)
