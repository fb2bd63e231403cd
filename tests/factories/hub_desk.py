"""A purchase on its way, and drawers that are open."""

from __future__ import annotations

from datetime import datetime

from bumdes.organisations.models import Organisation
from bumdes.units.models import DrawerShift
from bumdes.units.services import open_shift
from core.users.models import User
from marketplace.order import services
from marketplace.order.models import Order
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_officer, make_organisation, make_seller
from tests.factories.purchases import make_purchase


def make_drawer(
    organisation: Organisation | None = None,
    *,
    cashier: User | None = None,
    opening: int = 0,
    now: datetime = NOON,
) -> DrawerShift:
    organisation = organisation or make_organisation()
    cashier = cashier or make_officer(organisation)
    return open_shift(organisation=organisation, cashier=cashier, opening_cash=opening, now=now)


def make_parcel(hub: Organisation | None = None, *, now: datetime = NOON, **kw) -> Order:
    """A pickup order of a shop of `hub` that its shop has handed over."""
    seller = make_seller(hub=hub or make_organisation())
    offer = make_product(seller=seller).stockrecords.get()
    purchase = make_purchase((offer, 2), paid=True, now=now, **kw)
    order = Order.objects.get(purchase=purchase)
    for step in (services.accept, services.pack, services.hand_over):
        step(order=order, actor=None, now=now)
    return Order.objects.get(pk=order.pk)
