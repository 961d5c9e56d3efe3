"""A stream of articles before the book of threads."""

from tocsin.core.events import Book, decide
from tocsin.core.events.state import Applied


class Stream:
    """Articles one after the other, each decided on and taken in."""

    def __init__(self):
        self.book, self.offset, self.decisions = Book(), 0, []

    def tell(self, one):
        decision = decide(one, self.book, Applied(offset=self.offset, timestamp_ms=self.offset))
        self.book.take_in(decision)
        self.offset += 1
        self.decisions.append(decision)
        return decision

    def kinds(self, *articles):
        return [[alert.kind for alert in self.tell(one).alerts] for one in articles]

    def last(self, *articles):
        """The last article's alert, or why there was none: the reasons of its mentions."""
        decision = [self.tell(one) for one in articles][-1]
        assert len(decision.alerts) <= 1
        return decision.alerts[0] if decision.alerts else {mention.quiet_reason for mention in decision.mentions}
