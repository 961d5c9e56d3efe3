"""The breaker: when defects say that the deploy is bad rather than the records. Pure."""

from collections import deque


class Breaker:
    """Trips on too many defects in a row, or on too large a share of the last records."""

    def __init__(self, *, in_a_row_max: int, share_max: float, window: int, window_min: int) -> None:
        self._in_a_row_max = in_a_row_max
        self._share_max = share_max
        self._window_min = window_min
        self._last: deque[bool] = deque(maxlen=window)
        self._in_a_row = 0
        self._defects = 0

    def passed(self) -> None:
        """Notes a record that ended as it should."""
        self._in_a_row = 0
        self._note(defect=False)

    def failed(self) -> str | None:
        """Notes a defect; gives the reason to stop, or None."""
        self._in_a_row += 1
        self._note(defect=True)
        if self._in_a_row >= self._in_a_row_max:
            return f"{self._in_a_row} defects in a row"
        if len(self._last) >= self._window_min and self._defects > self._share_max * len(self._last):
            return f"{self._defects} defects among the last {len(self._last)} records"
        return None

    def _note(self, *, defect: bool) -> None:
        if len(self._last) == self._last.maxlen:
            self._defects -= self._last[0]
        self._last.append(defect)
        self._defects += defect
