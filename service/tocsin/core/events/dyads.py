"""The pairs of adversaries that an article's own words tell of, for its record.

Those that its signals name, and those that alerting completes by the article's other signals and by the country in
which force was used. An open thread completes no pair here: the record says what the text says, whatever came before.
"""

from tocsin.core import escalation
from tocsin.core.events.book import Book
from tocsin.core.events.reports import is_told, reports
from tocsin.core.records.article import Article


def of_article(article: Article) -> tuple[str, ...]:
    """Gives the dyads, `CODE-CODE` in ASCII order, the pair that weighs most first."""
    if not any(map(is_told, article.signals)):
        return escalation.dyads(article.signals)
    weights = escalation.weighed(article.signals)
    for report in reports(article, Book(), 0):
        if report.dyad is not None and report.dyad not in weights:
            weights[report.dyad] = sum(map(escalation.contribution, report.signals))
    return escalation.ranked(weights) or escalation.dyads(article.signals)
