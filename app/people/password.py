"""Passwords and PINs: what they must be like, and how they are kept (Argon2id, RFC 9106)."""

from __future__ import annotations

import secrets
import threading
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from app.errors import BadInput

SHORTEST, LONGEST = 10, 128
PIN = (4, 8)
#: different characters that a password has at least
_DIFFERENT = 5
#: letters and digits that nobody takes for one another
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"

#: often met, and as long as they must be (from the lists of leaked ones that are public)
_LISTED = """
1234567890 12345678910 123456789a 1234567891 0123456789 0987654321 9876543210 1q2w3e4r5t 1q2w3e4r5t6y
1qaz2wsx3edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwertyuiop1 qwerty1234 qwerty12345 qwerty123456 1234qwerty
12345qwerty asdfghjkl1 asdfghjkl; zxcvbnm123 zaq12wsxcde3 abcdefghij abcdefghijk abcd123456 abc1234567
abc123abc123 a123456789 aa12345678 password12 password123 password1234 password1! password123! passw0rd123
p@ssw0rd12 p@ssword123 p@ssw0rd123 passwordpassword welcome123 welcome1234 welcome2024 welcome2025 welcome2026
letmein123 letmein1234 iloveyou12 iloveyou123 iloveyou1234 sunshine12 sunshine123 princess123 football12
football123 baseball123 superman123 batman1234 dragon1234 monkey1234 master1234 michael123 charlie123 computer12
computer123 internet12 internet123 changeme12 changeme123 changeme1234 administrator admin12345 admin123456
adminadmin admin123admin hospital12 hospital123 clinician1 clinician123 respite123 respite1234 testtest12
testtest123 test123456 trustno1234 whatever12 whatever123 summer2024 summer2025 summer2026 winter2024 winter2025
winter2026 autumn2025 autumn2026 spring2025 spring2026 woaini1314 woaini1314520 5201314520 1314520520
woaini5201314 a1234567890 qq123456789 wang123456 zhang123456 li12345678
"""
COMMON = frozenset(_LISTED.split())


def check_password(password: str, name: str) -> str:
    """The password as it is kept.

    Raises
    ------
    BadInput
        It is too short, too long, often met, made of few characters, or has the name in it.
    """
    password = unicodedata.normalize("NFC", password)
    plain = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(
            f"the password must have {SHORTEST} to {LONGEST} characters, got {len(password)}: choose another"
        )
    if plain in COMMON or len(set(plain)) < _DIFFERENT:
        raise BadInput("the password must not be one that many people use: choose another, such as four words in a row")
    if name and name.casefold() in plain:
        raise BadInput("the password must not have the name in it: choose another")
    return password


def check_pin(pin: str) -> str:
    """The PIN. Raises `BadInput` when it isn't 4 to 8 digits, or is 1111 or 1234 or the like."""
    if not (pin.isascii() and pin.isdigit() and PIN[0] <= len(pin) <= PIN[1]):
        raise BadInput(f"the PIN must be {PIN[0]} to {PIN[1]} digits: choose another")
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise BadInput("the PIN must not be digits in a row: choose another")
    return pin


def temporary() -> str:
    """A password to begin with: three groups of four, some 59 bits."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs (RFC 9106, section 4, second recommendation). memory : KiB"""

    time: int = 3
    memory: int = 65536
    lanes: int = 4


class Hasher:
    """Makes and checks hashes, one at a time: many guesses at once must not take the memory that a session needs."""

    def __init__(self, cost: Cost | None = None) -> None:
        from argon2 import PasswordHasher

        cost = cost or Cost()
        self._turn = threading.Lock()
        self._argon2 = PasswordHasher(cost.time, cost.memory, cost.lanes)
        self._nobody = ""

    def hash(self, secret: str) -> str:
        """What is kept of a secret."""
        with self._turn:
            return self._argon2.hash(unicodedata.normalize("NFC", secret))

    def fits(self, kept: str | None, secret: str) -> bool:
        """Whether this is the secret. Where nothing is kept the answer takes as long, and is no."""
        from argon2.exceptions import InvalidHashError, VerificationError

        if kept is None:
            self._nobody = self._nobody or self.hash(secrets.token_hex())
        with self._turn:
            try:
                right = self._argon2.verify(kept or self._nobody, unicodedata.normalize("NFC", secret)[: LONGEST + 1])
            except (VerificationError, InvalidHashError):
                return False
        return right and kept is not None

    def dated(self, kept: str) -> bool:
        """Whether what is kept was made at another cost than today's."""
        return self._argon2.check_needs_rehash(kept)
