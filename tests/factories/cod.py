"""Orders that are paid at the door, on their way there."""

from __future__ import annotations

from dataclasses import replace

from bumdes.organisations.models import Organisation
from core.ids import random_token
from core.users.models import User
from marketplace.catalogue.models import ProductClass
from marketplace.fulfilment.models import CourierTariff
from marketplace.gateways.cod.services import set_cod
from marketplace.order import services
from marketplace.order.models import Order, Purchase
from marketplace.partner.models import StockRecord
from marketplace.purchases.services import Choice, place
from marketplace.sellers.models import Seller
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_organisation, make_seller, make_user, owner_of
from tests.factories.purchases import make_basket, make_courier, pickup_request

FEE = 10_000


def make_cod_shop(hub: Organisation | None = None) -> Seller:
    """A shop that allows cash at the door."""
    seller = make_seller(hub=hub or make_organisation())
    set_cod(seller=seller, is_on=True, actor=owner_of(seller), now=NOON)
    return seller


def make_cod_offer(seller: Seller | None = None, *, price: int = 40_000, stock: int = 10) -> StockRecord:
    """Goods that the courier of the shop's BUMDes brings."""
    seller = seller or make_cod_shop()
    if not CourierTariff.objects.filter(hub=seller.hub).exists():
        make_courier(seller.hub, fee=FEE)
    return make_product(seller=seller, price=price, stock=stock).stockrecords.get()


def make_service(seller: Seller | None = None, *, price: int = 40_000) -> StockRecord:
    """Work that the shop does itself."""
    product = make_product(seller=seller or make_cod_shop(), price=price, tracked=False)
    product.product_class = ProductClass.objects.create(name="Jasa", requires_shipping=False)
    product.save(update_fields=["product_class"])
    return product.stockrecords.get()


def order_at_door(
    offer: StockRecord, *, pieces: int = 1, buyer: User | None = None, method: str = "cod", **kw
) -> Purchase:
    """What the checkout sends: brought by the courier, or done by the shop, and paid as it comes."""
    buyer = buyer or make_user()
    kw.setdefault("phone", f"+62813{buyer.pk:08d}")
    seller = offer.partner.seller
    basket = make_basket((offer, pieces), owner=buyer)
    tariff = CourierTariff.objects.filter(hub=seller.hub).first()
    is_brought = offer.product.is_shipping_required
    request = replace(
        pickup_request(basket, method=method, **kw),
        choices={seller.pk: Choice(option=f"courier-{tariff.pk}" if is_brought and tariff else "service")},
        address={"village_id": seller.hub.village_id, "landmark": "Rumah hijau"} if is_brought else {},
        quoted_total=offer.price_rupiah * pieces + (FEE if is_brought else 0),
    )
    return place(basket=basket, request=request, user=buyer, key=random_token(), now=NOON)


def make_order_on_its_way(offer: StockRecord | None = None, *, pieces: int = 1, **kw) -> Order:
    """Accepted, packed and out of the shop; nobody has paid yet."""
    order = order_at_door(offer or make_cod_offer(), pieces=pieces, **kw).orders.get()
    for step in (services.accept, services.pack, services.hand_over):
        step(order=order, actor=None, now=NOON)
    return Order.objects.get(pk=order.pk)
