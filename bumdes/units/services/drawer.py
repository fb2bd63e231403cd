"""The drawer: opening and closing a shift, taking cash."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import TAKE_CASH, roles_of
from bumdes.units.models import CashReceipt, DrawerShift
from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User


class NotACashier(Refusal):
    message = _("Only a cashier, the treasurer or the director may take cash.")


class ShiftAlreadyOpen(Refusal):
    message = _("You already have an open drawer shift. Close it first.")


class ShiftClosed(Refusal):
    message = _("This drawer shift is closed. Open a new one.")


class GapWithoutReason(Refusal):
    message = _("The count differs by %(gap)s. Write the reason.")
    field = "gap_reason"


class TooLittleCash(Refusal):
    message = _("The cash given is less than the amount to pay.")
    field = "tendered"


def open_shift(*, organisation: Organisation, cashier: User, opening_cash: int, now: datetime) -> DrawerShift:
    """Count the drawer in. Raises NotACashier, or ShiftAlreadyOpen: one person, one drawer."""
    if not roles_of(cashier, organisation.pk) & TAKE_CASH:
        raise NotACashier
    try:
        with transaction.atomic(durable=True):
            shift = DrawerShift.objects.create(
                organisation=organisation, cashier=cashier, opened_at=now, opening_cash=opening_cash
            )
            record(action="drawer.opened", subject=shift, actor=cashier, at=now, opening_cash=opening_cash)
    except IntegrityError as error:
        raise ShiftAlreadyOpen from error
    return shift


def expected_cash(shift: DrawerShift) -> int:
    """What the drawer should hold: the opening count and all that was taken. One query."""
    taken = shift.receipts.aggregate(total=Sum("amount"))["total"] or 0
    return shift.opening_cash + taken


def close_shift(
    *, shift: DrawerShift, counted_cash: int, gap_reason: str, actor: User, now: datetime
) -> DrawerShift:
    """Count the drawer out. A difference needs a reason (GapWithoutReason)."""
    with transaction.atomic(durable=True):
        lock(shift)
        if not shift.is_open:
            raise ShiftClosed
        shift.expected_cash = expected_cash(shift)
        gap = counted_cash - shift.expected_cash
        if gap and not gap_reason.strip():
            raise GapWithoutReason(gap=format_rupiah(gap))
        shift.counted_cash, shift.gap_reason, shift.closed_at = counted_cash, gap_reason.strip(), now
        shift.save(update_fields=["counted_cash", "expected_cash", "gap_reason", "closed_at"])
        record(action="drawer.closed", subject=shift, actor=actor, at=now, gap=gap)
    return shift


def take_cash(
    *, shift: DrawerShift, purpose: str, reference: str, amount: int, tendered: int, now: datetime
) -> CashReceipt:
    """Take cash into an open drawer; the caller's transaction holds the lock on the shift.

    `reference` says what is paid and can be paid once. Raises ShiftClosed, TooLittleCash.
    """
    if not shift.is_open:
        raise ShiftClosed
    if tendered < amount:
        raise TooLittleCash
    # The organisation's row is the counter of its receipt numbers: two cashiers wait here.
    Organisation.objects.select_for_update(no_key=True).get(pk=shift.organisation_id)
    last = CashReceipt.objects.filter(organisation_id=shift.organisation_id).aggregate(n=Max("number"))["n"]
    return CashReceipt.objects.create(
        shift=shift,
        organisation_id=shift.organisation_id,
        number=(last or 0) + 1,
        purpose=purpose,
        reference=reference,
        amount=amount,
        tendered=tendered,
        taken_at=now,
    )
