"""Articles as alerting reads them, made of few words. Places lie where the maps say; events are invented."""

from dataclasses import replace

from tocsin.core import identity, times
from tocsin.core.records.article import Article, ArticleFingerprint, Escalation, Publisher, Rights, TaggerName, Timings
from tocsin.core.records.signals import (
    Actor,
    ActTime,
    Attribution,
    Casualties,
    Count,
    Evidence,
    Signal,
    SignalPlace,
)

START_MS = times.parse("2025-03-03T06:00:00Z")
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
RUNGS = {
    "THREAT_FORCE": 3,
    "SHOW_OF_FORCE": 3,
    "READINESS_ALERT": 4,
    "FORCE_DEPLOYMENT": 4,
    "ATTACK_MISSILE": 6,
    "ATTACK_AIR": 6,
    "ATTACK_ARMED": 6,
    "WAR_INVASION": 7,
    "WMD_NUCLEAR": 6,
    "ATTACK_CYBER": 4,
    "BREAK_RELATIONS": 3,
    "EVACUATION": 4,
    "CEASEFIRE": 0,
}
PLACES = {
    "Goris": ("ARM", 39.51, 46.34, "city"),
    "Tegh": ("ARM", 39.56, 46.48, "city"),
    "Yerevan": ("ARM", 40.18, 44.51, "city"),
    "Syunik": ("ARM", 39.3, 46.2, "province"),
    "Tyre": ("LBN", 33.27, 35.2, "city"),
    "Metula": ("ISR", 33.28, 35.58, "city"),
    "Galilee": ("ISR", None, None, "province"),
    "Lebanon": ("LBN", None, None, "country"),
    "Nowhereville": ("ARM", None, None, "city"),
}
KINDS = {"HEZBOLLAH": "group", "UNO": "igo", "NATO": "alliance"}


def place(name, role="where"):
    country, lat, lon, precision = PLACES[name]
    return SignalPlace(name=name, country=country, geonames_id=None, lat=lat, lon=lon, precision=precision, role=role)


def parties(*codes):
    return tuple(Actor(name=code.title(), code=code, kind=KINDS.get(code, "state")) for code in codes)


def count(best):
    return Count(best=best, low=best, high=best, words=str(best))


def signal(kind="ATTACK_MISSILE", by="AZE", on="ARM", at="Goris", **more):
    """One signal; `by`, `on`, `at` are names split by spaces, "" for none. More: status, freshness, dead, day, says."""
    told = more.get("dead"), more.get("injured")
    day = more.get("day")
    rung = more.get("rung", RUNGS[kind])
    return Signal(
        id="",
        type=kind,
        polarity="de-escalatory" if kind == "CEASEFIRE" else "escalatory",
        status=more.get("status", "actual"),
        freshness=more.get("freshness", "new"),
        act_at=ActTime(date=day, precision="day", words="on that day") if day else None,
        rung=rung,
        weight=8.0 if kind == "CEASEFIRE" else -9.0,
        actors=parties(*by.split()),
        targets=parties(*on.split()),
        places=tuple(place(name, more.get("role", "where")) for name in at.split()),
        casualties=Casualties(dead=count(told[0]) if told[0] else None, injured=count(told[1]) if told[1] else None)
        if any(told)
        else None,
        attribution=Attribution(who="a spokesman", code=more["says"]) if "says" in more else None,
        evidence=Evidence(
            field="text", text=more.get("words", f"the words of {kind}"), start=more.get("start", 0), end=9
        ),
        cue=None,
        rule="a rule",
    )


def article(name, *signals, after_h=0.0, publisher=None, **more):
    """An article of this name, `after_h` hours after the start. More: mode, title, copy_of, wire, late_h, revision."""
    moment_ms = START_MS + int(after_h * HOUR_MS)
    own = identity.article_id(f"https://{name}.example/")
    placed = [
        identity.named(own, one) if one.evidence.start else identity.named(own, _at(one, 10 * n))
        for n, one in enumerate(signals)
    ]
    event_time = times.text_of(moment_ms)
    return Article(
        id=own,
        revision=more.get("revision", 1),
        revision_reason="new",
        previous_sha256=None,
        submission_id=own,
        url=f"https://{name}.example/",
        final_url=None,
        canonical_url=f"https://{name}.example/",
        host=f"{name}.example",
        publisher=Publisher(domain=publisher or f"{name}.example", name=None),
        wire_credit=more.get("wire"),
        genre=None,
        section=None,
        submitted_at=times.text_of(moment_ms + int(more.get("late_h", 0) * HOUR_MS)),
        published_at=event_time,
        published_at_precision="second",
        published_at_source="meta",
        modified_at=None,
        event_time=event_time,
        title=more.get("title"),
        text="",
        text_complete=True,
        language="en",
        language_confidence=None,
        machine_translated=None,
        authors=(),
        rights=Rights(robots=None, meta_robots=None, tdm_reservation=None, licence=None, free_access=None),
        http=None,
        warc_record_id=None,
        fingerprint=ArticleFingerprint(sha256="0" * 64, simhash="0" * 16, body_sha256="0" * 64),
        near_duplicate_of=identity.article_id(f"https://{more['copy_of']}.example/") if "copy_of" in more else None,
        near_duplicate_score=None,
        family_id=identity.article_id(f"https://{more.get('copy_of', name)}.example/"),
        signals=tuple(placed),
        signals_omitted=0,
        dyads=(),
        countries=(),
        actor_conflict=None,
        coverage="full",
        escalation=Escalation(level=0, score=0.0, because=()),
        attributes={},
        mode=more.get("mode", "live"),
        tagger=TaggerName(version="1", taxonomy_version="1"),
        timings_ms=Timings(queue=None, fetch=None, extract=None, tag=None),
    )


def _at(one, start):
    return replace(one, evidence=replace(one.evidence, start=start, end=start + 9))
