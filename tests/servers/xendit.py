"""A server that keeps payouts as Xendit's Payouts API v3 does, for the calls we make."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.serving import Answer, Asked, Faults, serving

KEY = "xnd_development_contoh"
TOKEN = "token-contoh"


@dataclass
class XenditServer:
    url: str = ""
    payouts: dict[str, dict] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    _keys: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    @property
    def only(self) -> dict:
        (payout,) = self.payouts.values()
        return payout

    def becomes(self, payout: dict, status: str, **instead: object) -> bytes:
        """The payout's new state; gives the body of the notice."""
        payout |= {"status": status, **instead}
        return json.dumps({"event": f"v3_payout.{status.lower()}", "data": payout}).encode()

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.headers["Authorization"] != "Basic " + base64.b64encode(f"{KEY}:".encode()).decode():
            return 401, {"error_code": "INVALID_API_KEY"}
        if asked.headers["api-version"] != "2025-09-09":
            return 400, {"error_code": "UNSUPPORTED_VERSION"}
        match asked.method, asked.path.strip("/").split("/"):
            case "POST", ["v3", "payouts"]:
                return self._create(asked)
            case "GET", ["v3", "payouts", name] if name in self.payouts:
                return 200, self.payouts[name]
        return 404, {"error_code": "DATA_NOT_FOUND"}

    def _create(self, asked: Asked) -> Answer:
        key = asked.headers["idempotency-key"]
        if key in self._keys:
            body, name = self._keys[key]
            if body != asked.body:
                return 409, {"error_code": "DUPLICATE_ERROR"}
            return 200, self.payouts[name]
        sent = json.loads(asked.body)
        details = sent["payout_details"]
        if not isinstance(details["source_amount"], int) or details["source_amount"] < 10_000:
            return 400, {"error_code": "MINIMUM_TRANSFER_LIMIT_ERROR"}
        if sent["recipient"]["account_details"]["account_number"].startswith("000"):
            return 400, {"error_code": "INVALID_DESTINATION"}
        name = f"po-{uuid.uuid4()}"
        self.payouts[name] = {
            "payout_id": name,
            "reference_id": sent["reference_id"],
            "status": "ACCEPTED",
            **details,
        }
        self._keys[key] = (asked.body, name)
        return 200, self.payouts[name]


@contextmanager
def xendit_server() -> Iterator[XenditServer]:
    """The server for as long as the block runs."""
    server = XenditServer()
    with serving(server.answer, server.faults) as server.url:
        yield server
