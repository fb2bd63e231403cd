"""QRIS, virtual accounts and GoPay through Midtrans's Core API.

A client of our own: short time-outs, no redirects, only questions are asked twice. What a
notification says is not believed, because its signature covers neither the state nor a time: it
only makes us ask for the state.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from marketplace.gateways.provider.models import Attempt
from marketplace.gateways.provider.protocol import (
    Forged,
    Listed,
    Notice,
    Prepared,
    ProviderDown,
    RefundState,
    Refused,
    Seen,
    Stands,
    Taken,
)
from marketplace.payment.models import Method

TIMEOUT_S = (3.05, 10)
TRIES = 2
_STATES = {
    "pending": Stands.PENDING,
    "authorize": Stands.PENDING,
    "settlement": Stands.PAID,
    "capture": Stands.PAID,
    # It was paid before it was given back; giving back is our own decision and not undone here.
    "refund": Stands.PAID,
    "partial_refund": Stands.PAID,
    "chargeback": Stands.PAID,
    "partial_chargeback": Stands.PAID,
    "deny": Stands.ENDED,
    "cancel": Stands.ENDED,
    "expire": Stands.ENDED,
    "failure": Stands.ENDED,
}
_AMOUNT = re.compile(r"(\d{1,12})(?:\.00)?", re.ASCII)


class Midtrans:
    """Fills the port of provider.protocol."""

    name = "midtrans"

    @property
    def is_on(self) -> bool:
        return bool(settings.MIDTRANS_SERVER_KEY)

    def create(self, attempt: Attempt, *, return_url: str, now: datetime) -> Prepared:
        left = int((attempt.payment.expires_at - now).total_seconds()) // 60
        body = {
            **_kind(attempt.payment.method, return_url),
            "transaction_details": {"order_id": attempt.key, "gross_amount": attempt.amount},
            "custom_expiry": {"expiry_duration": max(left, 1), "unit": "minute"},
        }
        headers = {
            "Idempotency-Key": attempt.key,
            "X-Override-Notification": f"{settings.SITE_URL}/pembayaran/midtrans/",
        }
        answer = _ask("POST", "/v2/charge", body, headers)
        if answer.get("status_code") == "406":
            raise Taken("the order id was used already")
        if answer.get("status_code") not in ("200", "201"):
            raise _no(answer)
        return _prepared(answer)

    def look_up(self, attempt: Attempt) -> Seen:
        answer = _ask("GET", f"/v2/{attempt.key}/status")
        if answer.get("status_code") == "404":
            return Seen(Stands.PENDING)
        return _seen(attempt, answer)

    def cancel(self, attempt: Attempt) -> Seen:
        _ask("POST", f"/v2/{attempt.key}/expire")  # 412 when it is no longer pending: the state says how
        return self.look_up(attempt)

    def refund(self, attempt: Attempt, *, amount: int, key: str) -> RefundState:
        body = {"refund_key": key, "amount": amount, "reason": attempt.payment.purchase.reference}
        answer = _ask("POST", f"/v2/{attempt.key}/refund", body)
        if answer.get("status_code") == "200":
            return RefundState.SUCCEEDED
        if answer.get("status_code") == "201":
            return RefundState.SENT
        raise _no(answer)

    def find_refund(self, attempt: Attempt, *, key: str) -> RefundState | None:
        made = _ask("GET", f"/v2/{attempt.key}/status").get("refunds") or []
        return RefundState.SUCCEEDED if any(each.get("refund_key") == key for each in made) else None

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Notice:
        told = _json(body)
        order, code, gross, state = (
            told.get(name) for name in ("order_id", "status_code", "gross_amount", "transaction_status")
        )
        given = told.get("signature_key")
        if not all(isinstance(part, str) for part in (order, code, gross, given)) or state not in _STATES:
            raise Forged("no notification of Midtrans's")
        signed = f"{order}{code}{gross}{settings.MIDTRANS_SERVER_KEY}"
        if not hmac.compare_digest(hashlib.sha512(signed.encode()).hexdigest().encode(), str(given).encode()):
            raise Forged("the signature is not ours")
        # Only signed parts and known states: an old notification that was edited makes few rows, not many.
        return Notice(f"{order}:{code}:{gross}:{state}"[:200], str(state), str(order)[:60])

    def events_since(self, since: datetime) -> list[Listed]:
        return []  # Midtrans keeps no list to ask for; the sweep asks for each attempt instead

    def probe(self) -> str:
        try:
            answer = _ask("GET", "/v2/sedulang-probe/status")
        except ProviderDown as error:
            return str(error)
        # Who is known is told that there is no such order; who is not, is turned away.
        return "" if answer.get("status_code") == "404" else str(_no(answer))


def _kind(method: str, return_url: str) -> dict[str, Any]:
    match method:
        case Method.QRIS:
            return {"payment_type": "qris", "qris": {"acquirer": settings.MIDTRANS_QRIS_ACQUIRER}}
        case Method.VA:
            return {"payment_type": "bank_transfer", "bank_transfer": {"bank": settings.MIDTRANS_VA_BANK}}
        case _:
            wallet = {"enable_callback": True, "callback_url": return_url}
            return {"payment_type": "gopay", "gopay": wallet}


def _prepared(answer: dict[str, Any]) -> Prepared:
    accounts = answer.get("va_numbers") or []
    if answer.get("permata_va_number"):
        accounts = [{"bank": "permata", "va_number": answer["permata_va_number"]}]
    links = {action.get("name"): action.get("url", "") for action in answer.get("actions") or []}
    page = str(links.get("deeplink-redirect", ""))
    prepared = Prepared(
        provider_id=str(answer.get("transaction_id", "")),
        url=page if page.startswith(("https://", "gojek://")) else "",
        qr=str(answer.get("qr_string") or ""),
        account_bank=str(accounts[0].get("bank", "")).upper() if accounts else "",
        account_number=str(accounts[0].get("va_number", "")) if accounts else "",
    )
    if not prepared.provider_id or not (prepared.url or prepared.qr or prepared.account_number):
        raise ProviderDown("the answer does not say how to pay")
    return prepared


def _seen(attempt: Attempt, answer: dict[str, Any]) -> Seen:
    stands = _STATES.get(str(answer.get("transaction_status")))
    if stands is None:
        raise ProviderDown(f"status {answer.get('status_code')}")
    if answer.get("transaction_status") == "capture" and answer.get("fraud_status") != "accept":
        stands = Stands.PENDING
    gross = str(answer.get("gross_amount", ""))
    match = _AMOUNT.fullmatch(gross)
    problem = "" if match else f"“{gross[:30]}” is no whole rupiah"
    if answer.get("order_id") != attempt.key:
        problem = "it is of another attempt"
    amount = int(match[1]) if match else 0
    return Seen(
        stands, amount, str(answer.get("currency", "IDR")), str(answer.get("transaction_id", "")), problem
    )


def _no(answer: dict[str, Any]) -> Refused | ProviderDown:
    code = str(answer.get("status_code", "unknown"))[:10]
    return (
        Refused(f"status {code}")
        if code.startswith("4") and code != "429"
        else ProviderDown(f"status {code}")
    )


def _ask(
    method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Midtrans's answer, whose own `status_code` says more than that of HTTP. Raises ProviderDown."""
    import requests

    for left in range((TRIES if method == "GET" else 1) - 1, -1, -1):
        try:
            response = requests.request(
                method,
                f"{settings.MIDTRANS_API}{path}",
                json=body,
                headers={"Accept": "application/json", **(headers or {})},
                auth=(settings.MIDTRANS_SERVER_KEY, ""),
                timeout=TIMEOUT_S,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            if not left:
                raise ProviderDown(type(error).__name__) from error
            continue
        answer = _json(response.content)
        if response.status_code < 500 and "status_code" in answer:
            return answer
        if not left:
            break
    raise ProviderDown(f"HTTP {response.status_code}")


def _json(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
