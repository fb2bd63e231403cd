"""Asking for a payout, letting it go, holding money back, and handing out cash."""

from __future__ import annotations

import hmac
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Entry
from bumdes.ledger.queries import accounts_of, balance
from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import TAKE_CASH, roles_of
from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.ids import random_reference
from core.locks import lock
from core.moments import format_moment
from core.money import format_rupiah
from core.refusals import Conflict, Refusal, spoken_as
from core.users.models import User
from marketplace.sellers.models import Seller
from marketplace.settlement.models import (
    Payout,
    PayoutAccount,
    PayoutLine,
    PayoutReceipt,
    SellerCharge,
    Settlement,
    SettlementHold,
)
from marketplace.settlement.queries.payouts import claimable, owed_sellers
from marketplace.settlement.services.payout_moves import enter
from marketplace.settlement.services.rails import RAILS

State, Rail = Payout.State, Payout.Rail


class NothingDue(Refusal):
    message = _("There is nothing to pay out yet.")


class TooLittle(Refusal):
    message = _("A payout is at least %(least)s. What is yours stays here until then.")


class NoAccount(Refusal):
    message = _("Enter the shop's bank account first, or choose cash at the BUMDes.")
    field = "way"


class AccountTooNew(Refusal):
    message = _("This bank account can be used from %(day)s. Until then choose cash at the BUMDes.")
    field = "way"


class OnePerson(Refusal):
    message = _("Whoever asked for a payout cannot approve it. Ask another operator.")


class OwnShop(Refusal):
    message = _("You work in this shop, so somebody else must do this.")


class NotNow(Refusal):
    message = _("This cannot be done now: the payout is “%(state)s”.")


class AlreadyHeld(Refusal):
    message = _("This money is held already.")


class AlreadyLeaving(Refusal):
    message = _("This money is being paid out already.")


class NotHere(Refusal):
    message = _("This payout is not handed out here.")


class WrongCode(Refusal):
    message = _("This is not the code of this payout. Ask the shop to show it again.")
    field = "code"


class NotYourWork(Refusal):
    message = _("Only a cashier, the treasurer or the director hands out cash.")


class TooLittleCash(Refusal):
    message = _("The books say that there is only %(held)s of cash here.")


_RULES: dict[str, type[Refusal]] = {
    "made_and_approved_by_two_people": OnePerson,
    "payout_approved_outside_the_shop": OwnShop,
}


def bank_rail() -> str:
    """How money goes to a bank account today: by a provider that is on, else by the bank's file."""
    return Rail.XENDIT if RAILS[Rail.XENDIT].is_on else Rail.BATCH


def request_payout(
    *, seller: Seller, way: str, actor: User, key: str, now: datetime, least: int | None = None
) -> Payout:
    """Claim everything that is the shop's and not held; somebody else must approve it.

    `way` is "cash" or "bank". What the shop owes is netted, and below nothing it is carried. The
    same key gives the first payout again. Raises NothingDue, TooLittle, NoAccount, AccountTooNew.
    """
    content = content_hash("payout", seller.pk, way)
    least = settings.PAYOUT_LEAST if least is None else least
    with transaction.atomic(durable=True):
        lock(seller)
        if earlier := earlier_answer(key=key, user=actor, content=content):
            return Payout.objects.get(pk=earlier)
        payout = _claim(seller, way=way, actor=actor, now=now, least=least)
        remember(key=key, user=actor, content=content, answer=payout.pk, now=now)
    return payout


def run_payouts(*, actor: User, now: datetime, least: int | None = None) -> list[Payout]:
    """A payout for every shop that has enough coming, each in a transaction of its own.

    To the bank account where one can be used, else cash. Two runs at once claim nothing twice: each
    waits for the shop and finds nothing left.
    """
    least = settings.PAYOUT_LEAST if least is None else least
    made = []
    for seller in owed_sellers(least=least):
        with transaction.atomic(durable=True):
            lock(seller)
            account = _usable_account(seller, now=now)
            try:
                made.append(
                    _claim(seller, way="bank" if account else "cash", actor=actor, now=now, least=least)
                )
            except (NothingDue, TooLittle):
                continue
    return made


