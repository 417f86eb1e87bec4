"""Signing heads and bundles: RSA-3072, PKCS #1 v1.5 with SHA-256, so that a stranger can check with `pow` and
hashlib alone. The key is made at `init`, in a file of its own below `home/keys`.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.evidence.errors import KeyDamaged
from app.evidence.offline import EXPONENT, LEAST_BITS, Key
from app.kit.keys import read_secret, write_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


class Signer:
    """Signs with the key in a file. Raises `KeyMissing`, `KeyUnsafe`, `KeyDamaged` when it is first used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _private(self) -> "RSAPrivateKey":
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        try:
            key = serialization.load_pem_private_key(read_secret(self._path).encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise KeyDamaged(file=self._path.name) from None
        if not isinstance(key, rsa.RSAPrivateKey):
            raise KeyDamaged(file=self._path.name)
        return key

    @cached_property
    def key(self) -> Key:
        """The public key: {"n": hex, "e": 65537}."""
        numbers = self._private.public_key().public_numbers()
        return {"n": f"{numbers.n:x}", "e": numbers.e}

    def sign(self, message: bytes) -> bytes:
        """The signature, 384 bytes."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        return self._private.sign(message, padding.PKCS1v15(), hashes.SHA256())


def ensure_signing_key(path: Path) -> None:
    """Makes the key if there is none (`init` only)."""
    if path.exists():
        return
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(EXPONENT, LEAST_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_secret(path, pem.decode())
