"""Who reported an event, and how many of them are independent of one another."""

from collections.abc import Sequence
from dataclasses import replace

from tocsin.core.events.state import SOURCES_MAX
from tocsin.core.records.alerts import Source
from tocsin.core.records.article import Article
from tocsin.core.records.signals import Casualties, Count


def with_source(sources: tuple[Source, ...], article: Article) -> tuple[Source, ...]:
    """Adds an article to the sources, in place of its earlier revision; the first SOURCES_MAX are kept."""
    own = Source(
        publisher=article.publisher.domain or article.publisher.name,
        wire=article.wire_credit,
        family_id=article.family_id,
        article_id=article.id,
        url=article.url,
    )
    if any(source.article_id == own.article_id for source in sources):
        return tuple(own if source.article_id == own.article_id else source for source in sources)
    return (*sources, own)[:SOURCES_MAX]


def independent(sources: Sequence[Source]) -> int:
    """Counts the sources that share neither text nor publisher nor wire with an earlier one; at least 1."""
    groups: list[set[str]] = []
    for source in sources:
        marks = {f"text {source.family_id}"}
        marks |= {f"publisher {source.publisher}"} if source.publisher else set()
        marks |= {f"wire {source.wire.casefold()}"} if source.wire else set()
        sharing = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*sharing))
    return max(len(groups), 1)


def merged(known: Casualties | None, told: Casualties | None) -> Casualties | None:
    """Gives the higher count of each kind: a lower figure that comes late takes nothing back."""
    if known is None or told is None:
        return known or told
    return replace(
        known,
        dead=_higher(known.dead, told.dead),
        injured=_higher(known.injured, told.injured),
        captured=_higher(known.captured, told.captured),
        missing=_higher(known.missing, told.missing),
    )


def _higher(known: Count | None, told: Count | None) -> Count | None:
    return max(
        (count for count in (known, told) if count), key=lambda count: count.best or count.low or 0, default=None
    )
