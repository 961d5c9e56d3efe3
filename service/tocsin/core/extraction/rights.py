"""What the publisher says may be done with the page, and what kind of piece it calls it."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tocsin.core.extraction import words
from tocsin.core.extraction.limits import URL_CHARS_MAX
from tocsin.core.extraction.page import Node, Page, string, types
from tocsin.core.extraction.text import one_line
from tocsin.core.records.page import Genre, ParseJob

_CHARS_MAX = 300
_GENRE_TYPES: dict[str, Genre] = {
    "OpinionNewsArticle": "opinion",
    "AnalysisNewsArticle": "analysis",
    "BackgroundNewsArticle": "analysis",
    "LiveBlogPosting": "live",
    "ReportageNewsArticle": "report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """As `records` describes them; null where the page says nothing."""

    meta_robots: str | None
    tdm_reservation: bool | None
    licence: str | None
    free_access: bool | None


def terms_of(page: Page, article: Node, job: ParseJob) -> Terms:
    """Reads meta robots (header and tag), TDM reservation (TDMRep: header before tag), licence and free access."""
    robots = [*((job.header_meta_robots,) if job.header_meta_robots else ()), *page.meta.get("robots", ())[:3]]
    return Terms(
        meta_robots=one_line(", ".join(dict.fromkeys(robots)))[:_CHARS_MAX] or None,
        tdm_reservation=_reserved(job.header_tdm or page.first("tdm-reservation")),
        licence=_licence(page, article),
        free_access=_free(article.get("isAccessibleForFree"), page.first("article:content_tier")),
    )


def genre_of(article: Node, url: str, section: str | None) -> Genre | None:
    """Gives what kind of piece the page calls itself: by its type, else by its folder or section."""
    for name in types(article):
        if name in _GENRE_TYPES:
            return _GENRE_TYPES[name]
    places = [*urlsplit(url).path.split("/")[1:-1], *([section] if section else ())]
    for genre, names in words.GENRE_WORDS:
        if any(names.fullmatch(place.strip()) for place in places):
            return genre
    return None


def _reserved(text: str | None) -> bool | None:
    """Reads TDMRep's value: 1 reserves the rights, 0 does not."""
    return {"1": True, "0": False}.get(text.strip()) if text else None


def _licence(page: Page, article: Node) -> str | None:
    link = page.tree.find(".//link[@rel='license']")
    if link is None:
        link = page.tree.find(".//head//link[@rel='copyright']")
    given = (
        string(article.get("license"))
        or (link.get("href") if link is not None else None)
        or page.first("dcterms.license")
    )
    return one_line(given)[:URL_CHARS_MAX] or None if given else None


def _free(given: object, tier: str | None) -> bool | None:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip().lower() in {"true", "false"}:
        return given.strip().lower() == "true"
    return {"free": True, "locked": False, "metered": False}.get(tier.strip().lower()) if tier else None
