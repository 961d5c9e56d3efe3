"""The news agency that a text comes from, as the text itself credits it."""

import re

# Agencies under the names that credits use. The key is how a credit is written, the value how the record says it.
_AGENCIES = {
    "AFP": "AFP", "Agence France-Presse": "AFP", "Agence France Presse": "AFP", "Reuters": "Reuters", "REUTERS": "Reuters",
    "Thomson Reuters": "Reuters", "AP": "AP", "Associated Press": "AP", "The Associated Press": "AP", "dpa": "dpa", "DPA": "dpa",
    "dpa-AFX": "dpa", "ANSA": "ANSA", "EFE": "EFE", "Europa Press": "Europa Press", "TASS": "TASS", "Interfax": "Interfax",
    "Xinhua": "Xinhua", "Anadolu": "Anadolu", "Anadolu Agency": "Anadolu", "PTI": "PTI", "ANI": "ANI", "IANS": "IANS", "UPI": "UPI",
    "APA": "APA", "SDA": "SDA", "Keystone-SDA": "SDA", "ATS": "SDA", "Belga": "Belga", "ANP": "ANP", "NTB": "NTB", "Lusa": "Lusa",
    "PAP": "PAP", "MTI": "MTI", "ČTK": "ČTK", "TASR": "TASR", "Kyodo": "Kyodo", "Kyodo News": "Kyodo", "Yonhap": "Yonhap",
    "Bernama": "Bernama", "Antara": "Antara", "WAM": "WAM", "SPA": "SPA", "IRNA": "IRNA", "SANA": "SANA", "KUNA": "KUNA",
    "Ukrinform": "Ukrinform", "UNIAN": "UNIAN", "RIA Novosti": "RIA Novosti", "KCNA": "KCNA", "Petra": "Petra",
}  # fmt: skip
_NAMES = "|".join(re.escape(name) for name in sorted(_AGENCIES, key=len, reverse=True))
# "BEIRUT, Dec 4 (Reuters) - ...", "Paris (AFP) -- ...", "(AP) - ...": a dateline, within the first words.
_DATELINE = re.compile(rf"\A.{{0,90}}?\(({_NAMES})\)\s*[-–—:]+\s")
# "BERLIN, 4 December (dpa). ...", "Berlin/dpa - ...", "AFP - ...".
_LEAD = re.compile(rf"\A(?:[^\W\d_][^\n.()]{{0,50}}[/,] ?)?({_NAMES}) ?[-–—] ")
# A last line that is nothing but a credit: "AFP", "(AFP)", "Source: Reuters", "© 2020 Agence France-Presse".
_LAST = re.compile(
    rf"(?:\(|(?:Source|Quelle|Fuente|Fonte)s?: ?|(?:©|\(c\)|Copyright) ?(?:\d{{4}} )?)?({_NAMES})\)?[ .]*\Z"
)
_PARAGRAPHS = 3


def wire_credit(text: str, authors: tuple[str, ...]) -> str | None:
    """Gives the agency that the by-line, the dateline or the last line credits; None when none does."""
    for author in authors:
        if author in _AGENCIES:
            return _AGENCIES[author]
    paragraphs = text.split("\n\n")
    for paragraph in paragraphs[:_PARAGRAPHS]:
        if found := _DATELINE.match(paragraph[:200]) or _LEAD.match(paragraph[:200]):
            return _AGENCIES[found[1]]
    last = paragraphs[-1]
    if len(paragraphs) > 1 and len(last) <= 60 and (found := _LAST.match(last)):  # noqa: PLR2004 - a credit, not a sentence
        return _AGENCIES[found[1]]
    return None
