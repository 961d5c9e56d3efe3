"""The words by which pages of many languages say what is not their text: read by the modules named below.

A table a purpose; to serve another language, add its words here. Patterns match whole lines or path parts, and were
tried on 355 public pages in which they cut what they name and no sentence.
"""

import re

from tocsin.core.records.page import Genre

# text.py

# Site furniture where it stands alone on a line: never a sentence of the article. Whole lines only, in the wording of
# comment services, share bars and recommendation boxes of news sites.
FURNITURE = re.compile(
    r"""(?:
      comments?\ (?:powered\ by|are\ closed|loading)\b.{0,40}
    | (?:please\ )?enable\ javascript\ to\ view\ the\ comments.{0,40}
    | (?:view|show|see|load|post|add|leave)\ (?:all\ |a\ |your\ |more\ )?(?:\d+\ )?comments?
    | (?:the\ )?editor'?s?'?\ (?:picks?|choice)s?
    | (?:recommended|trending|related|popular|latest|most\ read|top)\ (?:stories|articles|news|videos?|topics|posts|content|links)
    | (?:you\ (?:may|might)\ also\ (?:like|be\ interested\ in)) | more\ (?:stories|on\ this(?:\ (?:story|topic))?|from\ this\ section)
    | most\ (?:read|popular|viewed|shared) | recommended(?:\ for\ you)? | trending(?:\ now)?
    | advertise?ment(?:\ -\ scroll\ to\ continue)? | story\ continues\ below(?:\ advertisement)? | article\ continues\ (?:below|after).{0,30}
    | scroll\ (?:down\ )?to\ continue(?:\ reading)? | sponsored(?:\ content)? | anzeige | werbung | publicit[eé] | publicidad | pubblicit[aà] | реклама
    | (?:share|tweet|print|e-?mail|whatsapp|facebook|twitter|linkedin|telegram|pinterest|copy\ link)
    | (?:share|print|e-?mail|save|bookmark)\ (?:this|the)?\ ?(?:article|story|page|post|on\ .{0,20})?
    | (?:sign\ up|subscribe)\ (?:to|for)\ (?:our|the)\ .{0,40}newsletters?.{0,20} | newsletter(?:\ sign-?up)?
    | follow\ us\ on\ .{0,40} | read\ (?:more|next|also|full\ (?:story|article))\W{0,3} | (?:click\ here\ )?to\ read\ more\W{0,3}
    | (?:mehr\ zum\ thema|lesen\ sie\ auch|auch\ interessant|weiterlesen|mehr\ lesen)\W{0,3}
    | (?:lire\ aussi|à\ lire\ aussi|lire\ la\ suite|en\ savoir\ plus|sur\ le\ même\ sujet)\W{0,3}
    | (?:lea\ también|lee\ también|leer\ más|te\ puede\ interesar|ver\ más)\W{0,3} | (?:leggi\ anche|leggi\ tutto|potrebbe\ interessarti)\W{0,3}
    | (?:читайте\ также|читать\ далее|подробнее)\W{0,3}
    )""",
    re.IGNORECASE | re.VERBOSE,
)

BULLET = re.compile(r"[-*•–—·▪►]\s|\d{1,3}[.)]\s")


# credits.py

# Agencies under the names that credits use. The key is how a credit is written, the value how the record says it.
AGENCIES = {
    "AFP": "AFP", "Agence France-Presse": "AFP", "Agence France Presse": "AFP", "Reuters": "Reuters", "REUTERS": "Reuters",
    "Thomson Reuters": "Reuters", "AP": "AP", "Associated Press": "AP", "The Associated Press": "AP", "dpa": "dpa", "DPA": "dpa",
    "dpa-AFX": "dpa", "ANSA": "ANSA", "EFE": "EFE", "Europa Press": "Europa Press", "TASS": "TASS", "Interfax": "Interfax",
    "Xinhua": "Xinhua", "Anadolu": "Anadolu", "Anadolu Agency": "Anadolu", "PTI": "PTI", "ANI": "ANI", "IANS": "IANS", "UPI": "UPI",
    "APA": "APA", "SDA": "SDA", "Keystone-SDA": "SDA", "ATS": "SDA", "Belga": "Belga", "ANP": "ANP", "NTB": "NTB", "Lusa": "Lusa",
    "PAP": "PAP", "MTI": "MTI", "ČTK": "ČTK", "TASR": "TASR", "Kyodo": "Kyodo", "Kyodo News": "Kyodo", "Yonhap": "Yonhap",
    "Bernama": "Bernama", "Antara": "Antara", "WAM": "WAM", "SPA": "SPA", "IRNA": "IRNA", "SANA": "SANA", "KUNA": "KUNA",
    "Ukrinform": "Ukrinform", "UNIAN": "UNIAN", "RIA Novosti": "RIA Novosti", "KCNA": "KCNA", "Petra": "Petra",
}  # fmt: skip

