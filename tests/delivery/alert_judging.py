"""Holds the alerts of a run against the contract: none lost, none doubled, every one by a rule that others can repeat.

Three witnesses: the numbers of each thread (`seq` from 1, `previous`), the mentions (what became of each signal), and
`tocsin enrich --alerts`, a process without Kafka that is given the same articles in the order of the signals topic.
"""

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TOLD_MAX = 5  # of one kind of breach
WEIGHTY_RUNG = 3  # contract: a mention for each fresh signal of this rung or more

Copies = Mapping[str, list[dict[str, Any]]]


def judge_alerts(
    alerts: Copies, mentions: Copies, articles: Copies, order: Iterable[str], expected: set[str]
) -> list[str]:
    """Names what is wrong. `alerts`, `mentions` and `articles` are the copies of each by id.

    `order` are the articles' ids as alerting met them, and `expected` the alerts' ids that these articles lead to.
    """
    missing, foreign = expected - alerts.keys(), alerts.keys() - expected
    return [
        *_few("an alert was lost", missing),
        *_few("an alert that its articles do not lead to", foreign),
        *_few("an alert came with different bytes", _unlike(alerts)),
        *_few("a mention came with different bytes", _unlike(mentions)),
        *_few("a thread's numbers", _misnumbered(alerts)),
        *_few("a mention names an alert that is not there", _dangling(alerts, mentions)),
        *_few("a signal without its mention", _unmentioned(mentions, articles, order)),
    ]


def expected_alerts(
    articles: Copies, order: Iterable[str], command: Path, settings: Mapping[str, str], folder: Path
) -> set[str]:
    """Gives the ids of the alerts that a fresh process raises for the same articles in the same order."""
    given, told = folder / "told.jsonl", folder / "alerts.jsonl"
    lines = [json.dumps(_input(articles[article][0])) for article in order if articles[article][0]["signals"]]
    given.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    arguments = [str(command), "enrich", "--jsonl", str(given), "--alerts", str(told)]
    environment = {**os.environ, "TOCSIN_FETCH_ALLOW": settings["TOCSIN_FETCH_ALLOW"]}
    subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return {json.loads(line)["id"] for line in told.read_text("utf-8").splitlines()}


def _input(article: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "url", "title", "text", "submitted_at")
    return {name: article[name] for name in names} | {"published_at": article["event_time"]}


def _few(what: str, found: Iterable[str]) -> list[str]:
    return [f"{what}: {one}" for one in sorted(found)[:TOLD_MAX]]


def _unlike(copies: Copies) -> list[str]:
    return [own for own, each in copies.items() if any(one != each[0] for one in each)]


def _misnumbered(alerts: Copies) -> list[str]:
    threads: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for own, (alert, *_) in alerts.items():
        threads[alert["thread_key"]][own] = alert
    broken = []
    for key, told in threads.items():
        inorder = sorted(told.values(), key=lambda alert: alert["seq"])
        previous = [None, *(alert["id"] for alert in inorder[:-1])]
        if [alert["seq"] for alert in inorder] != [*range(1, len(inorder) + 1)] or any(
            alert["previous"] != before for alert, before in zip(inorder, previous, strict=True)
        ):
            broken.append(f"{key}: {[(alert['seq'], alert['id']) for alert in inorder]}")
    return broken


def _dangling(alerts: Copies, mentions: Copies) -> list[str]:
    return [own for own, (mention, *_) in mentions.items() if mention["alert_id"] not in {None, *alerts}]


def _unmentioned(mentions: Copies, articles: Copies, order: Iterable[str]) -> list[str]:
    mentioned = {mention["signal_id"] for mention, *_ in mentions.values()}
    met = set(order)
    return [
        f"{signal['id']} of {article['url']}"
        for own, (article, *_) in articles.items()
        for signal in article["signals"]
        if signal["rung"] >= WEIGHTY_RUNG
        and signal["freshness"] == "new"
        and (own not in met or signal["id"] not in mentioned)
    ]
