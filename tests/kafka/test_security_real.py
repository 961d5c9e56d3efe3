"""Every way to say who we are, and the least rights of each command, against a real broker's authorizer."""

import json
import os
import subprocess
import sys
import time

import pki
import pytest
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
)
from secured_broker import PASSWORD, SecuredBroker, token

from tocsin.cli.errors import ExitCode
from tocsin.kafka import topics
from tocsin.kafka.errors import BrokerRefused
from tocsin.kafka.probe import reach
from tocsin.kafka.rights import RIGHTS, resources
from tocsin.kafka.security import Access
from tocsin.kafka.topic_admin import Copies, TopicAdmin

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]
KINDS = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP, "cluster": ResourceType.BROKER}
OPERATIONS = {name: getattr(AclOperation, name) for name in ("READ", "WRITE", "DESCRIBE", "CREATE", "DESCRIBE_CONFIGS")}


@pytest.fixture(scope="module")
def secured(broker_tools, tmp_path_factory):
    broker = SecuredBroker(tmp_path_factory.mktemp("secured"), pki.authority(tmp_path_factory.mktemp("pki"))).start()
    yield broker
    broker.stop()


def admin_access(secured):
    return Access(
        bootstrap=(secured.tls,), ca_file=secured.authority.file, certificate_file=secured.authority.signed("admin")
    )


def grant(secured, user, rights, catalogue):
    """Gives a user exactly these rights, and waits until the broker's own list shows them."""
    wanted = [
        AclBinding(
            KINDS[right.kind],
            name,
            ResourcePatternType.LITERAL,
            f"User:{user}",
            "*",
            OPERATIONS[right.operation],
            AclPermissionType.ALLOW,
        )
        for right in rights
        for name in resources(right, catalogue)
    ]
    admin = secured.admin()
    for done in admin.create_acls(wanted).values():
        done.result(30)
    asked = AclBindingFilter(
        ResourceType.ANY, None, ResourcePatternType.ANY, f"User:{user}", None, AclOperation.ANY, AclPermissionType.ANY
    )
    until = time.monotonic() + 30
    while len(admin.describe_acls(asked).result(30)) < len(wanted) and time.monotonic() < until:
        time.sleep(0.05)


def tocsin(secured, user, *arguments, password=PASSWORD, given=None, **extra):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")},
        "TOCSIN_KAFKA_BOOTSTRAP": secured.sasl,
        "TOCSIN_KAFKA_CA": secured.authority.file,
        "TOCSIN_KAFKA_SASL": "SCRAM-SHA-256",
        "TOCSIN_KAFKA_USERNAME": user,
        "TOCSIN_KAFKA_PASSWORD": password,
        **extra,
    }
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        input=given,
        timeout=90,
        check=False,
    )
    assert PASSWORD not in done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def catalogue(secured):
    """The topics, made once by the super user."""
    import asyncio

    async def make():
        await TopicAdmin(await reach(admin_access(secured)), topics.DEFAULT, Copies()).create()

    asyncio.run(make())
    return topics.DEFAULT


async def test_mutual_tls_reaches_the_broker(secured):
    found = await reach(admin_access(secured))
    assert (found.security.protocol, found.embedded) == ("SSL", False)


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-256", "SCRAM-SHA-512"])
async def test_scram_reaches_the_broker_and_a_wrong_password_is_named(secured, mechanism):
    secured.add_user(f"user-{mechanism}", mechanism)
    access = Access(
        bootstrap=(secured.sasl,),
        ca_file=secured.authority.file,
        mechanism=mechanism,
        username=f"user-{mechanism}",
        password=PASSWORD,
    )
    assert (await reach(access)).security.protocol == "SASL_SSL"
    wrong = Access(
        bootstrap=(secured.sasl,),
        ca_file=secured.authority.file,
        mechanism=mechanism,
        username=f"user-{mechanism}",
        password="wrong",
    )
    with pytest.raises(BrokerRefused, match="TOCSIN_KAFKA_USERNAME and _PASSWORD"):
        await reach(wrong)


async def test_plain_over_tls_reaches_the_broker(secured):
    access = Access(
        bootstrap=(secured.sasl,),
        ca_file=secured.authority.file,
        mechanism="PLAIN",
        username="plain",
        password=PASSWORD,
    )
    assert (await reach(access)).security.protocol == "SASL_SSL"


