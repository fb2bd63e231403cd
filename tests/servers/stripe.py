"""A server that keeps Checkout Sessions, refunds and events as Stripe does, for the calls we make."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import stripe

from tests.servers.serving import Answer, Asked, Faults, serving

KEY = "sk_test_contoh"
SECRET = "whsec_contoh"


@dataclass
class StripeServer:
    url: str = ""
    sessions: dict[str, dict] = field(default_factory=dict)
    refunds: list[dict] = field(default_factory=list)
    refund_status: str = "succeeded"  # of the next refund: pending where the balance is short
    events: list[dict] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    _answers: dict[str, tuple[bytes, Answer]] = field(default_factory=dict)

    @property
    def only(self) -> dict:
        (session,) = self.sessions.values()
        return session

    def pay(self, session: dict, **instead: object) -> dict:
        """What the buyer does on the hosted page; gives the event. `instead` changes the session first."""
        session |= {"status": "complete", "payment_status": "paid", "payment_intent": _name("pi"), **instead}
        return self.happens("checkout.session.completed", session)

    def happens(self, kind: str, session: dict) -> dict:
        event = {
            "id": _name("evt"),
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(time.time()),
            "type": kind,
            "data": {"object": dict(session)},
        }
        self.events.append(event)
        return event

    def signed(self, event: dict, *, secret: str = SECRET, at: int | None = None) -> tuple[bytes, dict]:
        """An event as it is sent: its bytes, and the headers that sign them."""
        body = json.dumps(event)
        moment = {"timestamp": at} if at is not None else {}
        signature = stripe.WebhookSignature.generate_signature_header(body, secret, **moment)
        return body.encode(), {"Stripe-Signature": signature}

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        if asked.headers["Authorization"] != f"Bearer {KEY}":
            return _error(401, "invalid_request_error", "Invalid API Key provided")
        key = asked.headers["Idempotency-Key"]
        if asked.method == "POST" and key in self._answers:
            body, earlier = self._answers[key]
            if body != asked.body:
                return _error(400, "idempotency_error", "Keys can only be used with the same parameters")
            return earlier
        answer = self._new(asked)
        if asked.method == "POST" and key:
            self._answers[key] = (asked.body, answer)
        return answer

    def _new(self, asked: Asked) -> Answer:  # noqa: PLR0911 - one return for each address
        where = urlsplit(asked.path)
        sent = {name: values[-1] for name, values in parse_qs(asked.body.decode()).items()}
        parts = where.path.strip("/").split("/")
        match asked.method, parts:
            case "POST", ["v1", "checkout", "sessions"]:
                return self._create(sent)
            case "GET", ["v1", "checkout", "sessions", name] if name in self.sessions:
                return 200, self.sessions[name]
            case "POST", ["v1", "checkout", "sessions", name, "expire"] if name in self.sessions:
                session = self.sessions[name]
                if session["status"] != "open":
                    return _error(400, "invalid_request_error", "Only open sessions can be expired")
                session["status"] = "expired"
                self.happens("checkout.session.expired", session)
                return 200, session
            case "POST", ["v1", "refunds"]:
                return self._refund(sent)
            case "GET", ["v1", "refunds"]:
                of = parse_qs(where.query)["payment_intent"][-1]
                data = [each for each in reversed(self.refunds) if each["payment_intent"] == of]
                return 200, {"object": "list", "url": "/v1/refunds", "has_more": False, "data": data}
            case "GET", ["v1", "events"]:
                since = int(parse_qs(where.query).get("created[gte]", ["0"])[0])
                data = [event for event in reversed(self.events) if event["created"] >= since]
                return 200, {"object": "list", "url": "/v1/events", "has_more": False, "data": data}
            case "GET", ["v1", "balance"]:
                return 200, {"object": "balance", "available": [], "livemode": False}
        return _error(404, "invalid_request_error", "No such object")

    def _create(self, sent: dict[str, str]) -> Answer:
        amount = int(sent["line_items[0][price_data][unit_amount]"])
        if amount > 999_999_999_999:
            return _error(400, "invalid_request_error", "amount_too_large")
        name = _name("cs_test")
        session = {
            "id": name,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.com/c/pay/{name}",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": amount * int(sent["line_items[0][quantity]"]),
            "currency": sent["line_items[0][price_data][currency]"],
            "client_reference_id": sent["client_reference_id"],
            "metadata": {"attempt": sent["metadata[attempt]"]},
        }
        self.sessions[name] = session
        return 200, session

    def _refund(self, sent: dict[str, str]) -> Answer:
        paid = next(
            (s for s in self.sessions.values() if s["payment_intent"] == sent["payment_intent"]), None
        )
        if paid is None:
            return _error(404, "invalid_request_error", "No such payment_intent")
        given = sum(r["amount"] for r in self.refunds if r["payment_intent"] == sent["payment_intent"])
        if given + int(sent["amount"]) > paid["amount_total"]:
            return _error(400, "invalid_request_error", "Refund is greater than unrefunded amount")
        refund = {
            "id": _name("re"),
            "object": "refund",
            "status": self.refund_status,
            "amount": int(sent["amount"]),
            "metadata": {"attempt": sent["metadata[attempt]"], "refund": sent["metadata[refund]"]},
            "payment_intent": sent["payment_intent"],
        }
        self.refunds.append(refund)
        return 200, refund


def _name(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(8)}"


def _error(status: int, kind: str, message: str) -> Answer:
    return status, {"error": {"type": kind, "message": message}}


@contextmanager
def stripe_server() -> Iterator[StripeServer]:
    """The server for as long as the block runs."""
    server = StripeServer()
    with serving(server.answer, server.faults) as server.url:
        yield server
