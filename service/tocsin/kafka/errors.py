"""What can be wrong between us and the broker, each in one line that says what to do."""


class BadAccess(Exception):  # noqa: N818 - it is the operator's to mend, and the message says how
    """The settings of access contradict each other, or a file they name cannot be used."""


class BrokerAway(Exception):  # noqa: N818 - a state of the edge, not a mistake
    """Nobody answers at the address: no such host, refused, or silent."""


class BrokerRefused(Exception):  # noqa: N818 - the same
    """Somebody answers, but not to us: encryption, credentials or rights do not match."""


class UnknownTopic(Exception):  # noqa: N818 - the same
    """The broker knows no topic of this name."""