AGENCY_NAMES = "|".join(re.escape(name) for name in sorted(AGENCIES, key=len, reverse=True))

# "BEIRUT, Dec 4 (Reuters) - ...", "Paris (AFP) -- ...", "(AP) - ...": a dateline, within the first words.
CREDIT_DATELINE = re.compile(rf"\A.{{0,90}}?\(({AGENCY_NAMES})\)\s*[-–—:]+\s")

# "BERLIN, 4 December (dpa). ...", "Berlin/dpa - ...", "AFP - ...".
CREDIT_LEAD = re.compile(rf"\A(?:[^\W\d_][^\n.()]{{0,50}}[/,] ?)?({AGENCY_NAMES}) ?[-–—] ")

# A last line that is nothing but a credit: "AFP", "(AFP)", "Source: Reuters", "© 2020 Agence France-Presse".
CREDIT_LAST = re.compile(
    rf"(?:\(|(?:Source|Quelle|Fuente|Fonte)s?: ?|(?:©|\(c\)|Copyright) ?(?:\d{{4}} )?)?({AGENCY_NAMES})\)?[ .]*\Z"
)


# moments.py, stamps.py

YEAR_LAST = re.compile(
    r"(?<![\d.:])(?P<d>\d\d?)(?P<s>[./-]) ?(?P<m>\d\d?)(?P=s) ?(?P<y>\d{4}|(?<=\.)\d\d)(?![\d.]\d)(?:[^\d]{1,12}(?P<time>\d\d?[:.]\d\d))?"
)

# A day, a month in words and a year, in any language that writes them so; the time may follow.
WORDED_DATE = re.compile(
    r"(?<!\d)\d\d?(?:\.|st|nd|rd|th|er|º)? ?(?:de |d')?[^\W\d_]{3,14}\.?,? ?(?:de |del )?\d{4}(?!\d)|(?<!\w)[^\W\d_]{3,14}\.? \d\d?(?:st|nd|rd|th)?,? \d{4}(?!\d)"
)

DATE_CLASS = re.compile(
    r"(?<![a-z])(?!up)(?:[a-z]*[_-])?(?:pub(?:lish)?|post|entry|article|news|story|creat(?:ed|ion)|item-?post)?[_-]?(?:date|datum|fecha|timestamp|published|posted-on|posted|authored|meta-date|datetime)(?![a-z])|PostDate|publishDate|pubDate|CreationDate",
    re.IGNORECASE,
)

# A date's own marks in a text: enough to try and read it.
HAS_DATE = re.compile(r"\d{4}.{0,6}\d\d?|\d\d?.{1,25}\d{4}|\D{3,12}\d\d?,? \d{4}|\d\.\d\d?\.\d\d", re.DOTALL)

MODIFIED_CLASS = re.compile(r"modif|updat|aktualis", re.IGNORECASE)
PUBLISHED_CLASS = re.compile(r"publi|entry-date|post-date|created", re.IGNORECASE)

# Boxes of other stories; those of comments and lists; and those that are the article's unless they link to stories.
RELATED_CLASS = re.compile(r"related|recommend|most-?read|ticker|carousel|slider", re.IGNORECASE)
LISTS_CLASS = re.compile(r"comment|kommentar|menu|calendar|breadcrumb", re.IGNORECASE)
BESIDE_CLASS = re.compile(r"teaser|sidebar|widget|footer|event", re.IGNORECASE)