def _claim(seller: Seller, *, way: str, actor: User, now: datetime, least: int) -> Payout:
    """The draft with its lines; the seller is locked."""
    settlements, charges = claimable(seller)
    amount = sum(row.to_seller for row in settlements) + sum(row.amount for row in charges)
    if amount <= 0:
        raise NothingDue
    if amount < least:
        raise TooLittle(least=format_rupiah(least))
    where: dict[str, Any]
    if way == "cash":
        where = {"rail": Rail.CASH, "hub_id": seller.hub_id, "code": random_reference(6)}
    else:
        where = {"rail": bank_rail(), "account": _account(seller, now=now)}
    payout = Payout.objects.create(
        seller=seller,
        reference=random_reference(),
        amount=amount,
        requested_by=actor,
        requested_at=now,
        **where,
    )
    PayoutLine.objects.bulk_create(
        [
            *(PayoutLine(payout=payout, settlement=row, amount=row.to_seller) for row in settlements),
            *(PayoutLine(payout=payout, charge=row, amount=row.amount) for row in charges),
        ]
    )
    payout.moves.create(to_state=State.DRAFT, attempt=1, actor=actor, at=now)
    record(action="payout.requested", subject=payout, actor=actor, at=now, amount=amount)
    return payout


def _account(seller: Seller, *, now: datetime) -> PayoutAccount:
    account = PayoutAccount.objects.filter(seller=seller, ended_at=None).first()
    if account is None:
        raise NoAccount
    if account.usable_from > now:
        raise AccountTooNew(day=format_moment(account.usable_from))
    return account


def _usable_account(seller: Seller, *, now: datetime) -> PayoutAccount | None:
    return PayoutAccount.objects.filter(seller=seller, ended_at=None, usable_from__lte=now).first()


def approve_payout(*, payout: Payout, actor: User, now: datetime) -> Payout:
    """Another person lets it go. Approving again changes nothing. Raises OnePerson, OwnShop, NotNow."""
    with transaction.atomic(durable=True):
        lock(payout)
        if payout.state == State.APPROVED and payout.approved_by_id == actor.pk:
            return payout
        _need(payout, State.DRAFT)
        _let_go(payout, actor=actor, now=now)
    return payout


def retry_payout(*, payout: Payout, actor: User, now: datetime) -> Payout:
    """Send a failed payout again under its reference, to the shop's account of today.

    Raises NotNow, OnePerson, OwnShop, NoAccount, AccountTooNew.
    """
    with transaction.atomic(durable=True):
        lock(payout)
        _need(payout, State.FAILED)
        where: dict[str, Any] = {}
        if payout.rail != Rail.CASH:
            where = {"rail": bank_rail(), "account": _account(payout.seller, now=now)}
        _let_go(payout, actor=actor, now=now, attempt=payout.attempt + 1, problem="", provider_id="", **where)
    return payout


def _let_go(payout: Payout, *, actor: User, now: datetime, **changed: Any) -> None:
    if payout.seller.staff.filter(user=actor, ended_at=None).exists():
        raise OwnShop
    if actor.pk == payout.requested_by_id:
        raise OnePerson
    with spoken_as(_RULES):
        enter(payout, State.APPROVED, actor=actor, now=now, approved_by=actor, approved_at=now, **changed)
    record(action="payout.approved", subject=payout, actor=actor, at=now, amount=payout.amount)


def withdraw_payout(*, payout: Payout, reason: str, actor: User, now: datetime) -> Payout:
    """Give a payout up: what it claimed can be claimed again. Raises NotNow once it is sent."""
    with transaction.atomic(durable=True):
        lock(payout)
        if payout.state == State.WITHDRAWN:
            return payout
        _need(payout, State.DRAFT, State.APPROVED, State.FAILED)
        enter(payout, State.WITHDRAWN, actor=actor, now=now, note=reason)
        payout.lines.update(is_live=False)
        record(action="payout.withdrawn", subject=payout, actor=actor, at=now, reason=reason)
    return payout


