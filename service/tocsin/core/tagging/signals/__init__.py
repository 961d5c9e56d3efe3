"""The signal families: one file each, one line here. They never import each other and their order doesn't matter."""

from collections.abc import Mapping

from tocsin.core.tagging.rules import Rule
from tocsin.core.tagging.signals import (
    bombs,
    capture,
    coercion,
    cooperation,
    covert,
    dispute,
    encounters,
    force,
    ground,
    mobilisation,
    peace,
    power,
    threat,
    war,
)

FAMILIES: Mapping[str, tuple[Rule, ...]] = {
    "bombs": bombs.RULES,
    "capture": capture.RULES,
    "coercion": coercion.RULES,
    "cooperation": cooperation.RULES,
    "covert": covert.RULES,
    "dispute": dispute.RULES,
    "encounters": encounters.RULES,
    "force": force.RULES,
    "ground": ground.RULES,
    "mobilisation": mobilisation.RULES,
    "peace": peace.RULES,
    "power": power.RULES,
    "threat": threat.RULES,
    "war": war.RULES,
}
