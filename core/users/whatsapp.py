"""Codes by WhatsApp, through Meta's Cloud API: a template of the category authentication.

The template must be approved beforehand; it holds the code in its text and in its copy button.
A small client of our own: one POST, one GET, no redirects, a short time-out.
"""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from core.users.codes import NotSent

TIMEOUT_S = 6
MAX_ANSWER = 64 * 1024
# Meta's codes for "later": app, account or pair of numbers too fast, passing faults of theirs.
_PASSING = frozenset({1, 2, 4, 80007, 130429, 131000, 131016, 131056, 133004})


class WhatsAppSender:
    """Named by PHONE_CODE_SENDER; WHATSAPP_* say with which number, token and template."""

    @property
    def is_available(self) -> bool:
        return bool(settings.WHATSAPP_PHONE_ID and settings.WHATSAPP_TOKEN and settings.WHATSAPP_TEMPLATE)

    def send(self, *, phone: str, code: str) -> None:
        said = [{"type": "text", "text": code}]
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": phone.lstrip("+"),
            "type": "template",
            "template": {
                "name": settings.WHATSAPP_TEMPLATE,
                "language": {"code": settings.WHATSAPP_LANGUAGE},
                "components": [
                    {"type": "body", "parameters": said},
                    {"type": "button", "sub_type": "url", "index": "0", "parameters": said},
                ],
            },
        }
        answer = self._ask("POST", f"/{settings.WHATSAPP_PHONE_ID}/messages", body)
        if not answer.get("messages"):
            raise NotSent("the answer names no message", is_passing=False)

    def probe(self) -> str:
        if not self.is_available:
            return "WHATSAPP_PHONE_ID, WHATSAPP_TOKEN or WHATSAPP_TEMPLATE is missing"
        try:
            answer = self._ask("GET", f"/{settings.WHATSAPP_PHONE_ID}?fields=id", None)
        except NotSent as error:
            return str(error)
        return "" if answer.get("id") == settings.WHATSAPP_PHONE_ID else "the number is not ours"

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """One request; its answer as JSON. Raises NotSent with Meta's number, never its words:
        they may repeat the telephone."""
        api = urlsplit(settings.WHATSAPP_API)
        kind = HTTPConnection if api.scheme == "http" else HTTPSConnection
        connection = kind(api.netloc, timeout=TIMEOUT_S)
        headers = {"Authorization": f"Bearer {settings.WHATSAPP_TOKEN}", "Content-Type": "application/json"}
        try:
            connection.request(
                method, api.path + path, json.dumps(body) if body is not None else None, headers
            )
            response = connection.getresponse()
            content = response.read(MAX_ANSWER)
        except (OSError, HTTPException) as error:
            # It may have arrived all the same: trying again costs one message more at most.
            raise NotSent(f"no answer ({type(error).__name__})", is_passing=True) from error
        finally:
            connection.close()
        answer = _read(content)
        if response.status == 200:
            return answer
        number = answer["error"].get("code") if isinstance(answer.get("error"), dict) else None
        is_passing = response.status == 429 or response.status >= 500 or number in _PASSING
        raise NotSent(f"HTTP {response.status}, code {number}", is_passing=is_passing)


def _read(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
