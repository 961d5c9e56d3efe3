"""The versions that records name. They stand apart from the tagger, which a worker's own process never loads."""

from typing import Final

# Of the tagger's rules, and of the list of signal types in `schemas/taxonomy.json`.
TAGGER_VERSION: Final = "1"
TAXONOMY_VERSION: Final = "1"
