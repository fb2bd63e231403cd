"""A server that keeps transactions as Midtrans's Core API does, for the calls we make."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.serving import Answer, Asked, Faults, serving

KEY = "SB-Mid-server-contoh"
_CODES = {"pending": "201", "settlement": "200", "expire": "202", "cancel": "200", "deny": "202"}


@dataclass
class MidtransServer:
    url: str = ""
    transactions: dict[str, dict] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    _refunds: dict[str, Answer] = field(default_factory=dict)
    _charges: dict[str, Answer] = field(default_factory=dict)
    keeps_idempotency: bool = True

    @property
    def only(self) -> dict:
        (transaction,) = self.transactions.values()
        return transaction

    def becomes(self, transaction: dict, state: str, **instead: object) -> dict:
        """The transaction's new state; gives the notification. `instead` changes it too."""
        transaction |= {"transaction_status": state, "status_code": _CODES.get(state, "200"), **instead}
        return self.notification(transaction)

    def notification(self, transaction: dict, *, key: str = KEY) -> dict:
        told = {name: value for name, value in transaction.items() if name not in ("actions", "qr_string")}
        signed = f"{told['order_id']}{told['status_code']}{told['gross_amount']}{key}"
        return {**told, "signature_key": hashlib.sha512(signed.encode()).hexdigest()}

    def signed(self, notification: dict) -> tuple[bytes, dict]:
        """A notification as it is sent: its bytes, and no header of note."""
        return json.dumps(notification).encode(), {}

    def answer(self, asked: Asked) -> Answer:  # noqa: PLR0911 - one return for each address
        self.asked.append(asked)
        known = "Basic " + base64.b64encode(f"{KEY}:".encode()).decode()
        if asked.headers["Authorization"] != known:
            return 401, {"status_code": "401", "status_message": "Unknown Merchant server_key/id"}
        sent = json.loads(asked.body or b"{}")
        match asked.method, asked.path.strip("/").split("/"):
            case "POST", ["v2", "charge"]:
                return self._charge(sent, asked.headers["Idempotency-Key"])
            case "GET", ["v2", order, "status"] if order in self.transactions:
                told = self.transactions[order]
                return 200, {name: told[name] for name in told if name not in ("actions", "qr_string")}
            case "POST", ["v2", order, "expire"] if order in self.transactions:
                if self.transactions[order]["transaction_status"] != "pending":
                    return 200, {"status_code": "412", "status_message": "Status cannot be updated"}
                self.becomes(self.transactions[order], "expire")
                return 200, {"status_code": "407", "transaction_status": "expire", "order_id": order}
            case "POST", ["v2", order, "refund"] if order in self.transactions:
                return self._refund(self.transactions[order], sent)
        return 200, {"status_code": "404", "status_message": "Transaction doesn't exist."}

    def _charge(self, sent: dict, key: str) -> Answer:
        if self.keeps_idempotency and key in self._charges:
            return self._charges[key]
        order = sent["transaction_details"]["order_id"]
        gross = sent["transaction_details"]["gross_amount"]
        if not isinstance(gross, int):
            return 200, {"status_code": "400", "status_message": "gross_amount is not a number"}
        if order in self.transactions:
            return 200, {"status_code": "406", "status_message": "The order id has been used"}
        name = str(uuid.uuid4())
        transaction = {
            "status_code": "201",
            "transaction_id": name,
            "order_id": order,
            "gross_amount": f"{gross}.00",
            "currency": "IDR",
            "payment_type": sent["payment_type"],
            "transaction_status": "pending",
            "fraud_status": "accept",
        }
        match sent["payment_type"]:
            case "qris":
                transaction["qr_string"] = f"00020101021226620014COM.GO-JEK.WWW{name}"
            case "gopay":
                link = {"name": "deeplink-redirect", "method": "GET", "url": f"https://gopay.test/{name}"}
                transaction["actions"] = [link]
            case _:
                bank = sent["bank_transfer"]["bank"]
                transaction["va_numbers"] = [{"bank": bank, "va_number": "8808" + f"{len(order):012d}"}]
        self.transactions[order] = transaction
        self._charges[key] = (200, dict(transaction))
        return self._charges[key]

    def _refund(self, transaction: dict, sent: dict) -> Answer:
        if sent["refund_key"] in self._refunds:
            return self._refunds[sent["refund_key"]]
        given = transaction.get("refund_amount", 0) + sent["amount"]
        whole = int(transaction["gross_amount"].removesuffix(".00"))
        if transaction["transaction_status"] not in ("settlement", "partial_refund") or given > whole:
            return 200, {"status_code": "412", "status_message": "Refund is not possible"}
        transaction["refund_amount"] = given
        transaction["transaction_status"] = "refund" if given == whole else "partial_refund"
        made = {"refund_key": sent["refund_key"], "refund_amount": f"{sent['amount']}.00"}
        transaction.setdefault("refunds", []).append(made)
        answer = 200, {"status_code": "200", "refund_key": sent["refund_key"]}
        self._refunds[sent["refund_key"]] = answer
        return answer


@contextmanager
def midtrans_server() -> Iterator[MidtransServer]:
    """The server for as long as the block runs."""
    server = MidtransServer()
    with serving(server.answer, server.faults) as server.url:
        yield server
