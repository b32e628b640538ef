"""A certificate of our own, and whether Telegram has to be given it.

Telegram knows the usual authorities. A certificate that vouches for itself is uploaded with the webhook; one
that an authority signed would, if uploaded, be taken for the root that it is not.
"""

from __future__ import annotations

import re
import ssl
from pathlib import Path

from digests.errors import OperatorMistake

_SIGNED_BY_OTHERS = frozenset({2, 20, 21})
"""OpenSSL's numbers for an issuer that is not in the file."""
_ROUNDS = 10
"""A handshake takes two."""
# Nothing else of the file: the key may well be in it too.
_CERTIFICATES = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)


def to_upload(certificate: Path, key: Path) -> bytes | None:
    """What Telegram is given with the webhook; None where it needs nothing. Raises OperatorMistake where
    nobody could connect with these files."""
    if not _vouches_for_itself(certificate, key):
        return None
    return b"".join(_CERTIFICATES.findall(certificate.read_bytes()))


def _vouches_for_itself(certificate: Path, key: Path) -> bool:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    try:
        # A password for the key is not asked for: nobody sits at the terminal of a server.
        server.load_cert_chain(certificate, key, password="")
        client.load_verify_locations(certificate)
        _shake_hands(client, server)
    except ssl.SSLCertVerificationError as error:
        if error.verify_code in _SIGNED_BY_OTHERS:
            return False
        raise OperatorMistake(f"webhook.certificate: {certificate}: {error.verify_message}") from error
    except ssl.SSLError as error:
        reason = (error.reason or "unreadable").lower().replace("_", " ")
        raise OperatorMistake(
            f"webhook.certificate: {certificate} and {key} are not a certificate and its key, as PEM files "
            f"without a password ({reason})"
        ) from error
    except OSError as error:
        raise OperatorMistake(
            f"webhook.certificate: {certificate} or {key} cannot be read: {error.strerror}"
        ) from error
    return True


def _shake_hands(client: ssl.SSLContext, server: ssl.SSLContext) -> None:
    """A connection between the two, without a network. Raises SSLError."""
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    waiting = [
        client.wrap_bio(to_client, to_server),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(_ROUNDS):
        for end in tuple(waiting):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(end)
