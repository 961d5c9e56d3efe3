"""The guarded client: pages, robots.txt, feeds and hubs are read through one guard.

    web = GuardedWeb(
        Guard(allow=settings.fetch_allow, proxy=settings.fetch_proxy, tls=trusting(settings.fetch_ca)),
        Manners(
            user_agent=settings.user_agent,
            interval_s=settings.host_interval_s,
            in_flight_max=settings.host_in_flight,
        ),
        deadline_s=settings.fetch_deadline_s,
        clock=clock,                     # ports.Clock
        random=random.Random().random,   # jitter, 0-1
        archive=WarcArchive(Path(settings.warc)) if settings.warc else None,
        telemetry=telemetry,
    )
    ended = await web.fetch(url)         # a page: ports.Web
    ended = await web.read(url, Wanted(accept=..., page=False, validators=...))   # a feed: no robots.txt, any type
    await web.close()

Construct it inside the running loop's process, once; it holds no socket between two exchanges.
"""

from tocsin.web.client import GuardedWeb, Manners, Wanted
from tocsin.web.guard import Guard, trusting
from tocsin.web.warc import WarcArchive

__all__ = ["Guard", "GuardedWeb", "Manners", "Wanted", "WarcArchive", "trusting"]
