"""Sending dead letters round again: chosen, counted by round, and followed to their end.

    choose (dead letters that fit, the last round of each submission, not yet gone round again)
    -> send (original key and value, `tocsin-round` + 1, at a rate)
    -> follow (outcome topic) until each of them ended, or time is up

A letter of alerting is an article whose submission has ended: it goes back to alerting, and no outcome tells its end.

What is chosen is kept in memory without its bytes; they are read once more when they are sent.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field, replace

import orjson

from tocsin.core.records.delivery import Output
from tocsin.kafka import dead_letters
from tocsin.kafka.dead_letters import DeadLetter
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import Reader, reader
from tocsin.kafka.sending import Sender

Fits = Callable[[DeadLetter], bool]
# A second's worth is sent at once where the rate allows; more only makes the rate coarser.
BATCH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics that a replay touches; `signals` for the letters of alerting alone."""

    dead: str
    outcome: str
    submitted: str
    signals: str


@dataclass(slots=True)
class Choice:
    """What would go round again (by the letter's name), and what is passed over and why."""

    letters: dict[str, DeadLetter] = field(default_factory=dict)
    gone_round: int = 0
    left_out: int = 0
    nameless: int = 0
    beyond_limit: int = 0

    def pass_over(self, name: str, round_: int) -> None:
        """Leaves out what is known to have gone round already."""
        letter = self.letters.get(name)
        if letter is not None and round_ > letter.round:
            del self.letters[name]
            self.gone_round += 1

    def waited_for(self) -> dict[str, int]:
        """Gives the submissions whose outcome will tell their end, each with the round that is begun for it."""
        return {name: letter.round + 1 for name, letter in self.letters.items() if not letter.of_alerting}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a submission ended in one round."""

    submission_id: str
    round: int
    door: str
    reason: str | None


async def letters(broker: Broker, topic: str, since_ms: int, fits: Fits) -> AsyncIterator[DeadLetter]:
    """Gives the dead letters written since a moment (0: all) that fit, up to the present end."""
    async with reader(broker, topic) as opened:
        await opened.start_at(since_ms)
        async for delivery in opened.records(follow=False):
            letter = dead_letters.read(delivery)
            if fits(letter):
                yield letter


async def choose(broker: Broker, topics: Topics, since_ms: int, fits: Fits, limit: int) -> Choice:
    """Chooses the oldest `limit` submissions whose last round ended with a letter that fits."""
    choice = Choice()
    async for letter in letters(broker, topics.dead, since_ms, lambda _: True):
        known = choice.letters.get(letter.name)
        if not fits(letter):
            if known is not None and letter.round > known.round:
                del choice.letters[letter.name]
                choice.gone_round += 1
        elif not letter.name:
            choice.nameless += 1
        elif letter.left_out_bytes is not None:
            choice.left_out += 1
        elif known is None and len(choice.letters) >= limit:
            choice.beyond_limit += 1
        elif known is None or letter.round > known.round:
            # The bytes are read once more when they are sent; alerting's headers name what the letter is about.
            kept = letter.headers if letter.of_alerting else ()
            choice.letters[letter.name] = replace(letter, key=None, value=None, headers=kept)
    await _leave_out_ended(broker, topics.outcome, choice)
    await _leave_out_sent_back(broker, topics.signals, choice)
    return choice


async def _leave_out_ended(broker: Broker, topic: str, choice: Choice) -> None:
    """A letter whose submission has ended in a later round went round already: once more would change nothing."""
    of_submissions = [letter.at for letter in choice.letters.values() if not letter.of_alerting]
    if not of_submissions:
        return
    async with reader(broker, topic) as opened:
        await opened.start_at(max(min(of_submissions), 1))
        async for found in endings(opened, follow=False):
            choice.pass_over(found.submission_id, found.round)


async def _leave_out_sent_back(broker: Broker, topic: str, choice: Choice) -> None:
    """A letter of alerting that stands in the signals topic in a later round went back already."""
    of_alerting = [letter.at for letter in choice.letters.values() if letter.of_alerting]
    if not of_alerting:
        return
    async with reader(broker, topic) as opened:
        await opened.start_at(max(min(of_alerting), 1))
        async for delivery in opened.records(follow=False):
            sent_back = dead_letters.read(delivery)
            choice.pass_over(dead_letters.alerting_name(delivery) or "", sent_back.round)


async def endings(opened: Reader, *, follow: bool) -> AsyncIterator[Ending]:
    """Gives the ends of submissions; what is no outcome is passed over."""
    async for delivery in opened.records(follow=follow):
        try:
            record = orjson.loads(delivery.value or b"")
            yield Ending(
                submission_id=record["submission_id"],
                round=record["round"],
                door=record["door"],
                reason=record.get("reason"),
            )
        except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
            continue


async def send(broker: Broker, topics: Topics, choice: Choice, sender: Sender, rate: float) -> AsyncIterator[int]:
    """Sends what was chosen, at most `rate` a second (0: as fast as it goes); gives the count as it grows."""
    places = {(letter.partition, letter.offset) for letter in choice.letters.values()}
    batch = list[Output]()
    sent, started = 0, time.monotonic()
    size = batch_of(rate)
    async for letter in _read_again(broker, topics.dead, choice, places):
        output = dead_letters.round_again(letter, topics.submitted, topics.signals)
        batch += [output] if output is not None else []
        if len(batch) >= size:
            await sender.send(batch)
            sent, batch = sent + len(batch), []
            yield sent
            await asyncio.sleep(max(sent / rate - (time.monotonic() - started), 0) if rate else 0)
    if batch:
        await sender.send(batch)
        yield sent + len(batch)


def batch_of(rate: float) -> int:
    """Gives how many are sent at once: a second's worth, but one at least, and all that go in a batch at rate 0."""
    return max(1, min(BATCH_MAX, int(rate))) if rate else BATCH_MAX


async def _read_again(
    broker: Broker, topic: str, choice: Choice, places: set[tuple[int, int]]
) -> AsyncIterator[DeadLetter]:
    async with reader(broker, topic) as opened:
        await opened.start_at(max(min(letter.at for letter in choice.letters.values()), 1))
        async for delivery in opened.records(follow=False):
            if (delivery.partition, delivery.offset) in places:
                yield dead_letters.read(delivery)


async def follow(opened: Reader, waited_for: Mapping[str, int], ended: dict[str, Ending]) -> AsyncIterator[Ending]:
    """Gives the end of each submission in the round that was begun for it (`waited_for`), until all have ended."""
    async for found in endings(opened, follow=True):
        if waited_for.get(found.submission_id) == found.round and found.submission_id not in ended:
            ended[found.submission_id] = found
            yield found
        if len(ended) == len(waited_for):
            return
