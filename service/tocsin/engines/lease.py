"""The lease: is this worker surely still the owner of its partitions?"""

# A member is expired one session after its last accepted heartbeat; below that, nobody else can be the owner yet.
SHARE = 0.8


class Lease:
    """Held as long as the last heartbeat that the broker accepted is younger than 0.8 of the session.

    A frozen worker, or one cut off, finds its lease run out before it publishes anything. What it had already handed
    to its producer still goes out: only the broker could fence that.
    """

    def __init__(self, session_s: float) -> None:
        self._length_s = session_s * SHARE
        self._beat_s = float("-inf")

    def renew(self, sent_s: float) -> None:
        """Notes that a heartbeat sent at `sent_s` (steady clock) was accepted."""
        self._beat_s = max(self._beat_s, sent_s)

    def held(self, now_s: float) -> bool:
        """Says whether nobody else can be the owner yet."""
        return now_s - self._beat_s < self._length_s
