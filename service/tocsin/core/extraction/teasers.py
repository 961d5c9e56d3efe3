"""What stands within or under an article's text and is not of it: teasers, sign-up and share lines, credits.

Other stories' headlines under an article make a tagger see what the article never says. Rules look at whole
paragraphs, by the words that news sites begin such lines with; a sentence of the article is not to be lost to them.
"""

import re

from tocsin.core.extraction.text import is_furniture

# "Read more: <headline>" and its kind. After these a headline follows, never a sentence of the article.
_ALSO_READ = (
    r"(?:also )?(?:read|watch|see|listen)(?: more| also| next| now| too)?(?: (?:about|on) [^:]{2,40})?|(?:more|related)(?: (?:coverage|stories|reading|news|on this story))?"
    r"|(?:don'?t|do not) miss|recommended(?: (?:stories|reading|for you))?|must[- ]read|you may also like|in pictures|explainer"
    r"|(?:lesen|sehen|hören) sie(?: (?:auch|dazu|hier|mehr))+|auch (?:lesen|interessant)|mehr (?:dazu|lesen|themen|zum thema)|lesetipps?|siehe auch|passend dazu|weitere themen|das könnte sie auch interessieren"
    r"|(?:à )?(?:lire|voir|écouter|découvrir)(?: aussi| également| plus)?|sur le même (?:sujet|thème)|pour aller plus loin|notre dossier"
    r"|(?:lea|lee|vea|ve|mira|mire|conozca|entérate|leer|ver|le[ie]r)(?: también| más| además)|(?:te|le|os) (?:puede|podría) interesar|además lee|también (?:lee|lea|puedes leer)|nota relacionada|más información|no te pierdas"
    r"|(?:leia|veja|saiba|confira|assista)(?: também| mais)|notícias relacionadas"
    r"|leggi (?:anche|tutto|pure)|guarda anche|potrebbe interessarti|per approfondire"
    r"|(?:читайте|смотрите|слушайте) (?:также|ещё|еще)|по теме|подробнее|читайте (?:також|ще)|дивіться також"
    r"|(?:czytaj|zobacz|przeczytaj|sprawdź|obejrzyj)(?: także| też| również| więcej)?"
    r"|lees (?:ook|meer|verder)|bekijk ook|läs (?:också|även|mer)|les (?:også|mer)|læs (?:også|mere)|lue myös"
    r"|ayrıca (?:okuyun|bakınız)|ilginizi çekebilir|(?:çok )?okunanlar|διαβάστε (?:επίσης|ακόμη|ακόμα|περισσότερα)|δείτε (?:επίσης|ακόμα)"
    r"|(?:čtěte|přečtěte si|čítajte)(?: také| aj| též| tiež)?|olvassa? el|citește (?:și|mai mult)|citeşte (?:și|şi)|прочетете (?:още|също)|pročitajte (?:još|i|više)"
    r"|baca (?:juga|selengkapnya)|simak juga|lihat juga|xem thêm|đọc thêm"
    r"|(?:إقرأ|اقرأ|شاهد|طالع) (?:أيضا|أيضاً|ايضا|أيضًا|المزيد)|(?:بیشتر|همچنین) بخوانید|קראו (?:גם|עוד)|ये भी पढ़ें|यह भी पढ़ें|延伸阅读|相关(?:阅读|新闻|报道)|更多(?:新闻|阅读)|関連(?:記事|ニュース)|あわせて読みたい"
)
_TEASER = re.compile(
    rf"(?:[-•*►▶→»>|]\s*)?[\[(]?(?:{_ALSO_READ})[\])]?(?:\s?[:|›»>→–—-]+(?:\s.*)?|\s*\.{{3}}|\s*…)", re.IGNORECASE
)
_TEASER_MAX = 300
# A heading that other stories follow.
_HEADING = re.compile(
    rf"(?:[-•*]\s*)?(?:{_ALSO_READ}"
    r"|(?:top|latest|more|other|related|recommended|popular|recent|trending|featured)[ -](?:stories|articles|news|posts|videos|topics|themen|headlines|content|from .{2,40})"
    r"|(?:empfohlene|weitere|ähnliche|verwandte|neueste|aktuelle|andere|meistgelesene)[rns]? (?:beiträge|artikel|themen|nachrichten|meldungen|news|inhalte|tipps|links)|(?:top[- ])?themen(?: bei .{2,30})?|meistgelesen|mehr aus .{2,40}"
    r"|articles? (?:similaires|liés|récents|recommandés)|les plus lus|dans la même rubrique|à la une"
    r"|(?:noticias|notas|artículos|temas|contenidos?) (?:relacionad[oa]s?|recomendad[oa]s?)|temas|lo más (?:leído|visto)|más noticias|etiquetas"
    r"|(?:notícias|artigos|matérias) relacionad[oa]s|tags|mais lidas|articoli correlati|le più lette|(?:похожие|другие|последние) (?:новости|статьи|материалы)|новости по теме"
    r")\s*:?",
    re.IGNORECASE,
)
_HEADING_MAX = 80
# From this share of the text on a heading may begin the foot.
_FOOT_FROM = 0.5
# A paragraph of the article, as against a headline of another: longer, and it ends like a sentence.
_SENTENCE_MIN = 160
_SENTENCE_END = re.compile(r"[.!?…。！？؟।»”\"')]\s*\Z")

