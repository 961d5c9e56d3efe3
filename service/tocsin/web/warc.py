"""WARC both ways."""

from tocsin.core.urls import ScreenedUrl
from tocsin.web.metering import Meter


class WarcArchive:
    """Writes exchanges."""

    def keep(self, hop: ScreenedUrl, meter: Meter) -> str:
        """Keeps one."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes."""
