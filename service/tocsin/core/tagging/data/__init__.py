"""The tables that the tagger reads names from, read once from the package's own files.

- `states.tsv`: ISO 3166-1 alpha-3 (XKX, the code in use, for Kosovo); English names after CLDR 46 with the older and
  colloquial ones added, demonyms, capitals.
- `leaders.tsv`: heads of state and government, ministers of defence and foreign affairs, spokespersons of the last ten
  years and those older ones that are still told of; `name~surname` where the surname alone is unmistakable.
- `forces.tsv`: forces, services, ministries and seats of government with the state they speak for.
- `groups.tsv`: armed groups, alliances and organisations; CAMEO's codes for known groups, Wikidata ids where certain.
- `hiding.tsv`: names that hide a shorter one which they contain and which is no party there: papers, firms, dishes.
- `cities.tsv`: from GeoNames (https://www.geonames.org, CC BY 4.0), written by `service/tools/make_cities.py`.
- `sites.tsv`: our own table of bases, nuclear sites, crossings, straits, seas and contested regions; coordinates to
  about a kilometre for a site, its middle for a province or a sea.
"""

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name`.tsv without its header, cell by cell; a cell with several values parts them with `|`."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines()[1:])
