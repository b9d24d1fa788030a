"""The certificate that the console shows to browsers: one that the clinic gave, or one made here and renewed before it ends.

The own one vouches for itself: a browser asks once whether to trust it, and the fingerprint shown on this machine says whether it
is the right one. It is made out to the machine's names and addresses, and made anew when one is missing from it.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.errors import BadInput, StoreError

FOLDER = "network"
LASTS = timedelta(days=365)
#: it is made anew when no more than this is left
RENEWED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its key. own : made here; fingerprint : SHA-256 of the certificate, in pairs of hexadecimal digits"""

    certificate: Path
    key: Path
    fingerprint: str
    ends: datetime
    own: bool

    def context(self) -> ssl.SSLContext:
        """What a server speaks with. Raises `BadInput` when certificate and key don't fit."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load_into(context)
        return context

    def load_into(self, context: ssl.SSLContext) -> None:
        """Have the server show this one from the next connection on."""
        try:
            # a key with a password would be asked for on the terminal
            context.load_cert_chain(self.certificate, self.key, password=_no_password)
        except (ssl.SSLError, OSError, ValueError) as error:
            raise BadInput(
                f"{self.key}: it is not the key of {self.certificate.name}, or has a password ({error}): name the right files"
            ) from error


def given(certificate: Path, key: Path) -> Certificate:
    """The clinic's own certificate (PEM, with the chain behind it) and its key (PEM, without a password).

    Raises
    ------
    BadInput
        A file can't be read, isn't what it should be, or the certificate is over.
    """
    found = _read(certificate)
    try:
        key.read_bytes()
    except OSError as error:
        raise BadInput(f"{key}: it can't be read ({error.strerror}): name the key's file with --key") from error
    made = _described(found, certificate, key, own=False)
    if made.ends <= datetime.now(UTC):
        raise BadInput(f"{certificate}: it ended on {made.ends:%Y-%m-%d}: name a newer one with --certificate")
    made.context()
    return made


def own(folder: Path, names: Sequence[str], now: datetime | None = None) -> tuple[Certificate, bool]:
    """The certificate kept in the data folder; whether it was made just now, because there was none, it ends, or a name is missing.

    Raises
    ------
    StoreError
        It can't be written.
    """
    now = now or datetime.now(UTC)
    place = folder / FOLDER
    certificate, key = place / "certificate.pem", place / "key.pem"
    try:
        found = _read(certificate)
        kept = _described(found, certificate, key, own=True)
        if kept.ends - now > RENEWED and found.not_valid_before_utc <= now and set(names) <= _names(found):
            kept.context()
            return kept, False
    except BadInput:
        pass  # none yet, or not to be read: another is made
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _described(_make(certificate, key, names, now), certificate, key, own=True), True
    except OSError as error:
        raise StoreError(f"{place}: the certificate can't be kept ({error.strerror}): check the data folder") from error


def _make(certificate: Path, key: Path, names: Sequence[str], now: datetime) -> x509.Certificate:
    secret = ec.generate_private_key(ec.SECP256R1())
    me = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Respite on this machine"),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(me)
        .issuer_name(me)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a tablet's clock may be behind
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    _write(
        key,
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )
    _write(certificate, made.public_bytes(serialization.Encoding.PEM))
    return made


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, for this user's eyes alone from the first byte on."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: it can't be read ({error.strerror}): name the file with --certificate") from error
    except ValueError as error:
        raise BadInput(f"{path}: it is not a certificate (PEM): name another with --certificate") from error


def _described(found: x509.Certificate, certificate: Path, key: Path, *, own: bool) -> Certificate:
    digest = found.fingerprint(hashes.SHA256()).hex(":").upper()
    return Certificate(certificate, key, digest, found.not_valid_after_utc, own)


def _names(found: x509.Certificate) -> set[str]:
    try:
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {
        *named.get_values_for_type(x509.DNSName),
        *(str(address) for address in named.get_values_for_type(x509.IPAddress)),
    }


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _no_password() -> str:
    raise ValueError("the key has a password")
