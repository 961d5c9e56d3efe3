"""What can be wrong between us and the broker, each in one line that says what to do.

One table maps the clients' exceptions into ours.
"""

import contextlib
from collections.abc import Iterator


class BadAccess(Exception):  # noqa: N818 - it is the operator's to mend, and the message says how
    """The settings of access contradict each other, or a file they name cannot be used."""


class BrokerAway(Exception):  # noqa: N818 - a state of the edge, not a mistake
    """Nobody answers at the address: no such host, refused, or silent."""


class BrokerRefused(Exception):  # noqa: N818 - the same
    """Somebody answers, but not to us: encryption, credentials or rights do not match."""


class UnknownTopic(Exception):  # noqa: N818 - the same
    """The broker knows no topic of this name."""


class Unconfirmed(Exception):  # noqa: N818 - the same
    """The broker did not acknowledge what was sent."""


_RIGHTS = "the broker grants us no right to {doing}; the README lists the rights that each command needs"
_LOST = "the broker stopped answering while we wanted to {doing}; try again, or look at the broker's own log"
# By name, because the two clients' classes differ and neither need be imported to be told apart.
_TABLE: dict[str, tuple[type[Exception], str]] = {
    "TopicAuthorizationFailedError": (BrokerRefused, _RIGHTS),
    "GroupAuthorizationFailedError": (BrokerRefused, _RIGHTS),
    # This is also what an idempotent producer without WRITE on any topic is told (KIP-679).
    "ClusterAuthorizationFailedError": (BrokerRefused, _RIGHTS),
    "TOPIC_AUTHORIZATION_FAILED": (BrokerRefused, _RIGHTS),
    "GROUP_AUTHORIZATION_FAILED": (BrokerRefused, _RIGHTS),
    "CLUSTER_AUTHORIZATION_FAILED": (BrokerRefused, _RIGHTS),
    "UnknownTopicOrPartitionError": (UnknownTopic, "the broker has no such topic to {doing}; `tocsin topics --create`"),
    "UNKNOWN_TOPIC_OR_PART": (UnknownTopic, "the broker has no such topic to {doing}; `tocsin topics --create`"),
}
_LOST_NAMES = {
    "GroupCoordinatorNotAvailableError",
    "GroupLoadInProgressError",
    "KafkaConnectionError",
    "KafkaTimeoutError",
    "NodeNotReadyError",
    "RequestTimedOutError",
    "TimeoutError",
    "_ALL_BROKERS_DOWN",
    "_TIMED_OUT",
    "_TIMED_OUT_QUEUE",
    "_TRANSPORT",
}


@contextlib.contextmanager
def edge(doing: str) -> Iterator[None]:
    """Maps a client's exception into ours; `doing` is what was wanted, such as `read news.url.dead.v1`."""
    try:
        yield
    except Exception as error:
        kind, line = _TABLE.get(named(error), (None, ""))
        if kind is not None:
            raise kind(line.format(doing=doing)) from error
        if named(error) in _LOST_NAMES:
            raise BrokerAway(_LOST.format(doing=doing)) from error
        raise


def named(error: BaseException) -> str:
    """Gives the name by which a client tells an error: aiokafka's class, or librdkafka's code."""
    first = error.args[0] if error.args else None
    code = getattr(first, "name", None)
    return str(code()) if callable(code) else type(error).__name__


def missing(topic: str) -> UnknownTopic:
    """Gives the error for a topic that is not there, or that we may not see."""
    return UnknownTopic(f"the broker has no topic {topic} (or shows it to us not); `tocsin topics --create` makes it")
