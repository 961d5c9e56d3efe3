"""`tocsin broker`: the embedded broker alone."""

import signal
import threading
from typing import Annotated

import typer

from tocsin.cli.output import json_line, out
from tocsin.demo.broker import embedded_broker

NOTE = "It keeps nothing on disk and the last 5 MB of a partition: for trying things out. Ctrl-C ends it."


def command(
    brokers: Annotated[int, typer.Option(min=1, max=9, help="How many brokers the cluster has.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as one line of JSON.")] = False,
) -> None:
    """Runs the embedded broker on loopback until it is interrupted, and prints its address."""
    with embedded_broker(brokers) as broker:
        if as_json:
            json_line({"bootstrap": broker.bootstrap})
        else:
            out().print(f"export TOCSIN_KAFKA_BOOTSTRAP={broker.bootstrap}")
            typer.echo(NOTE, err=True)
        _until_told()


def _until_told() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    told.wait()
