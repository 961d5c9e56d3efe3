import base64
import json
import ssl

import pki
import pytest
from faust import auth

from tocsin.kafka.errors import BadAccess
from tocsin.kafka.security import TOKEN_LIFE_S, Access, encrypted, expiry_s, spoken

HERE = ("broker.example:9093",)
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def signed(tmp_path_factory):
    return pki.authority(tmp_path_factory.mktemp("pki"))


def test_nothing_said_means_tls_with_names_checked():
    found = spoken(Access(bootstrap=HERE))
    arguments = found.aiokafka()
    assert arguments["security_protocol"] == "SSL"
    assert arguments["ssl_context"].check_hostname
    assert arguments["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert arguments["ssl_context"].minimum_version == ssl.TLSVersion.TLSv1_2
    assert found.confluent()["security.protocol"] == "ssl"
    assert isinstance(found.faust(), auth.SSLCredentials)


def test_plain_text_is_spoken_only_when_permitted_and_no_tls_is_named(signed):
    plain = spoken(Access(bootstrap=HERE, plaintext=True))
    assert plain.aiokafka()["security_protocol"] == "PLAINTEXT"
    assert plain.aiokafka()["ssl_context"] is None
    assert plain.faust() is None
    assert spoken(Access(bootstrap=HERE, plaintext=True, ca_file=signed.file)).protocol == "SSL"


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"])
def test_a_password_is_never_spoken_without_tls_unless_plain_text_is_permitted(mechanism):
    access = Access(bootstrap=HERE, mechanism=mechanism, username="tocsin", password=PASSWORD)
    found = spoken(access)
    arguments = found.aiokafka()
    assert (arguments["security_protocol"], arguments["sasl_mechanism"]) == ("SASL_SSL", mechanism)
    assert (arguments["sasl_plain_username"], arguments["sasl_plain_password"]) == ("tocsin", PASSWORD)
    assert found.confluent()["sasl.mechanism"] == mechanism
    credentials = found.faust()
    # Faust silently speaks SASL_PLAINTEXT where it is given no context.
    assert credentials.protocol == auth.AuthProtocol.SASL_SSL
    assert credentials.mechanism.value == mechanism


def test_faust_takes_every_mechanism_and_speaks_tls(tmp_path):
    token = tmp_path / "token"
    token.write_text("abc")
    credentials = encrypted(Access(bootstrap=HERE, mechanism="OAUTHBEARER", token_file=str(token))).faust()
    assert credentials.protocol == auth.AuthProtocol.SASL_SSL


async def test_a_token_is_read_anew_for_each_connection(tmp_path):
    token = tmp_path / "token"
    token.write_text("first\n")
    found = encrypted(Access(bootstrap=HERE, mechanism="OAUTHBEARER", token_file=str(token)))
    provider = found.aiokafka()["sasl_oauth_token_provider"]
    callback = found.confluent()["oauth_cb"]
    assert await provider.token() == "first"
    token.write_text("second")
    assert await provider.token() == "second"
    assert callback("")[0] == "second"


def test_a_token_that_says_when_it_ends_is_believed():
    def token(claims):
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
        return f"head.{body}.tail"

    assert expiry_s(token({"exp": 2_000}), 1_000.0) == 2_000
    for unreadable in (token({}), token([]), "opaque", "a.!!.c"):
        assert expiry_s(unreadable, 1_000.0) == 1_000 + TOKEN_LIFE_S


def test_mutual_tls_takes_key_and_certificate_from_one_file(signed):
    file = signed.signed("worker")
    found = spoken(Access(bootstrap=HERE, ca_file=signed.file, certificate_file=file))
    assert found.protocol == "SSL"
    assert found.confluent()["ssl.key.location"] == file


def test_an_encrypted_key_needs_its_password_and_never_asks_the_terminal(signed):
    file = signed.signed("locked", password=PASSWORD)
    assert encrypted(Access(bootstrap=HERE, certificate_file=file, key_password=PASSWORD)).ssl_context
    for wrong in (None, "wrong"):
        with pytest.raises(BadAccess, match="TOCSIN_KAFKA_KEY_PASSWORD"):
            encrypted(Access(bootstrap=HERE, certificate_file=file, key_password=wrong))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"key_file": "key.pem"}, "TOCSIN_KAFKA_CERTIFICATE"),
        ({"username": "tocsin"}, "TOCSIN_KAFKA_SASL"),
        ({"token_file": "token"}, "TOCSIN_KAFKA_SASL"),
        ({"mechanism": "PLAIN", "username": "tocsin"}, "TOCSIN_KAFKA_PASSWORD"),
        ({"mechanism": "SCRAM-SHA-512", "password": PASSWORD}, "TOCSIN_KAFKA_USERNAME"),
        ({"mechanism": "OAUTHBEARER"}, "TOCSIN_KAFKA_TOKEN_FILE"),
        ({"mechanism": "OAUTHBEARER", "token_file": "/no/such/token"}, "cannot be read"),
        ({"ca_file": "/no/such/ca.pem"}, "readable PEM"),
        ({"certificate_file": "/no/such/certificate.pem"}, "readable PEM"),
    ],
)
@pytest.mark.parametrize("plaintext", [False, True])
def test_settings_that_do_not_fit_together_are_named(parts, words, plaintext):
    with pytest.raises(BadAccess, match=words) as refused:
        spoken(Access(bootstrap=HERE, plaintext=plaintext, **parts))
    assert PASSWORD not in str(refused.value)


def test_an_empty_token_and_a_file_that_is_no_pem_are_refused(tmp_path):
    empty = tmp_path / "empty"
    empty.write_text("")
    with pytest.raises(BadAccess, match="is empty"):
        encrypted(Access(bootstrap=HERE, mechanism="OAUTHBEARER", token_file=str(empty)))
    with pytest.raises(BadAccess, match="TOCSIN_KAFKA_CA"):
        encrypted(Access(bootstrap=HERE, ca_file=str(empty)))
