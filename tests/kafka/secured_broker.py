"""A real broker with TLS, mutual TLS, every SASL mechanism, and its authorizer on."""

import base64
import json
import time

from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka_broker import Broker, free_port

PASSWORD = "a password of tests"
LOGIN = "org.apache.kafka.common.security"


class SecuredBroker(Broker):
    """PLAINTEXT at `bootstrap` (for nobody: ANONYMOUS has no rights), mutual TLS at `tls`, SASL over TLS at `sasl`."""

    def __init__(self, folder, authority):
        self.authority = authority
        self._tls_port, self._sasl_port, self._controller_port = free_port(), free_port(), free_port()
        self.tls, self.sasl = f"localhost:{self._tls_port}", f"localhost:{self._sasl_port}"
        super().__init__(folder)

    def _format(self):
        self._settings |= self._secured()
        super()._format()

    def _secured(self):
        broker = self.authority.signed("broker-1", "localhost", "127.0.0.1")
        controller = f"127.0.0.1:{self._controller_port}"
        listener = "listener.name.sasl_ssl"
        return {
            "controller.quorum.bootstrap.servers": controller,
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://{controller},"
            f"SSL://127.0.0.1:{self._tls_port},SASL_SSL://127.0.0.1:{self._sasl_port}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port},SSL://{self.tls},SASL_SSL://{self.sasl}",
            "listener.security.protocol.map": "CONTROLLER:SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL",
            "security.inter.broker.protocol": "SSL",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": broker,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.authority.file,
            "ssl.client.auth": "required",
            f"{listener}.ssl.client.auth": "none",
            "ssl.principal.mapping.rules": "RULE:^CN=([^,]+)(,.*)?$/$1/,DEFAULT",
            "sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512,PLAIN,OAUTHBEARER",
            f"{listener}.scram-sha-256.sasl.jaas.config": f"{LOGIN}.scram.ScramLoginModule required;",
            f"{listener}.scram-sha-512.sasl.jaas.config": f"{LOGIN}.scram.ScramLoginModule required;",
            f"{listener}.plain.sasl.jaas.config": f'{LOGIN}.plain.PlainLoginModule required user_plain="{PASSWORD}";',
            f"{listener}.oauthbearer.sasl.jaas.config": f"{LOGIN}.oauthbearer.OAuthBearerLoginModule required "
            'unsecuredLoginStringClaim_sub="broker";',
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:broker-1;User:admin",
            "allow.everyone.if.no.acl.found": "false",
        }

    def admin(self):
        """A super user's client, over mutual TLS."""
        file = self.authority.signed("admin")
        return AdminClient(
            {
                "bootstrap.servers": self.tls,
                "security.protocol": "ssl",
                "ssl.ca.location": self.authority.file,
                "ssl.certificate.location": file,
                "ssl.key.location": file,
                "log_level": 0,
            }
        )

    def add_user(self, name, mechanism="SCRAM-SHA-256"):
        """Makes a user with PASSWORD."""
        kind = {"SCRAM-SHA-256": ScramMechanism.SCRAM_SHA_256, "SCRAM-SHA-512": ScramMechanism.SCRAM_SHA_512}[mechanism]
        wanted = UserScramCredentialUpsertion(name, ScramCredentialInfo(kind, 4096), PASSWORD.encode())
        admin = self.admin()
        for done in admin.alter_user_scram_credentials([wanted]).values():
            done.result(30)


def token(subject):
    """An unsigned JSON Web Token, which a broker without a validator of its own takes (RFC 7519, 6)."""
    claims = {"sub": subject, "iat": int(time.time()) - 5, "exp": int(time.time()) + 3600}
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."
