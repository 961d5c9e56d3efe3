"""submitted -> admitted | ended. Nothing is looked up or dialled here."""

from tocsin.core import times, urls
from tocsin.core.addresses import Network
from tocsin.core.outcomes import Dead, Reason, Rejected
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.records.submission import Admitted, Hints, Submission
from tocsin.core.submissions import Refused, envelope, read
from tocsin.core.topics import TopicNames
from tocsin.ports import Clock, Publish
from tocsin.stages import carrying
from tocsin.stages.ending import Case, Endings


class Admission:
    """Reads each submission, screens its URL and hands it on, keyed by host."""

    def __init__(self, endings: Endings, *, allow: tuple[Network, ...], topics: TopicNames, clock: Clock) -> None:
        self._endings = endings
        self._allow = allow
        self._topics = topics
        self._clock = clock

    async def handle(self, delivery: Delivery, publish: Publish) -> None:
        """Takes one submitted record to the admitted topic or out by a door."""
        submission = read(delivery)
        if isinstance(submission, Refused):
            await self._end(_refused(submission, delivery), submission.ending, publish)
            return
        screened = urls.screen(submission.url, allow=self._allow)
        if isinstance(screened, Rejected):
            await self._end(_unscreened(submission, delivery), screened, publish)
            return
        admitted = _admitted(submission, screened)
        if (submission.expires_at or admitted.envelope.submitted_at) < admitted.envelope.submitted_at:
            await self._end(
                Case.of(admitted), Rejected(Reason.EXPIRED, f"expires_at: {submission.expires_at}"), publish
            )
            return
        await publish(self._onward(admitted))

    async def defect(self, delivery: Delivery, publish: Publish, error: BaseException) -> None:
        """Ends a record that a bug of ours could not read."""
        case = _case_of(delivery)
        await self._end(case, Dead(Reason.DEFECT, f"{type(error).__name__}: {error}"), publish)

    async def _end(self, case: Case, ending: Rejected | Dead, publish: Publish) -> None:
        await self._endings.end(case, ending, publish)

    def _onward(self, admitted: Admitted) -> Output:
        return carrying.output(self._topics.admitted, admitted, "admission", times.text_of(self._clock.now_ms()))


def _admitted(submission: Submission, screened: urls.ScreenedUrl) -> Admitted:
    return Admitted(
        envelope=submission.envelope,
        url=submission.url,
        canonical_url=screened.canonical,
        host=screened.host,
        refresh=submission.refresh,
        expires_at=submission.expires_at,
        hints=submission.hints,
        attributes=submission.attributes,
    )


def _case_of(delivery: Delivery) -> Case:
    return Case(envelope=envelope(delivery), attributes={}, hints=Hints(), key=delivery.key, value=delivery.value)


def _refused(refused: Refused, delivery: Delivery) -> Case:
    return Case(
        envelope=refused.envelope,
        url=refused.url[: urls.URL_BYTES_MAX] if refused.url else None,
        attributes={},
        hints=Hints(),
        key=delivery.key,
        value=delivery.value,
    )


def _unscreened(submission: Submission, delivery: Delivery) -> Case:
    return Case(
        envelope=submission.envelope,
        url=submission.url[: urls.URL_BYTES_MAX],
        attributes=submission.attributes,
        hints=submission.hints,
        key=delivery.key,
        value=delivery.value,
    )
