"""Cash at the door: where it is offered, the shop's switch, and what a courier puts down.

What happens at the door itself moves an order, so it stands above, in purchases.at_door.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.permissions import TAKE_CASH, roles_of
from bumdes.units.models import DrawerShift
from bumdes.units.services import NotACashier, ShiftClosed, take_cash
from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.gateways.cod.models import CodShop, Deposit, Door
from marketplace.gateways.provider.services import NotOffered
from marketplace.gateways.wanted import Wanted
from marketplace.order.enums import Mode
from marketplace.payment.models import Method, Payment
from marketplace.sellers.models import Seller

# Who brings the goods takes the cash. Pick-up is paid at the counter; a boat's crew is nobody's cashier.
BROUGHT_BY_HUB = frozenset({Mode.COURIER})
BROUGHT_BY_SHOP = frozenset({Mode.SERVICE})
TAKES_CASH = BROUGHT_BY_HUB | BROUGHT_BY_SHOP

# One question: does the shop allow it, and what is known of this buyer?
_MAY = """
    SELECT EXISTS (SELECT 1 FROM gateway_cod_codshop WHERE seller_id = %(seller)s AND is_on),
           count(*) FILTER (WHERE d.refused_at > now() - make_interval(days => %(days)s)),
           count(*) FILTER (WHERE p.state = 'due')
      FROM gateway_cod_door d JOIN payment_payment p ON p.id = d.payment_id
     WHERE d.phone = %(phone)s OR d.user_id = %(user)s
"""


class NotAtTheDoor(NotOffered):
    message = _(
        "Cash at the door is for goods of one shop that the village courier brings. Choose the courier, or"
        " another way to pay."
    )


class NotTheSum(Refusal):
    message = _("%(courier)s carried %(expected)s. More than that is not ours: count again.")
    field = "counted"


class ShortWithoutReason(Refusal):
    message = _("%(missing)s is missing. Write why; it becomes a debt of %(courier)s.")
    field = "reason"


class ListChanged(Refusal):
    message = _("The list has changed since this page was opened. Look at it again.")


class NothingCarried(Refusal):
    message = _("This courier carries no cash of buyers now.")


class NotThisDrawer(Refusal):
    message = _("Put the cash into your own open drawer of this BUMDes.")


class CodGateway:
    """No money is asked for now: the order goes to its shop at once, and the cash comes with the goods."""

    method = Method.COD

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(0)  # nobody waits for it: the order's own clocks run

    @property
    def grace(self) -> timedelta:
        return timedelta(0)

    def is_offered(self, wanted: Wanted) -> bool:
        """One shop's goods, brought by who takes cash, not too dear, to a buyer not known to refuse."""
        if wanted.total > settings.PAY_COD_MOST or len(wanted.seller_ids) != 1 or len(wanted.modes) != 1:
            return False
        if not wanted.modes <= TAKES_CASH:
            return False
        with connection.cursor() as cursor:
            cursor.execute(
                _MAY,
                {
                    "seller": next(iter(wanted.seller_ids)),
                    "phone": wanted.phone,
                    "user": wanted.user_id,
                    "days": settings.PAY_COD_MEMORY_DAYS,
                },
            )
            is_on, refusals, open_now = cursor.fetchone()
        return is_on and refusals < settings.PAY_COD_REFUSALS and open_now < settings.PAY_COD_OPEN

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Note who will hold the cash. Raises NotOffered for anything but one order brought by its taker."""
        split = payment.splits.select_related("order__hub", "order__seller").get()
        order, purchase = split.order, payment.purchase
        if order.mode not in TAKES_CASH:
            raise NotOffered
        is_hubs = order.mode in BROUGHT_BY_HUB
        Door.objects.create(
            payment=payment,
            order=order,
            hub=order.hub if is_hubs else None,
            seller=None if is_hubs else order.seller,
            amount=payment.amount,
            phone=purchase.phone,
            user_id=purchase.user_id,
        )
        payment.state = Payment.State.DUE
        payment.save(update_fields=["state"])

    def close(self, *, payment: Payment) -> None:
        """Nothing to free."""


def takes_cash(seller: Seller) -> bool:
    """Does this shop allow cash at the door? One query."""
    return CodShop.objects.filter(seller=seller, is_on=True).exists()


def set_cod(*, seller: Seller, is_on: bool, actor: User, now: datetime) -> CodShop:
    """A shop allows cash at the door, or no more; orders under way stay as they are."""
    with transaction.atomic(durable=True):
        lock(seller)
        shop, is_new = CodShop.objects.get_or_create(
            seller=seller, defaults={"is_on": is_on, "changed_by": actor, "changed_at": now}
        )
        if is_new or shop.is_on != is_on:
            shop.is_on, shop.changed_by, shop.changed_at = is_on, actor, now
            shop.save(update_fields=["is_on", "changed_by", "changed_at"])
            record(action="cod.on" if is_on else "cod.off", subject=seller, actor=actor, at=now)
    return shop


def deposit(
    *,
    shift: DrawerShift,
    courier: User,
    expected: int,
    counted: int,
    reason: str,
    actor: User,
    key: str,
    now: datetime,
) -> Deposit:
    """Take all the cash a courier carries for this BUMDes into the cashier's own open drawer.

    `expected` is what the page listed: when it is no longer the sum, ListChanged. What is missing is
    named with its reason and becomes the courier's debt. The same key gives the first deposit again.
    Raises NotThisDrawer, NotACashier, ShiftClosed, NothingCarried, NotTheSum, ShortWithoutReason, Conflict.
    """
    reason = reason.strip()[:200]
    with transaction.atomic(durable=True):
        lock(courier, shift)  # two cashiers with one courier wait for each other here
        if earlier := Deposit.objects.filter(key=key).first():
            if (earlier.courier_id, earlier.counted, earlier.hub_id) != (
                courier.pk,
                counted,
                shift.organisation_id,
            ):
                raise Conflict
            return earlier
        if shift.cashier_id != actor.pk:
            raise NotThisDrawer
        if not roles_of(actor, shift.organisation_id) & TAKE_CASH:
            raise NotACashier
        if not shift.is_open:
            raise ShiftClosed
        doors = Door.objects.filter(
            hub=shift.organisation_id, received_by=courier, received_at__isnull=False, deposit=None
        )
        carried = doors.aggregate(total=Sum("amount"))["total"] or 0
        if not carried:
            raise NothingCarried
        if carried != expected:
            raise ListChanged
        if counted > carried:
            raise NotTheSum(courier=courier.name, expected=format_rupiah(carried))
        if counted < carried and not reason:
            raise ShortWithoutReason(missing=format_rupiah(carried - counted), courier=courier.name)
        receipt = None
        if counted:
            receipt = take_cash(
                shift=shift,
                purpose=f"Setoran kurir {courier.name}"[:120],
                reference=f"cod:{key}"[:60],
                amount=counted,
                tendered=counted,
                now=now,
            )
        made = Deposit.objects.create(
            hub=shift.organisation,
            courier=courier,
            expected=carried,
            counted=counted,
            reason=reason if counted < carried else "",
            receipt=receipt,
            key=key,
            taken_by=actor,
            at=now,
        )
        doors.update(deposit=made)
        record(action="cod.deposited", subject=made, actor=actor, at=now, counted=counted, expected=carried)
    return made
