"""Fresh reports of fighting for the troubles' feed: varied adversaries, places and figures, so that alerts come of them.

Every number has a story of its own; some tell of an event that another told already, most of one that nobody did.
"""

import random
import time
from itertools import combinations

# (adjective, name, places): states whose places a gazetteer knows.
STATES = (
    ("Indian", "India", ("Srinagar", "Jammu", "Amritsar")),
    ("Pakistani", "Pakistan", ("Lahore", "Sialkot", "Quetta")),
    ("Armenian", "Armenia", ("Goris", "Kapan", "Vardenis")),
    ("Azerbaijani", "Azerbaijan", ("Ganja", "Terter", "Barda")),
    ("Russian", "Russia", ("Belgorod", "Kursk", "Bryansk")),
    ("Ukrainian", "Ukraine", ("Kharkiv", "Sumy", "Nikopol")),
    ("Ethiopian", "Ethiopia", ("Humera", "Adigrat", "Metemma")),
    ("Eritrean", "Eritrea", ("Assab", "Senafe", "Keren")),
    ("Sudanese", "Sudan", ("Kassala", "Gedaref", "Kosti")),
    ("Chadian", "Chad", ("Adre", "Abeche", "Moundou")),
    ("Iranian", "Iran", ("Khorramshahr", "Ilam", "Zabol")),
    ("Iraqi", "Iraq", ("Basra", "Mosul", "Kirkuk")),
    ("Israeli", "Israel", ("Haifa", "Ashkelon", "Nahariya")),
    ("Syrian", "Syria", ("Daraa", "Aleppo", "Homs")),
    ("Thai", "Thailand", ("Surin", "Sisaket", "Buriram")),
    ("Cambodian", "Cambodia", ("Poipet", "Samraong", "Battambang")),
    ("Venezuelan", "Venezuela", ("Maracaibo", "San Cristobal", "Machiques")),
    ("Colombian", "Colombia", ("Cucuta", "Arauca", "Riohacha")),
)
PAIRS = tuple(combinations(range(len(STATES)), 2))
ACTS = (
    "{foe} artillery shelled {own} positions at {place} in {home} on {day}, killing {dead} soldiers and wounding {hurt}",
    "{foe} warplanes bombed a barracks at {place} in {home} on {day}, killing {dead} soldiers and wounding {hurt}",
    "{foe} missiles struck {place} in {home} on {day}, killing {dead} people and wounding {hurt}",
    "{foe} troops attacked {own} soldiers outside {place} in {home} on {day}, killing {dead} soldiers and wounding {hurt}",
)
WORDS = (
    "market bridge station hospital school river orchard depot quarry tower kiosk bakery stadium museum harbour mill "
    "library court chapel garage canal warehouse hotel theatre reservoir clinic factory airfield square garden tunnel"
).split()
PEOPLE = "A shopkeeper|A nurse|A farmer|Two drivers|A teacher|An engineer|A widow|Three students|A baker|A clerk".split(
    "|"
)
DID = "ran past|hid behind|had just left|was walking to|stood near|looked back at|drove by|waited at".split("|")
# One moment for the whole run: a story keeps its date however often it is asked for.
BEGAN_S = time.time() - 900


def story(number: int) -> tuple[str, str, str]:
    """Gives a story's title, its body in HTML, and when it was published (RFC 3339)."""
    chance = random.Random(number)
    first, second = PAIRS[number % len(PAIRS)]
    foe, home = chance.sample((STATES[first], STATES[second]), 2)
    at_s = BEGAN_S - number % 50 * 60
    told = {
        "foe": foe[0],
        "own": home[0],
        "home": home[1],
        "place": chance.choice(home[2]),
        "day": time.strftime("%A", time.gmtime(at_s)),
        "dead": str(chance.randint(2, 60)),
        "hurt": str(chance.randint(2, 90)),
    }
    act = chance.choice(ACTS).format(**told)
    lead = f"<p>{act}, the {home[0]} defence ministry said in its statement number {number}.</p>"
    title = f"{told['foe']} attack on {told['place']} kills {told['dead']}"
    published = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(at_s))
    return title, lead + "".join(_scene(chance, number) for _ in range(5)), published


def _scene(chance: random.Random, number: int) -> str:
    """Gives a paragraph in which nothing is done to anybody, in words that no other story has in this order."""
    told = [
        f"{chance.choice(PEOPLE)} {chance.choice(DID)} the {chance.choice(WORDS)} by the {chance.choice(WORDS)} "
        f"of street {chance.randint(1, 9_999)} at {chance.randint(1, 11)}.{chance.randint(10, 59)}"
        for _ in range(4)
    ]
    return f"<p>{', and '.join(told)}. The windows of house {number}{chance.randint(10, 99)} were boarded up.</p>"