# An appeal to the reader: it begins by asking, and names a channel of the site.
_APPEAL = re.compile(
    r"\W{0,3}(?:sign up|subscribe|follow|like us|join|download|get |click|tap|register|never miss|stay (?:up to date|informed|tuned|connected)|want (?:more|to)|for (?:more|the latest|breaking)|don'?t miss|support (?:our|us|independent)|have (?:a|any) (?:story|tip|news)|do you have|send (?:us|your)|contact us|you can follow|keep up|catch up|receive|enjoy(?:ed|ing)?|become a|already a|log ?in|to (?:read|continue reading)"
    r"|abonnier|folge|folgen sie|jetzt|melde|melden sie|zum newsletter|mit (?:unserem|dem) newsletter|unser(?:en)? newsletter|registrieren|newsletter|laden sie|hier (?:geht|können)|unterstütze|noch mehr|sie möchten|bleiben sie|tragen sie"
    r"|abonnez|inscrivez|suivez|retrouvez|téléchargez|recevez|pour (?:lire|accéder|recevoir|suivre|ne rien)|rejoignez|soutenez|cet article est réservé|déjà abonné"
    r"|s[ií]guenos|s[ií]gue|suscr[ií]b|[úu]nete|recibe|descarga|¿?ya sab[ií]as que|¡?mira lo que|reg[ií]strate|para (?:leer|recibir|seguir)|si (?:quieres|desea)|no te pierdas|encu[eé]ntranos|haz clic|conoce más"
    r"|siga|assine|inscreva|receba|participe|baixe|clique|quer (?:receber|ficar)|acompanhe|seguici|iscriviti|abbonati|scarica|ricevi|segui |clicca"
    r"|подпис|подпиш|следите|присоедин|читайте нас|наш (?:телеграм|канал)|підпис|стежте|приєдн"
    r"|zapisz|subskryb|zapraszam|obserwuj|śledź|polub|pobierz|dołącz|volg |schrijf|abonneer|meld je|ontvang|följ|prenumerera|følg|tilaa|takip|abone ol|ακολουθ|εγγραφ|ikuti|dapatkan|gabung|theo dõi|تابع|اشترك|انضم|عضو|关注|订阅|フォロー|登録)",
    re.IGNORECASE,
)
_CHANNEL = re.compile(
    r"newsletters?|e-?paper|e-?nation|\bapp\b|\bapps\b|twitter|facebook|instagram|telegram|whats-?app|youtube|tiktok|linkedin|google (?:news|discover)|\binbox\b|push|rss|podcast|subscri|suscri|abonn|abo\b|abos\b|premium|digital (?:access|edition)|full story|mailing list|alerts\b|social media|our (?:channel|website|journalism)|paywall|membership|account|log ?in|illimité|lire la suite"
    r"|canal|телеграм|telegram|канал|subskryp|prenumer|nyhetsbrev|nyhedsbrev|nieuwsbrief|bülten|kanal|boletín|boletin|notificaciones|notícias no|grupo|تلغرام|تويتر|فيسبوك|يوتيوب|微信|微博|公众号|メルマガ",
    re.IGNORECASE,
)
_APPEAL_MAX = 350
# Lines of rights and picture credits, and of systems ("Last modified: ...").
_CREDIT = re.compile(
    r"(?:©|\(c\) ?\d{4}|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены|materiał chroniony|wszelkie prawa)"
    r".{0,160}"
    r"|(?:\(|\[)?(?:photo|picture|image|foto|fotos|bild|bilder|symbolbild|archivbild|photos|crédito?|photo credit|image credit|crédit(?: photo)?|bildquelle|bildnachweis|fot\.|фото|imagen)(?: ?(?:by|von|credit|courtesy(?: of)?|de|:|/|©|\|))+.{1,90}"
    r"|(?:getty images|ap photo|afp via getty images|shutterstock|imago|adobe stock|istock(?:photo)?|dpa|picture[- ]alliance|reuters/[\w .]{3,30}|[\w .]{3,30}/(?:getty images|reuters|afp|ap|dpa))[\s/.)]*"
    r"|(?:last (?:modified|updated)|zuletzt (?:aktualisiert|geändert)|dernière mise à jour|release date|category ?|tags?|filed under|posted in|schlagw[oö]rt?er|kategorien?|etiquetas|themen) ?:.{0,120}"
    r"|teilen mit|wird geladen.{0,3}|bewerten|gefällt mir.{0,20}|loading\W{0,3}|share this:?|like this:?",
    re.IGNORECASE,
)
_CREDIT_MAX = 220


def own(paragraphs: list[str]) -> list[str]:
    """Gives a text's paragraphs without those of the site and of other stories, the foot cut off."""
    kept = [p for p in paragraphs if not is_foreign(p)]
    return _without_foot(kept)


def is_foreign(paragraph: str) -> bool:
    """Tells whether a whole paragraph is a teaser, an appeal to the reader, a credit or furniture."""
    line = paragraph.strip()
    return (
        is_furniture(line)
        or (len(line) <= _TEASER_MAX and _TEASER.fullmatch(line) is not None)
        or (len(line) <= _APPEAL_MAX and _APPEAL.match(line) is not None and _CHANNEL.search(line) is not None)
        or (len(line) <= _CREDIT_MAX and _CREDIT.fullmatch(line) is not None)
    )


def _without_foot(paragraphs: list[str]) -> list[str]:
    """Cuts from a heading of other stories on, where nothing but headlines follows it; then headings that are left."""
    total = sum(len(p) for p in paragraphs)
    seen = 0
    for at, paragraph in enumerate(paragraphs):
        if seen >= total * _FOOT_FROM and _is_heading(paragraph) and not any(map(_is_running, paragraphs[at + 1 :])):
            return _without_foot(paragraphs[:at])
        seen += len(paragraph)
    while len(paragraphs) > 1 and (paragraphs[-1].endswith(":") and len(paragraphs[-1]) <= _HEADING_MAX):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= _HEADING_MAX and _HEADING.fullmatch(paragraph.strip()) is not None


def _is_running(paragraph: str) -> bool:
    return len(paragraph) >= _SENTENCE_MIN and _SENTENCE_END.search(paragraph) is not None
