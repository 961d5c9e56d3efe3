"""What a page is when it is no article. Precision first: each rule needs several signs, and doubt is an article.

| detail | signs |
|---|---|
| `empty` | no text at all |
| `consent_wall` | short text that speaks of cookies and consent, in a page that is not about them |
| `javascript_shell` | hardly any text, and the page asks for JavaScript or is an application's empty frame |
| `login` | a password field and hardly any text |
| `paywall` | hardly any text, and it asks to subscribe |
| `soft_404` | short text under a headline that says "not found" |
| `video_shell` | a video by its own account, and hardly any text |
| `section_front`, `tag_page`, `live_index` | links to many stories, no running text, nothing that names an article |
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tocsin.core.extraction.articles import is_article
from tocsin.core.extraction.page import Node, Page, types

# Characters of text: hardly any, short.
_HARDLY_ANY, _SHORT = 350, 1_500
_HEADLINE_WORDS = 4
_LINKS_SEEN_MAX = 3_000
# A front links to many stories, and most of its text is links.
_FRONT_LINKS, _TAG_LINKS, _LINKED_SHARE = 20, 10, 0.5
_RUNNING_CHARS, _RUNNING_FEW = 160, 3
_CONSENT_WORDS_MIN = 4

_NOT_FOUND = re.compile(
    r"\b(?:404|410)\b(?!\s*(?:[a-z]+ ){1,3}(?:killed|dead|people))|(?:page|article|content|site|story|url) (?:was |is |has |can(?:no|')t be |could not be |cannot be )?(?:not |no longer )(?:be )?(?:found|available|exist)|"
    r"(?:page|article) (?:not found|doesn['’]t exist|does not exist|has been removed|is missing)|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no (?:encontrada|existe|disponible)|página não encontrada|pagina non trovata|"
    r"страница не найдена|сторінк[уа] не знайдено|nie znaleziono strony|strona nie istnieje|pagina niet gevonden|sidan (?:kunde inte|hittades inte)|siden (?:findes|ble) ikke|sayfa bulunamadı|η σελίδα δεν βρέθηκε|الصفحة غير موجودة|页面不存在|ページが見つかりません",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b|consent|privacy (?:policy|settings)|personal data|your (?:choices|preferences)|we and our (?:\d+ )?partners|gdpr|legitimate interest|einwilligung|zustimm|datenschutz|akzeptieren|tracking|partenaires|consentement|données personnelles|consentimiento|privacidad|socios|aceptar|consenso|informativa",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"cookie|consent|privacy|before you continue|datenschutz|einwilligung|gdpr|tracking|surveillance", re.IGNORECASE
)
_NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need(?:s)?|without) (?:your )?java-?script|javascript (?:is |must be |to be )?(?:disabled|required|enabled|not enabled|deaktiviert|aktiviert|désactivé|necesario)|activer javascript|javascript aktivieren|habilit[ae] javascript|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|just a moment",
    re.IGNORECASE,
)
_SUBSCRIBE = re.compile(
    r"(?:subscribe|subscription|sign in|register|log ?in|become a member) (?:now )?(?:to|required|for) (?:continue|read|access|keep|full|unlimited)|(?:this|the) (?:article|content|story) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"weiterlesen mit|nur für abonnenten|réservé aux abonnés|solo para suscriptores|contenido exclusivo para|exclusivo para assinantes|riservato agli abbonati|только для подписчиков",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"log ?in|sign ?in|anmeld|einlogg|connexion|connecter|iniciar sesi|acceder|entrar|accedi|вход|увійти|zaloguj|inloggen",
    re.IGNORECASE,
)
_TAG_PATH = re.compile(
    r"/(?:tags?|topics?|themen?|thema|categor(?:y|ies|ia|ie)|kategorien?|authors?|autor(?:en|es)?|search|suche|archives?|schlagw[oö]rter|etiquetas?|labels?|rubri[ck]en?|sections?|keywords?)(?:/|$)",
    re.IGNORECASE,
)
_LIVE_PATH = re.compile(r"/(?:live|live-?blogs?|live-?ticker)/?$", re.IGNORECASE)
# An article's own address: a number or several words in its last part.
_SLUG = re.compile(r"\d{4,}|(?:[^\W_]+[-_]){3}|\.(?:html?|php|aspx?)$")
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"})


@dataclass(frozen=True, slots=True)
class _Links:
    """Links to stories in a page, the characters in all links, and those in the page."""

    stories: int
    linked_chars: int
    chars: int


def not_an_article(page: Page, article: Node, title: str | None, words: str) -> str | None:
    """Gives what kind of page it is when it is no article, else None. The tree may be stripped of scripts."""
    if not words:
        return "javascript_shell" if _asks_for_script(page.tree, "") else "empty"
    if len(words) <= _SHORT and (found := _short(page, article, title or "", words)):
        return found
    return _listing(page, article, words)


def _short(page: Page, article: Node, title: str, words: str) -> str | None:
    """Judges a page of little text. What names itself an article is only doubted when there is hardly any."""
    if _NOT_FOUND.search(title) and not _named_article(page, article):
        return "soft_404"
    if (
        len(_CONSENT.findall(words)) >= _CONSENT_WORDS_MIN
        and (not title or _CONSENT_TITLE.search(title))
        and not _named_article(page, article)
    ):
        return "consent_wall"
    if len(words) > _HARDLY_ANY:
        return None
    if _NEEDS_SCRIPT.search(words) or (_NEEDS_SCRIPT.search(title) and not _named_article(page, article)):
        return "javascript_shell"
    if _SUBSCRIBE.search(words):
        return "paywall"
    if page.asks_password and (_LOGIN.search(title) or _LOGIN.search(words)):
        return "login"
    if _is_video(page, article):
        return "video_shell"
    return None


def _asks_for_script(tree: HtmlElement, words: str) -> bool:
    frame = any(tree.find(f".//div[@id='{name}']") is not None for name in ("root", "app", "__next", "__nuxt"))
    return frame or _NEEDS_SCRIPT.search(words) is not None


def _is_video(page: Page, article: Node) -> bool:
    return (page.first("og:type") or "").startswith("video") or "VideoObject" in types(article)


def _named_article(page: Page, article: Node) -> bool:
    """Tells whether the page calls itself an article."""
    return (
        any(is_article(name) for name in types(article))
        or (page.first("og:type") or "").lower() == "article"
        or page.first("article:published_time") is not None
    )


def _listing(page: Page, article: Node, words: str) -> str | None:
    """Judges a page of links to stories: only where no running text and nothing in its head says article."""
    running = sum(1 for p in words.split("\n\n") if len(p) >= _RUNNING_CHARS)
    path = urlsplit(page.url).path if "//" in page.url else "-"
    front = path in {"", "/"}
    if running >= _RUNNING_FEW or (_named_article(page, article) and not front):
        return None
    links = _links(page.tree)
    if links.linked_chars < links.chars * _LINKED_SHARE:
        return None
    if _TAG_PATH.search(path) and links.stories >= _TAG_LINKS:
        return "tag_page"
    if _LIVE_PATH.search(path) and links.stories >= _TAG_LINKS:
        return "live_index"
    listed = any(name in _LISTS for node in page.nodes for name in types(node))
    if links.stories >= _FRONT_LINKS and (front or listed or not _SLUG.search(path.rstrip("/").rpartition("/")[2])):
        return "section_front"
    return None


def _links(tree: HtmlElement) -> _Links:
    stories = linked = 0
    for seen, link in enumerate(tree.iter("a")):
        if seen >= _LINKS_SEEN_MAX:
            break
        text = " ".join(link.text_content().split())
        linked += len(text)
        stories += len(text.split()) >= _HEADLINE_WORDS
    return _Links(stories, linked, len(" ".join(tree.text_content().split())))