# What is said of an update in a line of dates; the publication's stands before it.
UPDATED = re.compile(
    r"\b(?:(?:last )?(?:updated?|modified|revised|edited)|(?:zuletzt )?(?:aktualisiert|ge[aä]ndert|bearbeitet|update)|stand|"
    r"mise? [aà] jour|actualis[eé]|modifi[eé]e?|(?:[uú]ltima )?actualiza(?:do|da|ci[oó]n)|atualiza(?:do|da|ção)|modificad[oa]|"
    r"aggiornat[oa]|aggiornamento|modificat[oa]|обновлен[оа]?|изменен[оа]?|оновлено|aktualizacja|zaktualizowano|aktualizov[aá]no|"
    r"uppdaterad|opdateret|oppdatert|p[aä]ivitetty|bijgewerkt|gewijzigd|güncelle\w*|ενημ[εέ]ρωση|diperbarui|cập nhật)\b|更新|최종수정|수정",
    re.IGNORECASE,
)

# Labels of dates that are an event's, a person's or a right's.
OTHER_DATE = re.compile(
    r"\b(?:termine?|wann|deadline|anmelde\w*|anmeldung|beginnt?|veranstaltung\w*|until|hasta|jusqu|bis|copyright|all rights"
    r"|registriert|registered|joined|member since|mitglied seit|geboren|born|birthday|inscrit|se uni[oó]|dabei seit|expires)\b",
    re.IGNORECASE,
)

# A line that dates one of those, a period, a quotation or a post elsewhere.
NOT_PUBLICATION = re.compile(
    rf"{OTHER_DATE.pattern}|[„“”«»\"©]|:\s*\Z|\d\.?\s?[-–—]\s?\d\d?\. ?[^\W\d_]|\A\S*\d\S* [-–—] \d|@\w", re.IGNORECASE
)

_DATE = rf"(?:\d{{4}}-\d\d-\d\d|{re.sub(r'[?]P<[a-z]+>', '?:', YEAR_LAST.pattern).replace('(?P=s)', '[./-]')}|{WORDED_DATE.pattern})"

# The words with which sites name the day of publication.
_PUBLISHED = (
    r"(?:published|posted|publication date|date of publication|first published|released"
    r"|(?:veröffentlicht|erschienen|publiziert|gepostet|online gestellt|erstellt|eingestellt)(?: am| um)?"
    r"|veröffentlichung(?:sdatum)?|erscheinungsdatum|publi[eé]e?(?: le)?|mis en ligne(?: le)?|publicad[oa](?: el| em)?"
    r"|fecha de publicaci[oó]n|data de publicação|pubblicat[oa](?: il)?|data di pubblicazione|опубликован[оа]?"
    r"|дата публикации|опубліковано|opublikowan[oya](?: dnia)?|data publikacji|dodan[oya]|gepubliceerd(?: op)?"
    r"|publicerad(?:es)?|publiceret|publisert|julkaistu|yayın(?:lanma)?(?: tarihi)?|diterbitkan|δημοσιεύ\w+)"
)

# A label of nothing else: "Published:", "Erschienen am".
PUBLISHED_LABEL = re.compile(rf"\W*{_PUBLISHED}(?: on| am| le| el| em| il| op)?\W*\Z", re.IGNORECASE)

# "Posted on <date>", "<date> veröffentlicht": directly at the date.
PUBLISHED_ON = re.compile(
    rf"\b{_PUBLISHED}"
    r"\b[^\w\n]{0,6}(?:(?:on|am|at|le|el|em|il|op|den|d\.|by|von|in|um)\b[^\d\n]{0,30})?[^\w\n]{0,4}(?:[^\W\d_]{2,12}\.?,? )?"
    rf"(?P<after>{_DATE}(?:[^\d\n]{{1,8}}\d\d?[:.]\d\d)?)"
    rf"|\A\W*(?:date|datum|fecha|data|дата)\W{{1,4}}(?P<alone>{_DATE})"
    rf"|(?P<before>{_DATE})[^.\n]{{0,25}}\b(?:gepostet|veröffentlicht|publiziert|erstellt|eingestellt|published|posted)\b",
    re.IGNORECASE,
)
CHANGED_ON = re.compile(
    rf"(?:{UPDATED.pattern})[^\d\n]{{0,12}}(?P<day>{_DATE})|(?:zuletzt|last)[^\d\n]{{0,12}}(?P<then>{_DATE})",
    re.IGNORECASE,
)

