"""Types that several records share."""

from typing import Annotated, Literal

from msgspec import Meta

Timestamp = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="UTC, YYYY-MM-DDTHH:MM:SS.mmmZ"),
]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="hexadecimal")]

Mode = Literal["live", "replay", "backfill", "test"]
Attributes = dict[str, object]
