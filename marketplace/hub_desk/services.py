"""What the desk does: cash for a payment code, parcels in and out, shops verified."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bumdes.organisations.models import Organisation
from bumdes.organisations.permissions import BRING_SELLERS, RUN_PICKUP, TAKE_CASH, roles_of
from bumdes.units.models import CashReceipt, DrawerShift
from bumdes.units.services import NotACashier, ShiftClosed, take_cash
from core.audit.services import record
from core.ids import grouped, read_code
from core.locks import lock
from core.messages.services import notify
from core.moments import format_short
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.fulfilment.models import Shipment
from marketplace.gateways.counter.models import CounterCode
from marketplace.gateways.counter.services import find_by_code
from marketplace.hub_desk.models import Collection, HandOut
from marketplace.order.enums import Mode, Status
from marketplace.order.models import Order
from marketplace.order.notices import tell_buyer
from marketplace.order.services import NotPossibleNow, enter
from marketplace.payment.models import Payment
from marketplace.purchases.at_door import CashFirst, NotAtThisDoor, door_of, receive, refuse
from marketplace.purchases.services import apply_receipt
from marketplace.sellers.models import Seller
from marketplace.sellers.services import set_status

MOST_CHANGE = 1_000_000  # more change than this is a zero too many


class MistypedCode(Refusal):
    message = _("The code is mistyped. Compare each of its 8 signs with the buyer's phone.")
    field = "kode"


class UnknownCode(Refusal):
    message = _("There is no purchase with this code. Ask the buyer to open the payment page again.")
    field = "kode"


class AlreadyPaid(Refusal):
    message = _("This purchase is already paid: receipt %(receipt)s, %(at)s.")
    field = "kode"


class CodeExpired(Refusal):
    message = _("The time to pay ended on %(at)s. Take no cash; the buyer can order again.")
    field = "kode"


class CodeWithdrawn(Refusal):
    message = _("The buyer cancelled or chose another way to pay. Take no cash for this code.")
    field = "kode"


class NotYourDrawer(Refusal):
    message = _("This drawer belongs to another cashier. Open your own.")


class TooMuchCash(Refusal):
    message = _("The change would be more than Rp1.000.000. Check the amount you typed.")
    field = "tendered"


class NotYourWork(Refusal):
    message = _("Your office in this BUMDes may not do this.")


class NotHere(Refusal):
    message = _("This parcel is not for this pickup point.")


class WrongCode(Refusal):
    message = _("This is not the code of this parcel. Ask the buyer to show it again.")
    field = "code"


class OwnShop(Refusal):
    message = _("You work in this shop, so somebody else of the BUMDes must verify it.")


class NothingToSee(Refusal):
    message = _("The shop shows no goods yet. Help it to list the first one.")
    field = "products"


class IsSuspended(Refusal):
    message = _("This shop is suspended, so it cannot be verified now.")


def payable(*, typed: str, now: datetime) -> CounterCode:
    """The code a cashier typed, when its purchase can be paid now. One or two queries.

    Raises MistypedCode, UnknownCode, AlreadyPaid, CodeExpired or CodeWithdrawn.
    """
    found = _known(typed)
    _refuse_unpayable(found.payment, now=now)
    return found


def _known(typed: str) -> CounterCode:
    if read_code(typed) is None:
        raise MistypedCode
    found = find_by_code(typed)
    if found is None:
        raise UnknownCode
    return found


def _refuse_unpayable(payment: Payment, *, now: datetime) -> None:
    if payment.state == Payment.State.PAID:
        receipt = (
            CashReceipt.objects.select_related("organisation").filter(reference=_reference(payment)).first()
        )
        at = format_short(payment.paid_at) if payment.paid_at else ""
        raise AlreadyPaid(receipt=receipt or "-", at=at)
    if payment.state == Payment.State.CANCELLED:
        raise CodeWithdrawn
    if payment.state == Payment.State.EXPIRED or payment.expires_at <= now:
        raise CodeExpired(at=format_short(payment.expires_at))


def _reference(payment: Payment) -> str:
    return f"payment:{payment.pk}"


def collect(
    *, shift: DrawerShift, code: str, tendered: int, actor: User, key: str, now: datetime
) -> CashReceipt:
    """Take cash for a purchase into the cashier's own open drawer, and place its orders.

    Any BUMDes may take it. The same key gives the first receipt again; with other content it
    raises Conflict. Raises what payable() raises, NotYourDrawer, NotACashier, ShiftClosed,
    TooLittleCash and TooMuchCash: then no cash was booked.
    """
    found = _known(code)
    payment = found.payment
    with transaction.atomic(durable=True):
        # Two cashiers with one code wait for each other here; the second sees that it is paid.
        lock(payment.purchase, payment, shift)
        if earlier := Collection.objects.select_related("receipt__organisation").filter(key=key).first():
            if earlier.code != found.code or earlier.receipt.shift_id != shift.pk:
                raise Conflict
            return earlier.receipt
        if shift.cashier_id != actor.pk:
            raise NotYourDrawer
        if not roles_of(actor, shift.organisation_id) & TAKE_CASH:
            raise NotACashier
        if not shift.is_open:
            raise ShiftClosed
        _refuse_unpayable(payment, now=now)
        if tendered - payment.amount_due >= MOST_CHANGE:
            raise TooMuchCash
        receipt = take_cash(
            shift=shift,
            purpose=f"Belanja {payment.purchase.reference}",
            reference=_reference(payment),
            amount=payment.amount_due,
            tendered=tendered,
            now=now,
        )
        CounterCode.objects.filter(pk=found.pk).update(receipt=receipt)
        if not apply_receipt(
            payment=payment, amount=receipt.amount, reference=f"receipt:{receipt.pk}", now=now
        ):
            raise RuntimeError("cash was taken for a payment that could not take it")
        Collection.objects.create(key=key, code=found.code, receipt=receipt)
    return receipt


def mark_arrived(*, order: Order, organisation: Organisation, actor: User, now: datetime) -> Shipment:
    """A parcel reached the pickup point: the buyer is told, with the code that opens it.

    Marking it again changes nothing. Raises NotYourWork, NotHere, NotPossibleNow.
    """
    with transaction.atomic(durable=True):
        lock(order)
        shipment = _parcel_at(order, organisation, actor)
        if shipment.arrived_at is not None:
            return shipment
        if order.status != Status.HANDED_OVER:
            raise NotPossibleNow(status=order.get_status_display())
        shipment.arrived_at = now
        shipment.save(update_fields=["arrived_at"])
        record(action="parcel.arrived", subject=order, actor=actor, at=now, hub=organisation.code)
        _tell_arrived(order, shipment, organisation, now)
    return shipment


def _parcel_at(order: Order, organisation: Organisation, actor: User) -> Shipment:
    """The shipment of a pickup order that lies here, for somebody who may touch it."""
    if not roles_of(actor, organisation.pk) & RUN_PICKUP:
        raise NotYourWork
    shipment = Shipment.objects.select_related("pickup_point").get(order=order)
    if shipment.pickup_point is None or shipment.pickup_point.organisation_id != organisation.pk:
        raise NotHere
    return shipment


def _tell_arrived(order: Order, shipment: Shipment, organisation: Organisation, now: datetime) -> None:
    values = {"shop": order.seller.name, "hub": organisation.name, "code": grouped(shipment.pickup_code, 3)}
    with override("id"):  # readers choose a language per visit; letters are Indonesian
        tell_buyer(
            order,
            event="parcel.arrived",
            subject=_text("Your parcel from %(shop)s waits at %(hub)s") % values,
            body=_text("Show the code %(code)s to take it.") % values,
            key=f"order:{order.pk}:arrived",
            at=now,
        )


def hand_out(
    *,
    order: Order,
    organisation: Organisation,
    code: str,
    recipient: str,
    actor: User,
    key: str,
    now: datetime,
) -> HandOut:
    """Give a parcel to whoever shows its pickup code; the order is delivered with it.

    A parcel that nobody marked as arrived is marked now. The same key gives the first answer
    again. Raises WrongCode, NotYourWork, NotHere, NotPossibleNow, Conflict.
    """
    with transaction.atomic(durable=True):
        lock(order)
        shipment = _parcel_at(order, organisation, actor)
        if earlier := _earlier_hand_out(order, key):
            return earlier
        shown = "".join(code.split()).replace("-", "").upper()
        if not hmac.compare_digest(shown.encode(), shipment.pickup_code.encode()):
            raise WrongCode
        if shipment.arrived_at is None:
            Shipment.objects.filter(pk=shipment.pk).update(arrived_at=now)
        return _deliver(order, recipient or order.purchase.name, actor, key, now)


def deliver_to_door(
    *,
    order: Order,
    organisation: Organisation,
    recipient: str,
    actor: User,
    key: str,
    now: datetime,
    cash: int | None = None,
) -> HandOut:
    """A parcel of this hub's courier or boat was received by the person named.

    `cash` is what the courier received for an order that is paid at the door. The same key gives the
    first answer again. Raises NotYourWork, NotHere, NotPossibleNow, Conflict, CashFirst, WrongAmount.
    """
    with transaction.atomic(durable=True):
        lock(order)
        _need_courier(order, organisation, actor)
        if earlier := _earlier_hand_out(order, key):
            return earlier
        door = door_of(order)
        if door is None:
            return _deliver(order, recipient, actor, key, now)
        if cash is None:
            raise CashFirst
        receive(door=door, order=order, amount=cash, actor=actor, now=now)
        return HandOut.objects.create(key=key, order=order, recipient=recipient, handed_by=actor, at=now)


def refuse_at_door(
    *, order: Order, organisation: Organisation, reason: str, actor: User, now: datetime
) -> None:
    """The buyer did not take and pay the goods at the door. Again changes nothing.

    Raises NotYourWork, NotHere, NotAtThisDoor, NoReason, NotPossibleNow.
    """
    with transaction.atomic(durable=True):
        lock(order)
        _need_courier(order, organisation, actor)
        door = door_of(order)
        if door is None or door.hub_id != organisation.pk:
            raise NotAtThisDoor
        refuse(door=door, order=order, reason=reason, actor=actor, now=now)


def _need_courier(order: Order, organisation: Organisation, actor: User) -> None:
    if not roles_of(actor, organisation.pk) & RUN_PICKUP:
        raise NotYourWork
    if order.hub_id != organisation.pk or order.mode not in (Mode.COURIER, Mode.RIVER):
        raise NotHere


def _earlier_hand_out(order: Order, key: str) -> HandOut | None:
    earlier = HandOut.objects.filter(key=key).first()
    if earlier is not None and earlier.order_id != order.pk:
        raise Conflict
    return earlier


def _deliver(order: Order, recipient: str, actor: User, key: str, now: datetime) -> HandOut:
    if order.status != Status.HANDED_OVER:
        raise NotPossibleNow(status=order.get_status_display())
    enter(order, Status.DELIVERED, actor=actor, now=now)
    return HandOut.objects.create(key=key, order=order, recipient=recipient, handed_by=actor, at=now)


def verify_seller(
    *, seller: Seller, organisation: Organisation, checks: dict[str, str], actor: User, now: datetime
) -> Seller:
    """Say that the BUMDes has seen this shop; what was seen goes into the trail.

    `checks` names what was looked at ({"phone": "yes", "nib": "seen", …}). A verified shop stays
    so. Raises NotYourWork, OwnShop, IsSuspended, NothingToSee.
    """
    with transaction.atomic(durable=True):
        lock(seller)
        if seller.hub_id != organisation.pk or not roles_of(actor, organisation.pk) & BRING_SELLERS:
            raise NotYourWork
        if seller.staff.filter(user=actor, ended_at=None).exists():
            raise OwnShop
        if seller.status == Seller.Status.VERIFIED:
            return seller
        if seller.status != Seller.Status.REGISTERED:
            raise IsSuspended
        if not seller.products.filter(is_public=True).exists():
            raise NothingToSee
        said = "; ".join(f"{name}: {value}" for name, value in checks.items() if value)
        set_status(seller=seller, status=Seller.Status.VERIFIED, reason=said, actor=actor, now=now)
        _tell_verified(seller, organisation, now)
    return seller


def _tell_verified(seller: Seller, organisation: Organisation, now: datetime) -> None:
    values = {"shop": seller.name, "hub": organisation.name}
    with override("id"):
        for member in seller.staff.filter(ended_at=None).select_related("user"):
            notify(
                recipient=member.user,
                event="seller.verified",
                subject=_text("%(shop)s is verified") % values,
                body=_text("%(hub)s has visited your shop. Buyers now see that it is verified.") % values,
                link=reverse("seller:home", args=[seller.slug]),
                key=f"seller:{seller.pk}:verified:{now:%Y%m%d}",
                at=now,
            )