def fail_payout(*, payout: Payout, reason: str, actor: User, now: datetime) -> Payout:
    """Somebody has seen that the money did not arrive, or came back. Raises NotNow.

    Cash that was signed for cannot come back this way.
    """
    with transaction.atomic(durable=True):
        lock(payout)
        if payout.state == State.FAILED:
            return payout
        _need(payout, State.SENT, *([] if payout.rail == Rail.CASH else [State.PAID]))
        enter(payout, State.FAILED, actor=actor, now=now, note=reason, problem=reason[:200])
        record(action="payout.failed", subject=payout, actor=actor, at=now, reason=reason)
    return payout


def _need(payout: Payout, *states: str) -> None:
    if payout.state not in states:
        raise NotNow(state=payout.get_state_display())


def hand_over_cash(
    *, payout: Payout, hub: Organisation, code: str, receiver: str, actor: User, now: datetime
) -> PayoutReceipt:
    """Give the cash to whoever shows the payout's code, and number the receipt. Again gives the first.

    Raises NotYourWork, OwnShop, NotHere, WrongCode, NotNow, TooLittleCash.
    """
    with transaction.atomic(durable=True):
        lock(hub, payout)
        if not roles_of(actor, hub.pk) & TAKE_CASH:
            raise NotYourWork
        if payout.hub_id != hub.pk:
            raise NotHere
        if payout.seller.staff.filter(user=actor, ended_at=None).exists():
            raise OwnShop
        shown = "".join(code.split()).replace("-", "").upper()
        if not hmac.compare_digest(shown.encode(), payout.code.encode()):
            raise WrongCode
        if earlier := PayoutReceipt.objects.filter(payout=payout).first():
            return earlier
        _need(payout, State.SENT)
        _need_cash(hub, payout.amount)
        last = PayoutReceipt.objects.filter(hub=hub).aggregate(n=Max("number"))["n"]
        receipt = PayoutReceipt.objects.create(
            payout=payout, hub=hub, number=(last or 0) + 1, receiver=receiver, paid_by=actor, at=now
        )
        enter(payout, State.PAID, actor=actor, now=now, note=receiver, paid_at=now)
        record(action="payout.handed_over", subject=payout, actor=actor, at=now, amount=payout.amount)
    return receipt


def _need_cash(hub: Organisation, amount: int) -> None:
    if hub.book is None:
        return
    with opened(hub.book):
        held = balance(accounts_of(hub.book)["cash"])
    if held < amount:
        raise TooLittleCash(held=format_rupiah(held))


def place_hold(
    *, settlement: Settlement, reason: str, until: date | None, actor: User | None, now: datetime
) -> SettlementHold:
    """Keep an order's money here while somebody looks into it. Raises AlreadyHeld, AlreadyLeaving."""
    with transaction.atomic():
        lock(settlement.seller)
        rules = {"settlement_held_once": AlreadyHeld, "hold_comes_before_payout": AlreadyLeaving}
        with spoken_as(rules), transaction.atomic():
            return SettlementHold.objects.create(
                settlement=settlement, reason=reason[:200], until=until, placed_by=actor, placed_at=now
            )


def release_hold(*, hold: SettlementHold, actor: User | None, now: datetime) -> SettlementHold:
    """The question is answered: the money may go. Again changes nothing."""
    with transaction.atomic():
        lock(hold)
        if hold.released_at is None:
            hold.released_at, hold.released_by = now, actor
            hold.save(update_fields=["released_at", "released_by"])
    return hold


def charge_seller(
    *, seller: Seller, kind: str, subject: str, amount: int, entry: Entry, now: datetime
) -> SellerCharge:
    """Change what a shop is owed, once for its subject. The caller posted `entry`, in this transaction.

    Raises Conflict when the subject was charged otherwise.
    """
    charge, _is_new = SellerCharge.objects.get_or_create(
        kind=kind,
        subject=subject,
        defaults={"seller": seller, "amount": amount, "entry": entry, "at": now},
    )
    if (charge.seller_id, charge.amount, charge.entry_id) != (seller.pk, amount, entry.pk):
        raise Conflict
    return charge
