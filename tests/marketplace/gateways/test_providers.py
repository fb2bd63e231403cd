"""Both providers over real HTTP: made once whatever happens on the way, looked up, cancelled, given back."""

from datetime import timedelta

import pytest

from core.invariants import violations
from marketplace.gateways.checks import check_providers
from marketplace.gateways.port import PROVIDERS
from marketplace.gateways.provider.models import Attempt
from marketplace.gateways.provider.protocol import Forged, ProviderDown, RefundState, Refused, Stands
from marketplace.payment.models import Payment, UnappliedReceipt
from marketplace.purchases.clocks import run_clocks
from marketplace.purchases.remote import look, prepare, sweep
from marketplace.purchases.services import change_method
from tests.factories.people import NOON
from tests.factories.providers import RETURN, make_attempt, pay_there, use_midtrans, use_stripe
from tests.servers.midtrans import midtrans_server
from tests.servers.serving import Faults
from tests.servers.stripe import stripe_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def stripe(settings):
    with stripe_server() as server:
        use_stripe(settings, server)
        yield server


@pytest.fixture
def midtrans(settings):
    with midtrans_server() as server:
        use_midtrans(settings, server)
        yield server


METHODS = [("card", "stripe"), ("qris", "midtrans"), ("va", "midtrans"), ("gopay", "midtrans")]


@pytest.fixture(params=METHODS, ids=[method for method, _name in METHODS])
def way(request):
    """A way to pay with the server that carries it."""
    method, name = request.param
    return method, request.getfixturevalue(name)


def lost(attempt: Attempt) -> Attempt:
    """The same payment as if our side had never heard the answer."""
    Attempt.objects.filter(pk=attempt.pk).update(state="wanted", provider_id=None, qr="", url="")
    return attempt


def test_prepare_says_how_to_pay_and_asks_once(way):
    method, server = way

    attempt = make_attempt(method=method)
    again = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)

    assert again == attempt
    assert len(server.asked) == 1
    how = {"card": attempt.url, "gopay": attempt.url, "qris": attempt.qr, "va": attempt.account_number}
    assert how[method] != ""


def test_stripe_is_asked_in_hundredths_and_answers_in_rupiah(stripe):
    attempt = make_attempt(method="card", price=15_000)

    seen = PROVIDERS["stripe"].look_up(attempt)

    assert (stripe.only["amount_total"], stripe.only["currency"]) == (1_500_000, "idr")
    assert (seen.stands, seen.amount, seen.currency) == (Stands.PENDING, 15_000, "IDR")
    assert stripe.asked[0].headers["Stripe-Version"] == "2026-10-28.endive"
    assert stripe.asked[0].headers["Idempotency-Key"] == attempt.key


def test_midtrans_is_asked_in_whole_numbers_with_our_own_address_and_time(midtrans):
    make_attempt(method="qris", price=15_000)

    (asked,) = midtrans.asked
    assert b'"gross_amount": 15000' in asked.body
    assert b'"expiry_duration": 30' in asked.body
    assert asked.headers["X-Override-Notification"].endswith("/pembayaran/midtrans/")


def test_prepare_after_a_lost_answer_finds_the_same_payment(way):
    method, server = way
    attempt = lost(make_attempt(method=method))

    found = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)

    assert found == attempt
    assert found.state == "open"
    assert len(getattr(server, "sessions", None) or server.transactions) == 1


def test_prepare_leaves_a_payment_that_the_provider_does_not_tell_again(midtrans):
    midtrans.keeps_idempotency = False
    attempt = lost(make_attempt(method="qris"))

    first = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)
    second = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)
    sweep(now=NOON)

    assert first is None
    assert second.key.endswith("-2")
    states = [one["transaction_status"] for one in midtrans.transactions.values()]
    assert states == ["expire", "pending"]
    assert list(Attempt.objects.order_by("pk").values_list("state", flat=True)) == ["ended", "open"]


@pytest.mark.parametrize("fault", [Faults.DOWN, Faults.LOST, Faults.NONSENSE])
def test_prepare_with_a_provider_in_trouble_can_be_tried_again(way, fault):
    method, server = way
    attempt = lost(make_attempt(method=method))
    server.faults.coming = [fault] * 2

    first = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)
    server.faults.coming = []
    again = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)

    assert first is None or first.state == "open"  # Stripe's client itself tried once more
    assert again.state == "open"
    assert len(getattr(server, "sessions", None) or server.transactions) == 1


def test_prepare_while_somebody_else_asks_waits(midtrans):
    attempt = lost(make_attempt(method="qris"))
    Attempt.objects.update(claimed_until=NOON + timedelta(seconds=40))

    assert prepare(payment=attempt.payment, return_url=RETURN, now=NOON) is None
    assert prepare(payment=attempt.payment, return_url=RETURN, now=NOON + timedelta(seconds=40)) is not None


def test_prepare_after_the_provider_ended_it_makes_another(way):
    method, _server = way
    attempt = make_attempt(method=method)
    PROVIDERS[attempt.provider].cancel(attempt)
    look(attempt=attempt, now=NOON)

    another = prepare(payment=attempt.payment, return_url=RETURN, now=NOON)

    assert (another.number, another.state) == (2, "open")
    assert attempt.payment.state == "pending"


