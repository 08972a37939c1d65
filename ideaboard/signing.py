"""Signed texts that leave the house and come back: one salt a purpose, so none passes for another."""

import hashlib
import secrets
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from ideaboard.errors import NotFound
from ideaboard.language import _


class Signer:
    """Signs JSON values with the house's secret. A forged, foreign or expired text raises NotFound."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def sign(self, purpose: str, value: Any) -> str:
        return str(URLSafeSerializer(self._secret, salt=purpose).dumps(value))

    def read(self, purpose: str, text: str) -> Any:
        try:
            return URLSafeSerializer(self._secret, salt=purpose).loads(text)
        except BadSignature as error:
            raise NotFound(_("This link is not one of ours, or it is damaged.")) from error

    def sign_timed(self, purpose: str, value: Any) -> str:
        return str(URLSafeTimedSerializer(self._secret, salt=purpose).dumps(value))

    def read_timed(self, purpose: str, text: str, *, seconds: int) -> Any:
        try:
            return URLSafeTimedSerializer(self._secret, salt=purpose).loads(text, max_age=seconds)
        except BadSignature as error:
            raise NotFound(_("This link is not one of ours, or it has expired.")) from error


def fresh_id() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def digest(text: str) -> str:
    """SHA-256 of a text, as hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
