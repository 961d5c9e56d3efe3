"""Time as the records write it.

Inside the service a moment is an `int`: milliseconds since the Unix epoch, UTC. On topics it is the text
`YYYY-MM-DDTHH:MM:SS.mmmZ`, exactly (design: records, "Times").
"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
# datetime's own range: a text beyond it is no moment.
LATEST_MS = int((datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) / timedelta(milliseconds=1))


def text_of(moment_ms: int) -> str:
    """Gives milliseconds since the epoch as `YYYY-MM-DDTHH:MM:SS.mmmZ`; out-of-range moments are clamped."""
    bounded = min(max(moment_ms, 0), LATEST_MS)
    moment = EPOCH + timedelta(milliseconds=bounded)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{bounded % SECOND_MS:03d}Z"


def ms_of(moment: datetime) -> int:
    """Gives an aware datetime as milliseconds since the epoch (UTC)."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def parse(text: str) -> int | None:
    """Reads an ISO 8601 date or date-time; without an offset it is UTC. Gives milliseconds, or None if it is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        found = ms_of(aware)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found <= LATEST_MS else None