async def test_a_token_reaches_the_broker(secured, tmp_path):
    file = tmp_path / "token"
    file.write_text(token("worker"))
    access = Access(
        bootstrap=(secured.sasl,), ca_file=secured.authority.file, mechanism="OAUTHBEARER", token_file=str(file)
    )
    assert (await reach(access)).security.protocol == "SASL_SSL"


@pytest.mark.parametrize(
    ("port", "parts", "words"),
    [
        ("tls", {}, "wants a client certificate"),
        ("sasl", {}, "wants SASL"),
        ("tls", {"mechanism": "PLAIN", "username": "u", "password": "p", "certificate": True}, "wants no SASL"),
        ("bootstrap", {}, "speaks no TLS"),
        ("sasl", {"plaintext": True, "ca": False}, "speaks TLS"),
    ],
)
async def test_what_does_not_fit_the_listener_is_named(secured, port, parts, words):
    parts = dict(parts)
    ca = secured.authority.file if parts.pop("ca", True) else None
    certificate = secured.authority.signed("admin") if parts.pop("certificate", False) else None
    with pytest.raises(BrokerRefused, match=words):
        await reach(Access(bootstrap=(getattr(secured, port),), ca_file=ca, certificate_file=certificate, **parts))


COMMANDS = {
    "submit": ("submit", "https://one.example/"),
    "tail outcomes": ("tail", "outcomes", "--no-follow"),
    "tail dead": ("tail", "dead", "--no-follow"),
    "lag": ("lag", "--json"),
    "dead list, dead show": ("dead", "list"),
    "dead replay": ("dead", "replay", "--all", "--wait", "0"),
    "topics --check": ("topics", "--check"),
    "topics --create": ("topics", "--create"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_with_the_rights_of_the_table_and_is_refused_with_a_line_without(secured, catalogue, command):
    user = f"user-{command.replace(' ', '-').replace(',', '')}"
    secured.add_user(user)
    refused = tocsin(secured, user, *COMMANDS[command])
    # A topic that one may not see looks to anybody as if it were not there.
    assert refused.returncode in {ExitCode.REFUSED, ExitCode.TOPIC, ExitCode.DRIFT}, refused.stderr
    assert "Traceback" not in refused.stderr
    grant(secured, user, RIGHTS[command], catalogue)
    done = tocsin(secured, user, *COMMANDS[command])
    # A letter that a replay has sent may still be on its way when nobody waits for it.
    allowed = {ExitCode.OK, ExitCode.UNFINISHED} if command == "dead replay" else {ExitCode.OK}
    assert done.returncode in allowed, done.stderr


def test_lag_without_the_right_to_see_a_group_says_so_and_does_not_say_that_nothing_was_committed(secured, catalogue):
    secured.add_user("no-group")
    grant(secured, "no-group", RIGHTS["lag"][:1], catalogue)
    refused = tocsin(secured, "no-group", "lag")
    assert refused.returncode == ExitCode.REFUSED
    assert "no right" in refused.stderr


def test_a_worker_runs_with_the_rights_of_the_table(secured, catalogue, tmp_path):
    secured.add_user("worker")
    grant(secured, "worker", RIGHTS["worker"], catalogue)
    secured.add_user("desk")
    grant(secured, "desk", (*RIGHTS["submit"], *RIGHTS["tail outcomes"]), catalogue)
    assert tocsin(secured, "desk", "submit", "-", given="no URL at all\n").returncode == ExitCode.OK
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")},
        "TOCSIN_KAFKA_BOOTSTRAP": secured.sasl,
        "TOCSIN_KAFKA_CA": secured.authority.file,
        "TOCSIN_KAFKA_SASL": "SCRAM-SHA-256",
        "TOCSIN_KAFKA_USERNAME": "worker",
        "TOCSIN_KAFKA_PASSWORD": PASSWORD,
        "TOCSIN_STATE": f"sqlite:///{tmp_path}/state.sqlite",
        "TOCSIN_HTTP": "off",
    }
    log = (tmp_path / "worker.log").open("w")
    worker = subprocess.Popen([sys.executable, "-m", "tocsin", "worker"], env=environment, stdout=log, stderr=log)
    try:
        asked = ("tail", "outcomes", "--since", "beginning", "--limit", "1", "--json", "--where", "reason=malformed")
        told = tocsin(secured, "desk", *asked)
        assert json.loads(told.stdout)["door"] == "dead"
    finally:
        worker.terminate()
        code = worker.wait(60)
        log.close()
    written = (tmp_path / "worker.log").read_text()
    assert code == 0, written
    assert PASSWORD not in written
