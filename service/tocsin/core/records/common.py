"""Types that several records share."""

from typing import Annotated, Any, Literal

from msgspec import Meta

Timestamp = Annotated[
    str,
    Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", description="UTC, YYYY-MM-DDTHH:MM:SS.mmmZ"),
]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$")]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="hexadecimal")]

Mode = Literal["live", "replay", "backfill", "test"]
# What a wire sends beside its own fields is carried through unread.
Attributes = dict[str, Any]
# The two names where title and body tell of different adversaries.
ActorConflict = Annotated[tuple[str, ...], Meta(min_length=2, max_length=2)]
