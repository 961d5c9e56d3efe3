"""What a lane needs from its consumer group; Faust's Consumer gives it (`consumer`), tests give it in memory."""

from collections.abc import Collection, Mapping
from typing import Protocol

Position = tuple[int, str]  # the offset to read next, and the commit's metadata


class Group(Protocol):
    """One consumer group and its one topic. Partitions are numbers."""

    def generation(self) -> int:
        """The group's generation as this member knows it; it changes with every rebalance."""

    async def commit(self, positions: Mapping[int, Position], patience_s: float) -> None:
        """Commits, or raises what the client raises: refused, fenced. Raises TimeoutError after `patience_s`.

        After that it must have stopped trying: a late commit would take a newer owner's mark back.
        """

    async def committed(self, partitions: Collection[int]) -> dict[int, Position]:
        """Gives what is committed; a partition without a commit is missing."""

    async def starts(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the first offset that each partition still has."""

    async def ends(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the offset after the last record of each partition."""

    async def reads_from(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the offset from which each partition is read on; it passes markers and aborted records."""

    async def seek(self, offsets: Mapping[int, int]) -> None:
        """Reads on from these offsets; what was fetched before is dropped."""

    def hold(self, partition: int) -> None:
        """Fetches no more of a partition."""

    def unhold(self, partition: int) -> None:
        """Fetches it again."""
