"""Payouts to bank accounts through Xendit's Payouts API v3.

A client of our own: short time-outs, no redirects. The key of a try is the idempotency key, so the
same try sent again is told the first answer and pays nothing twice. A notice is not believed: it
carries a shared token and no signature, and only makes us ask.
Source: docs.xendit.co/apidocs/create-payout-v3, payout-v3-webhook, payout-status-lifecycle.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from marketplace.gateways.provider.protocol import Forged, ProviderDown, Refused
from marketplace.settlement.models import Payout
from marketplace.settlement.services.rails.batch import number_of
from marketplace.settlement.services.rails.port import Stands, Word

VERSION = "2025-09-09"
TIMEOUT_S = (3.05, 10)
_STATES = {
    "ACCEPTED": Stands.UNDER_WAY,
    "REQUESTED": Stands.UNDER_WAY,
    "PENDING_COMPLIANCE_ASSESSMENT": Stands.UNDER_WAY,
    "SUCCEEDED": Stands.ARRIVED,
    "FAILED": Stands.CAME_BACK,
    "CANCELLED": Stands.CAME_BACK,
    "EXPIRED": Stands.CAME_BACK,
    "COMPLIANCE_REJECTED": Stands.CAME_BACK,
    "REVERSED": Stands.CAME_BACK,
}


class Xendit:
    """Fills the port. Its balance with Xendit is topped up from the operator's account."""

    name: str = Payout.Rail.XENDIT
    role = "bank_1"
    is_by_hand = False

    @property
    def is_on(self) -> bool:
        return bool(settings.XENDIT_KEY)

    def send(self, payout: Payout) -> Word:
        return _word(payout, _ask("POST", "/v3/payouts", body=_body(payout), key=payout.key))

    def ask(self, payout: Payout) -> Word:
        """By its id there; a payout without one was never answered, so it is sent again."""
        if not payout.provider_id:
            return self.send(payout)
        return _word(payout, _ask("GET", f"/v3/payouts/{payout.provider_id}"))


def read_notice(*, body: bytes, headers: Mapping[str, str]) -> str:
    """The reference a notice speaks of. Raises Forged."""
    token = settings.XENDIT_CALLBACK_TOKEN
    given = headers.get("X-Callback-Token", "")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Forged("the token is not ours")
    data = _json(body).get("data")
    reference = data.get("reference_id") if isinstance(data, dict) else None
    if not isinstance(reference, str):
        raise Forged("no notice of a payout")
    return reference.rpartition("-")[0][:12]


def _body(payout: Payout) -> dict[str, Any]:
    if payout.account is None:
        raise ValueError(f"payout {payout.reference} goes to no account")
    account = payout.account
    given, _space, rest = account.holder.partition(" ")
    return {
        "reference_id": payout.key,
        "recipient": {
            "type": "INDIVIDUAL",
            "given_name": given,
            "surname": rest or given,
            "relationship": "SELLER",
            "account_details": {
                "currency": "IDR",
                "account_country": "ID",
                "account_holder_name": account.holder,
                "account_number": number_of(account),
                "routing_type_1": "bank",
                "routing_value_1": account.bank,
            },
        },
        "payout_details": {
            "source_currency": "IDR",
            "source_amount": payout.amount,
            "destination_currency": "IDR",
        },
        "source_of_fund": "BUSINESS_REVENUE",
        "purpose_code": "MERCHANT_SETTLEMENT",
        "description": f"Sedulang {payout.reference}",
    }


def _word(payout: Payout, answer: dict[str, Any]) -> Word:
    """What the answer says. What is not of this try, or of another amount, is no answer."""
    stands = _STATES.get(str(answer.get("status")))
    if stands is None or answer.get("reference_id") != payout.key:
        raise ProviderDown(f"status {str(answer.get('status'))[:40]}")
    if answer.get("source_amount", payout.amount) != payout.amount:
        raise ProviderDown("the amount there is another")
    problem = str(answer.get("failure_code") or answer["status"]) if stands == Stands.CAME_BACK else ""
    return Word(stands, provider_id=str(answer.get("payout_id") or "")[:60], problem=problem[:200])


def _ask(method: str, path: str, *, body: dict[str, Any] | None = None, key: str = "") -> dict[str, Any]:
    """Raises ProviderDown when nothing is known, Refused for a clear no."""
    import requests

    try:
        response = requests.request(
            method,
            f"{settings.XENDIT_API}{path}",
            json=body,
            headers={"api-version": VERSION, **({"idempotency-key": key} if key else {})},
            auth=(settings.XENDIT_KEY, ""),
            timeout=TIMEOUT_S,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        raise ProviderDown(type(error).__name__) from error
    answer = _json(response.content)
    if response.status_code in (200, 201, 202) and "status" in answer:
        return answer
    code = str(answer.get("error_code") or f"HTTP {response.status_code}")[:60]
    # Only what says that nothing was made is a no. Keys, limits and doubts are for a person or a later round.
    if method == "POST" and response.status_code in (400, 422) and "error_code" in answer:
        raise Refused(code)
    raise ProviderDown(code)


def _json(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