# The dateline of a release: place and full date, or the date alone, before a mark.
DATELINE = re.compile(
    rf"(?:[^\W\d_][\w .-]{{1,40}}[,/] ?)?(?:(?:den|le|el|il) )?(?P<open>\()?(?P<day>{_DATE})(?(open)\)|\s?[-–—:|.„“\"«/](?!\d))"
)

# people.py

BEFORE_A_NAME = re.compile(
    r"\A(?:(?:written|posted|published|reported|words|story|text)\s+)?(?:by|von|par|por|di|de la redacción|door|av|af|przez|автор|text|texte|autor(?:in)?|auteur|author|fotos?)\b[:\s]+",
    re.IGNORECASE,
)

# Not a person: an address, a number, a desk, a role that systems fill in.
NOT_A_NAME = re.compile(
    r"https?:|www\.|@\w+\.\w|\d|\b(?:admin(?:istrator)?|redak(?:tion|cja|ce)|redacci[oó]n|r[ée]daction|redazione|redactie|editor(?:ial|s)?|"
    r"staff|team|news(?:room|desk)?|desk|agenc(?:y|ies|e)|press|online|webmaster|correspondent|reporters?|guest|unknown|anonymous|"
    r"read more|share|comments?|profile|gmbh|verlag|zeitung|magazine?|inc|ltd|llc|media)\b",
    re.IGNORECASE,
)

NAME_EDGES = " .,:;-–—|()"


# rights.py

# Folders and sections under which news sites keep their comment, analysis and live pages.
GENRE_WORDS: tuple[tuple[Genre, "re.Pattern[str]"], ...] = (
    ("live", re.compile(r"live|live-?blog|live-?updates?|live-?ticker|liveticker|en-direct|en-vivo|direct", re.IGNORECASE)),
    ("opinion", re.compile(r"opinions?|op-?eds?|commentisfree|comment|commentary|columns?|columnists?|editorials?|letters|meinung|kommentare?|debatte|leitartikel|tribunes?|chroniques?|idees|opinione|opini[oó]n|editoriales|columnas|мнения|debate|blogs?/opinion|views?|viewpoint", re.IGNORECASE)),
    ("analysis", re.compile(r"analys[ie]s|analyse|an[aá]lisis|analisi|analiza|explainers?|explained|hintergrund|decryptage", re.IGNORECASE)),
)  # fmt: skip


# embedded.py

# Prose, as against labels and keys: some words and a sentence's end.
PROSE = re.compile(r"\s\S+\s\S+\s\S+.*[.!?…。！？؟।»”\"')>]\s*\Z", re.DOTALL)


# title.py

# What stands between a title and its site's name.
TITLE_SEPARATOR = re.compile(r"\s+(?:[|·•»«‹›~/:]|[-–—]{1,2})\s+|\s?[|»｜]\s?|\s*:: ?|(?<=\w)[-–—] (?=[A-Z])")


# teasers.py

