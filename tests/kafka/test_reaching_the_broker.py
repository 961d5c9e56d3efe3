import asyncio
import contextlib
import gc
import logging
import socket
import ssl
import threading

import pki
import pytest

from tocsin.kafka import probe
from tocsin.kafka.errors import BrokerAway, BrokerRefused
from tocsin.kafka.probe import Broker, loopback, reach, split
from tocsin.kafka.reading import existing
from tocsin.kafka.security import Access, unencrypted


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    return pki.authority(tmp_path_factory.mktemp("pki"))


@contextlib.asynccontextmanager
async def listening(answer, **arguments):
    """Serves `answer(reader, writer)` and gives the address; ends once every connection has ended."""
    served = set()

    async def handle(reader, writer):
        served.add(asyncio.current_task())
        with contextlib.suppress(OSError):
            await answer(reader, writer)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, **arguments)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await asyncio.wait_for(asyncio.gather(*served), 10)


@contextlib.contextmanager
def asking_for_certificates(context):
    """Serves TLS from a thread: asyncio's own server hangs up without the alert that every other server sends."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with contextlib.suppress(OSError), connection, context.wrap_socket(connection, server_side=True) as tls:
                    tls.recv(1)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(10)


async def hang_up(reader, _writer):
    await reader.read(1)


async def stay_silent(reader, _writer):
    await reader.read()


def server_context(file, client_ca=None):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=client_ca)
    context.load_cert_chain(file)
    if client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
    return context


async def test_the_embedded_broker_is_recognised_and_spoken_to_in_plain_text(embedded):
    found = await reach(Access(bootstrap=(embedded,)))
    assert found.embedded
    assert found.security.protocol == "PLAINTEXT"
    assert found.advertised == (embedded,)


async def test_an_address_after_one_that_is_away_is_tried(embedded):
    assert (await reach(Access(bootstrap=("127.0.0.1:1", embedded)))).embedded


async def test_the_embedded_broker_is_no_excuse_for_credentials_in_plain_text(embedded):
    with pytest.raises(BrokerRefused, match="speaks no TLS"):
        await reach(Access(bootstrap=(embedded,), mechanism="PLAIN", username="u", password="p"))


@pytest.mark.parametrize(
    ("address", "words"), [("127.0.0.1:1", "no broker listens"), ("no-such-host.invalid:9092", "no such host")]
)
@pytest.mark.parametrize("plaintext", [False, True])
async def test_nobody_there_is_told_apart_from_a_wrong_name(address, words, plaintext):
    with pytest.raises(BrokerAway, match=words):
        await reach(Access(bootstrap=(address,), plaintext=plaintext))


@pytest.mark.parametrize("plaintext", [True, False])
async def test_a_connection_that_was_never_made_is_not_waited_for_to_close(monkeypatch, plaintext):
    monkeypatch.setattr(probe, "ANSWER_S", 3_600)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
    async with asyncio.timeout(20):
        with pytest.raises(BrokerAway, match="no broker listens there"):
            await reach(Access(bootstrap=(address,), plaintext=plaintext))


async def test_a_consumer_whose_broker_went_away_is_not_left_open(recwarn):
    away = unencrypted(Access(bootstrap=("127.0.0.1:1",)))
    with pytest.raises(BrokerAway):
        await existing(Broker(security=away, cluster_id="", embedded=False, advertised=()))
    gc.collect()
    assert [str(warning.message) for warning in recwarn] == []


async def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(probe, "ANSWER_S", 0.2)
    async with listening(stay_silent) as address:
        with pytest.raises(BrokerAway, match=r"within 0\.2 s"):
            await reach(Access(bootstrap=(address,), plaintext=True))


async def test_what_is_no_kafka_broker_is_called_so():
    async with listening(hang_up) as address:
        with pytest.raises(BrokerRefused, match="is it a Kafka broker"):
            await reach(Access(bootstrap=(address,), plaintext=True))


async def test_plain_text_on_a_tls_port_is_named(signed):
    async with listening(hang_up, ssl=server_context(signed.signed("broker", "127.0.0.1"))) as address:
        with pytest.raises(BrokerRefused, match="speaks TLS"):
            await reach(Access(bootstrap=(address,), plaintext=True))


async def test_tls_on_a_plain_text_port_is_named(embedded, signed):
    with pytest.raises(BrokerRefused, match="TOCSIN_KAFKA_PLAINTEXT=yes"):
        await reach(Access(bootstrap=(embedded,), ca_file=signed.file))


async def test_a_certificate_of_an_unknown_authority_is_named(signed, tmp_path):
    other = pki.authority(tmp_path, "other")
    async with listening(hang_up, ssl=server_context(signed.signed("broker", "127.0.0.1"))) as address:
        with pytest.raises(BrokerRefused, match="TOCSIN_KAFKA_CA"):
            await reach(Access(bootstrap=(address,), ca_file=other.file))


async def test_a_certificate_of_another_host_is_named(signed):
    async with listening(hang_up, ssl=server_context(signed.signed("broker", "broker.example"))) as address:
        with pytest.raises(BrokerRefused, match="certificate we do not trust"):
            await reach(Access(bootstrap=(address,), ca_file=signed.file))


async def test_a_missing_client_certificate_is_named(signed):
    context = server_context(signed.signed("broker", "127.0.0.1"), client_ca=signed.file)
    wanted = pytest.raises(BrokerRefused, match="wants a client certificate")
    with asking_for_certificates(context) as address, wanted:
        await reach(Access(bootstrap=(address,), ca_file=signed.file))


async def test_a_foreign_client_certificate_is_named(signed, tmp_path):
    foreign = pki.authority(tmp_path, "foreign").signed("worker")
    context = server_context(signed.signed("broker", "127.0.0.1"), client_ca=signed.file)
    wanted = pytest.raises(BrokerRefused, match="does not trust our certificate")
    with asking_for_certificates(context) as address, wanted:
        await reach(Access(bootstrap=(address,), ca_file=signed.file, certificate_file=foreign))


async def test_the_clients_own_misleading_lines_are_not_logged(caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(BrokerAway):
        await reach(Access(bootstrap=("127.0.0.1:1",), plaintext=True))
    assert [record for record in caplog.records if record.name.startswith("aiokafka")] == []
    assert logging.getLogger("aiokafka.conn").level == logging.NOTSET


@pytest.mark.parametrize(
    ("address", "host", "port", "own"),
    [
        ("127.0.0.1:9092", "127.0.0.1", 9092, True),
        ("127.8.9.1:1", "127.8.9.1", 1, True),
        ("localhost:9092", "localhost", 9092, True),
        ("[::1]:9094", "::1", 9094, True),
        ("::1", "::1", 9092, True),
        ("broker.example", "broker.example", 9092, False),
        ("10.0.0.1:9092", "10.0.0.1", 9092, False),
        ("127.0.0.1.example:9092", "127.0.0.1.example", 9092, False),
    ],
)
def test_an_address_is_split_and_known_as_this_machines_own(address, host, port, own):
    assert split(address) == (host, port)
    assert loopback(address) is own
