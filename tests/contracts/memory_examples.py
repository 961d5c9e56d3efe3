"""Verdicts and claims as examples, for whoever asks a store for its promises."""

from tocsin.ports import Known, Verdict

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
LEASE_S = 600.0


def verdict(submission="s1", door="enriched", **changes):
    given = {
        "submission_id": submission,
        "round": 0,
        "door": door,
        "reason": None,
        "detail": None,
        "stage": "enrichment",
        "http_status": 200,
        "article_id": "a1",
        "attempts": 0,
        "article": b'{"id":"a1"}' if door == "enriched" else None,
    }
    return Verdict(**{**given, **changes})


def known(submission="s1", **changes):
    given = {
        "article_id": "a1",
        "submission_id": submission,
        "revision": 1,
        "sha256": "0" * 64,
        "etag": '"x"',
        "last_modified": None,
        "enriched_ms": 1_700_000_000_000,
    }
    return Known(**{**given, **changes})


def claim(memory, owner, key="k", *, refresh=False, before=None):
    return memory.claim(key, owner, refresh=refresh, revisit_before_ms=before)
