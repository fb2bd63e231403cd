"""Cards through Stripe's hosted page. The only place where a rupiah has a hundred parts.

One Checkout Session per attempt, made with the attempt's key as idempotency key. The session has no
end of its own (Stripe lets it live for a day): it is expired when our payment is no longer wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

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
)

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.checkout import Session

API_VERSION = "2026-10-28.endive"
TIMEOUT_S = (3.05, 12)
PARTS = 100  # Stripe counts rupiah in hundredths
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
_REFUNDS = {"succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}

T = TypeVar("T")


class Stripe:
    """Fills the port of provider.protocol."""

    name = "stripe"

    @property
    def is_on(self) -> bool:
        return bool(settings.STRIPE_KEY and settings.STRIPE_WEBHOOK_SECRETS)

    def create(self, attempt: Attempt, *, return_url: str, now: datetime) -> Prepared:
        price = {
            "currency": "idr",
            "unit_amount": attempt.amount * PARTS,
            "product_data": {"name": f"{settings.SITE_NAME} {attempt.payment.purchase.reference}"},
        }
        params: Any = {
            "mode": "payment",
            "client_reference_id": attempt.key,
            "metadata": {"attempt": attempt.key},
            "payment_intent_data": {"metadata": {"attempt": attempt.key}},
            "payment_method_types": settings.STRIPE_METHODS,
            "line_items": [{"quantity": 1, "price_data": price}],
            "locale": "id",
            "success_url": return_url,
            "cancel_url": return_url,
        }
        session = _asked(
            lambda: _client().v1.checkout.sessions.create(params, {"idempotency_key": attempt.key})
        )
        return Prepared(provider_id=session.id, url=session.url or "")

    def look_up(self, attempt: Attempt) -> Seen:
        if not attempt.provider_id:
            return Seen(Stands.PENDING)
        return _seen(attempt, _asked(lambda: _client().v1.checkout.sessions.retrieve(_id(attempt))))

    def cancel(self, attempt: Attempt) -> Seen:
        try:
            session = _asked(lambda: _client().v1.checkout.sessions.expire(_id(attempt)))
        except Refused:  # it is no longer open: paid, or expired already
            return self.look_up(attempt)
        return _seen(attempt, session)

    def refund(self, attempt: Attempt, *, amount: int, key: str) -> RefundState:
        reference = self.look_up(attempt).reference
        params: Any = {
            "payment_intent": reference,
            "amount": amount * PARTS,
            "metadata": {"attempt": attempt.key, "refund": key},
        }
        refund = _asked(lambda: _client().v1.refunds.create(params, {"idempotency_key": key}))
        return _REFUNDS.get(refund.status or "", RefundState.SENT)

    def find_refund(self, attempt: Attempt, *, key: str) -> RefundState | None:
        params: Any = {"payment_intent": self.look_up(attempt).reference, "limit": 100}
        made = _asked(lambda: list(_client().v1.refunds.list(params).auto_paging_iter()))
        states = (each.status or "" for each in made if getattr(each.metadata, "refund", "") == key)
        state = next(states, None)
        return None if state is None else _REFUNDS.get(state, RefundState.SENT)

    def read_event(self, *, body: bytes, headers: Mapping[str, str]) -> Notice:
        import stripe

        signature = headers.get("Stripe-Signature", "")
        for secret in settings.STRIPE_WEBHOOK_SECRETS:
            try:
                return _notice(stripe.Webhook.construct_event(body, signature, secret))
            except stripe.SignatureVerificationError:
                continue
            except (ValueError, KeyError, AttributeError, TypeError) as error:
                raise Forged("no event of Stripe's") from error
        raise Forged("the signature is of none of our secrets, or too old")

    def events_since(self, since: datetime) -> list[Listed]:
        params: Any = {"created": {"gte": int(since.timestamp())}, "types": list(EVENTS), "limit": 100}
        found = _asked(lambda: list(_client().v1.events.list(params).auto_paging_iter()))
        return [Listed(_notice(event), str(event).encode()) for event in found]

    def probe(self) -> str:
        try:
            _asked(_client().v1.balance.retrieve)
        except (ProviderDown, Refused) as error:
            return str(error)
        return ""


def _client() -> StripeClient:
    import stripe

    return stripe.StripeClient(
        settings.STRIPE_KEY,
        stripe_version=API_VERSION,
        base_addresses={"api": settings.STRIPE_API},
        max_network_retries=1,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_S),
    )


def _asked(question: Callable[[], T]) -> T:
    """The answer. Raises Refused for a no, ProviderDown for everything that leaves it open."""
    import stripe

    try:
        return question()
    except (stripe.InvalidRequestError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise Refused(f"HTTP {error.http_status}, {error.code or 'no code'}") from error
    except stripe.StripeError as error:
        raise ProviderDown(type(error).__name__) from error


def _id(attempt: Attempt) -> str:
    return attempt.provider_id or ""


def _seen(attempt: Attempt, session: Session) -> Seen:
    total = session.amount_total or 0
    amount, rest = divmod(total, PARTS)
    currency = (session.currency or "").upper()
    # Asked by its id, a session of somebody else's can only mean that our rows are mixed up.
    problem = "" if session.client_reference_id == attempt.key else "it is of another attempt"
    if rest:
        problem = f"{total} is no whole rupiah"
    if session.payment_status == "paid":
        intent = session.payment_intent
        reference = intent if isinstance(intent, str) else intent.id if intent else session.id
        return Seen(Stands.PAID, amount, currency, reference, problem)
    return Seen(Stands.ENDED if session.status == "expired" else Stands.PENDING, amount, currency)


def _notice(event: Any) -> Notice:
    if event.type not in EVENTS:
        return Notice(event.id, event.type, "")
    return Notice(event.id, event.type, event.data.object.client_reference_id or "")