def test_look_finds_money_without_any_event(way):
    method, server = way
    attempt = make_attempt(method=method)
    pay_there(server)

    outcomes = [look(attempt=attempt, now=NOON) for _time in range(3)]

    assert outcomes == ["paid"] * 3
    assert Payment.objects.get().state == "paid"
    assert UnappliedReceipt.objects.count() == 0
    assert list(violations()) == []


def test_another_way_to_pay_is_cancelled_at_the_provider(way):
    method, server = way
    attempt = make_attempt(method=method)

    change_method(purchase=attempt.payment.purchase, method="counter", now=NOON)
    sweep(now=NOON)

    attempt.refresh_from_db()
    assert attempt.state == "ended"
    assert server.only.get("status", server.only.get("transaction_status")) in ("expired", "expire")


def test_money_for_a_payment_that_was_given_up_is_kept(way):
    method, server = way
    attempt = make_attempt(method=method)
    change_method(purchase=attempt.payment.purchase, method="counter", now=NOON)
    pay_there(server)

    sweep(now=NOON)

    kept = UnappliedReceipt.objects.get()
    assert (kept.amount, kept.reason, kept.payment) == (15_000, "late", attempt.payment)
    assert list(violations()) == []


def test_sweep_asks_before_the_time_is_over_for_good(way):
    method, server = way
    attempt = make_attempt(method=method)
    pay_there(server)
    over = attempt.payment.expires_at + timedelta(minutes=5)

    run_clocks(now=over)
    sweep(now=over)

    assert Payment.objects.get().state == "paid"
    assert list(violations()) == []


def test_sweep_leaves_a_silent_provider_and_asks_the_other(stripe, midtrans):
    make_attempt(method="qris")
    make_attempt(method="card")
    stripe.pay(stripe.only)
    midtrans.faults.coming = [Faults.DOWN] * 2

    done = sweep(now=NOON)

    assert (done.asked, done.down) == (1, ("midtrans",))
    assert Payment.objects.get(method="card").state == "paid"


@pytest.mark.parametrize(
    ("method", "changes", "problem"),
    [
        ("card", {"amount_total": 1_500_050}, "1500050 is no whole rupiah"),
        ("card", {"currency": "usd"}, "currency USD"),
        ("card", {"client_reference_id": "other"}, "it is of another attempt"),
        ("qris", {"gross_amount": "15000.50"}, "“15000.50” is no whole rupiah"),
        ("qris", {"currency": "USD"}, "currency USD"),
    ],
)
def test_money_that_cannot_be_believed_is_flagged_and_changes_nothing(request, method, changes, problem):
    server = request.getfixturevalue("stripe" if method == "card" else "midtrans")
    attempt = make_attempt(method=method)
    pay_there(server, **changes)

    outcomes = [look(attempt=attempt, now=NOON) for _time in range(2)]

    assert outcomes == ["flagged", "flagged"]
    assert (attempt.state, attempt.problem) == ("flagged", problem)
    assert Payment.objects.get().state == "pending"
    assert list(violations()) == []


@pytest.mark.parametrize("method", ["card", "qris"])
def test_refund_with_one_key_gives_back_once(request, method):
    server = request.getfixturevalue("stripe" if method == "card" else "midtrans")
    attempt, provider = make_attempt(method=method), PROVIDERS["stripe" if method == "card" else "midtrans"]
    pay_there(server)

    states = [provider.refund(attempt, amount=10_000, key="refund-1") for _time in range(2)]

    assert states == [RefundState.SUCCEEDED] * 2
    assert provider.find_refund(attempt, key="refund-1") == RefundState.SUCCEEDED
    assert provider.find_refund(attempt, key="refund-2") is None
    with pytest.raises(Refused):
        provider.refund(attempt, amount=10_000, key="refund-2")


def test_a_wrong_key_is_refused_and_the_probe_says_so(settings, stripe, midtrans):
    right = check_providers(None)
    settings.STRIPE_KEY, settings.MIDTRANS_SERVER_KEY = "sk_other", "other"

    wrong = [error.msg for error in check_providers(None)]

    assert right == []
    assert wrong == [
        "Payments through stripe would not work: HTTP 401, no code.",
        "Payments through midtrans would not work: status 401.",
    ]


def test_a_provider_that_nobody_answers_for_is_down(settings, stripe):
    attempt = make_attempt(method="card")
    settings.STRIPE_API = "http://127.0.0.1:9"

    with pytest.raises(ProviderDown):
        PROVIDERS["stripe"].look_up(attempt)


def test_stripe_event_is_read_with_the_old_secret_while_it_is_replaced(settings, stripe):
    make_attempt(method="card")
    body, headers = stripe.signed(pay_there(stripe))
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", *settings.STRIPE_WEBHOOK_SECRETS]

    notice = PROVIDERS["stripe"].read_event(body=body, headers=headers)

    assert notice.kind == "checkout.session.completed"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b"\xff\x00", b'{"order_id": 1}', b'{"signature_key": null}']
)
@pytest.mark.parametrize("name", ["stripe", "midtrans"])
def test_read_event_turns_away_what_is_none(stripe, midtrans, name, body):
    _body, headers = stripe.signed({})

    with pytest.raises(Forged):
        PROVIDERS[name].read_event(body=body, headers=headers)