# "Read more: <headline>" and its kind. After these a headline follows, never a sentence of the article.
ALSO_READ = (
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

TEASER = re.compile(
    rf"(?:[-•*►▶→»>|]\s*)?[\[(]?(?:{ALSO_READ})[\])]?(?:\s?[:|›»>→–—-]+(?:\s.*)?|\s*\.{{3}}|\s*…)", re.IGNORECASE
)

# A heading that other stories follow.
TEASER_HEADING = re.compile(
    rf"(?:[-•*]\s*)?(?:{ALSO_READ}"
    r"|(?:top|latest|more|other|related|recommended|popular|recent|trending|featured)[ -](?:stories|articles|news|posts|videos|topics|themen|headlines|content|from .{2,40})"
    r"|(?:empfohlene|weitere|ähnliche|verwandte|neueste|aktuelle|andere|meistgelesene)[rns]? (?:beiträge|artikel|themen|nachrichten|meldungen|news|inhalte|tipps|links)|(?:top[- ])?themen(?: bei .{2,30})?|meistgelesen|mehr aus .{2,40}"
    r"|articles? (?:similaires|liés|récents|recommandés)|les plus lus|dans la même rubrique|à la une"
    r"|(?:noticias|notas|artículos|temas|contenidos?) (?:relacionad[oa]s?|recomendad[oa]s?)|temas|lo más (?:leído|visto)|más noticias|etiquetas"
    r"|(?:notícias|artigos|matérias) relacionad[oa]s|tags|mais lidas|articoli correlati|le più lette|(?:похожие|другие|последние) (?:новости|статьи|материалы)|новости по теме"
    r")\s*:?",
    re.IGNORECASE,
)

SENTENCE_END = re.compile(r"[.!?…。！？؟।»”\"')]\s*\Z")

# An appeal to the reader: it begins by asking, and names a channel of the site.
APPEAL = re.compile(
    r"\W{0,3}(?:sign up|subscribe|follow|like us|join|download|get |click|tap|register|never miss|stay (?:up to date|informed|tuned|connected)|want (?:more|to)|for (?:more|the latest|breaking)|don'?t miss|support (?:our|us|independent)|have (?:a|any) (?:story|tip|news)|do you have|send (?:us|your)|contact us|you can follow|keep up|catch up|receive|enjoy(?:ed|ing)?|become a|already a|log ?in|to (?:read|continue reading)"
    r"|abonnier|folge|folgen sie|jetzt|melde|melden sie|zum newsletter|mit (?:unserem|dem) newsletter|unser(?:en)? newsletter|registrieren|newsletter|laden sie|hier (?:geht|können)|unterstütze|noch mehr|sie möchten|bleiben sie|tragen sie"
    r"|abonnez|inscrivez|suivez|retrouvez|téléchargez|recevez|pour (?:lire|accéder|recevoir|suivre|ne rien)|rejoignez|soutenez|cet article est réservé|déjà abonné"
    r"|s[ií]guenos|s[ií]gue|suscr[ií]b|[úu]nete|recibe|descarga|¿?ya sab[ií]as que|¡?mira lo que|reg[ií]strate|para (?:leer|recibir|seguir)|si (?:quieres|desea)|no te pierdas|encu[eé]ntranos|haz clic|conoce más"
    r"|siga|assine|inscreva|receba|participe|baixe|clique|quer (?:receber|ficar)|acompanhe|seguici|iscriviti|abbonati|scarica|ricevi|segui |clicca"
    r"|подпис|подпиш|следите|присоедин|читайте нас|наш (?:телеграм|канал)|підпис|стежте|приєдн"
    r"|zapisz|subskryb|zapraszam|obserwuj|śledź|polub|pobierz|dołącz|volg |schrijf|abonneer|meld je|ontvang|följ|prenumerera|følg|tilaa|takip|abone ol|ακολουθ|εγγραφ|ikuti|dapatkan|gabung|theo dõi|تابع|اشترك|انضم|عضو|关注|订阅|フォロー|登録)",
    re.IGNORECASE,
)

CHANNEL = re.compile(
    r"newsletters?|e-?paper|e-?nation|\bapp\b|\bapps\b|twitter|facebook|instagram|telegram|whats-?app|youtube|tiktok|linkedin|google (?:news|discover)|\binbox\b|push|rss|podcast|subscri|suscri|abonn|abo\b|abos\b|premium|digital (?:access|edition)|full story|mailing list|alerts\b|social media|our (?:channel|website|journalism)|paywall|membership|account|log ?in|illimité|lire la suite"
    r"|canal|телеграм|telegram|канал|subskryp|prenumer|nyhetsbrev|nyhedsbrev|nieuwsbrief|bülten|kanal|boletín|boletin|notificaciones|notícias no|grupo|تلغرام|تويتر|فيسبوك|يوتيوب|微信|微博|公众号|メルマガ",
    re.IGNORECASE,
)

# Lines of rights and picture credits, and of systems ("Last modified: ...").
CREDIT_LINE = re.compile(
    r"(?:©|\(c\) ?\d{4}|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|все права защищены|materiał chroniony|wszelkie prawa)"
    r".{0,160}"
    r"|(?:\(|\[)?(?:photo|picture|image|foto|fotos|bild|bilder|symbolbild|archivbild|photos|crédito?|photo credit|image credit|crédit(?: photo)?|bildquelle|bildnachweis|fot\.|фото|imagen)(?: ?(?:by|von|credit|courtesy(?: of)?|de|:|/|©|\|))+.{1,90}"
    r"|(?:getty images|ap photo|afp via getty images|shutterstock|imago|adobe stock|istock(?:photo)?|dpa|picture[- ]alliance|reuters/[\w .]{3,30}|[\w .]{3,30}/(?:getty images|reuters|afp|ap|dpa))[\s/.)]*"
    r"|(?:last (?:modified|updated)|zuletzt (?:aktualisiert|geändert)|dernière mise à jour|release date|category ?|tags?|filed under|posted in|schlagw[oö]rt?er|kategorien?|etiquetas|themen) ?:.{0,120}"
    r"|teilen mit|wird geladen.{0,3}|bewerten|gefällt mir.{0,20}|loading\W{0,3}|share this:?|like this:?",
    re.IGNORECASE,
)


# verdict.py

NOT_FOUND = re.compile(
    r"\b(?:404|410)\b(?!\s*(?:[a-z]+ ){1,3}(?:killed|dead|people))|(?:page|article|content|site|story|url) (?:was |is |has |can(?:no|')t be |could not be |cannot be )?(?:not |no longer )(?:be )?(?:found|available|exist)|"
    r"(?:page|article) (?:not found|doesn['’]t exist|does not exist|has been removed|is missing)|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no (?:encontrada|existe|disponible)|página não encontrada|pagina non trovata|"
    r"страница не найдена|сторінк[уа] не знайдено|nie znaleziono strony|strona nie istnieje|pagina niet gevonden|sidan (?:kunde inte|hittades inte)|siden (?:findes|ble) ikke|sayfa bulunamadı|η σελίδα δεν βρέθηκε|الصفحة غير موجودة|页面不存在|ページが見つかりません",
    re.IGNORECASE,
)

CONSENT = re.compile(
    r"cookies?\b|consent|privacy (?:policy|settings)|personal data|your (?:choices|preferences)|we and our (?:\d+ )?partners|gdpr|legitimate interest|einwilligung|zustimm|datenschutz|akzeptieren|tracking|partenaires|consentement|données personnelles|consentimiento|privacidad|socios|aceptar|consenso|informativa",
    re.IGNORECASE,
)

CONSENT_TITLE = re.compile(
    r"cookie|consent|privacy|before you continue|datenschutz|einwilligung|gdpr|tracking|surveillance", re.IGNORECASE
)

NEEDS_SCRIPT = re.compile(
    r"(?:enable|activate|turn on|requires?|need(?:s)?|without) (?:your )?java-?script|javascript (?:is |must be |to be )?(?:disabled|required|enabled|not enabled|deaktiviert|aktiviert|désactivé|necesario)|activer javascript|javascript aktivieren|habilit[ae] javascript|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|just a moment",
    re.IGNORECASE,
)

SUBSCRIBE = re.compile(
    r"(?:subscribe|subscription|sign in|register|log ?in|become a member) (?:now )?(?:to|required|for) (?:continue|read|access|keep|full|unlimited)|(?:this|the) (?:article|content|story) is (?:only |exclusively )?(?:for|available to|reserved for) (?:our )?(?:paying )?(?:subscribers|members)|"
    r"weiterlesen mit|nur für abonnenten|réservé aux abonnés|solo para suscriptores|contenido exclusivo para|exclusivo para assinantes|riservato agli abbonati|только для подписчиков",
    re.IGNORECASE,
)

LOGIN = re.compile(
    r"log ?in|sign ?in|anmeld|einlogg|connexion|connecter|iniciar sesi|acceder|entrar|accedi|вход|увійти|zaloguj|inloggen",
    re.IGNORECASE,
)

TAG_PATH = re.compile(
    r"/(?:tags?|topics?|themen?|thema|categor(?:y|ies|ia|ie)|kategorien?|authors?|autor(?:en|es)?|search|suche|archives?|schlagw[oö]rter|etiquetas?|labels?|rubri[ck]en?|sections?|keywords?)(?:/|$)",
    re.IGNORECASE,
)
