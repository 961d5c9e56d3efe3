"""Commits: the watermarks of a lane, carried to the broker while the lane runs and while it drains."""

import asyncio
import logging
from collections.abc import Mapping

from tocsin.engines.group import Group
from tocsin.engines.partition import Partition

log = logging.getLogger("tocsin.engine")

SLACK_S = 1.0  # for the way into the consumer's thread and back


class Unanswered(Exception):  # noqa: N818 - a state of the broker
    """A commit got no answer in time; aiokafka would go on trying for ever."""


class Committer:
    """One commit at a time, so that an older watermark never overtakes a newer one."""

    def __init__(self, group: Group, partitions: Mapping[int, Partition]) -> None:
        self._group = group
        self._partitions = partitions
        self._lock = asyncio.Lock()

    async def commit(self, patience_s: float) -> bool:
        """Commits what has changed; False when the broker refused. Raises Unanswered after `patience_s` seconds.

        A refusal means that the partitions are no longer ours: the revocation is on its way.
        """
        try:
            async with asyncio.timeout(patience_s + SLACK_S), self._lock:
                return await self._commit(patience_s)
        except TimeoutError as error:
            raise Unanswered(f"a commit was not answered within {patience_s:g} s") from error

    async def _commit(self, patience_s: float) -> bool:
        versions = {p: p.ledger.version() for p in self._partitions.values() if p.ledger.version() != p.committed}
        if not versions:
            return True
        try:
            await self._group.commit({p.number: p.ledger.position() for p in versions}, patience_s)
        except TimeoutError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the client says, the offsets simply stay where they were
            log.warning("not committed: %r", error)
            return False
        for partition, version in versions.items():
            partition.committed = version
        return True
