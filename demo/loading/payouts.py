"""Payouts of some shops: most paid, one that the bank sent back, one that waits, one in cash."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.users.models import User
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.settlement.models import Payout
from marketplace.settlement.queries.payouts import owed_sellers
from marketplace.settlement.services.payout_accounts import set_account
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import make_batch, send_payouts, take_answer
from marketplace.settlement.services.payouts import approve_payout, request_payout

SHOPS = 5
LEAST = 10_000


def load_payouts(now: datetime) -> int:
    """Gives how many payouts were made; none when there are some.

    All at this moment: what they pay out became the shops' in the step before.
    """
    if Payout.objects.exists():
        return 0
    shops = owed_sellers(least=LEAST)[:SHOPS]
    approver = User.objects.filter(is_staff=True).order_by("pk").first()
    if not shops or approver is None:
        return 0
    for shop in shops:
        _give_account(shop, now - timedelta(days=9))
    paid, returned = shops[:2], shops[2:3]
    asked = [_ask(shop, "bank", now) for shop in [*paid, *returned]]
    for payout in asked:
        approve_payout(payout=payout, actor=approver, now=now)
    batch = make_batch(actor=approver, now=now)
    rows = [
        f"{batch.number:04d};{payout.key};{word};Rekening sudah ditutup"
        for payout in asked
        for word in ["berhasil" if payout.seller in paid else "gagal"]
    ]
    content = "\n".join(["daftar;referensi;status;keterangan", *rows]).encode()
    take_answer(content=content, name="jawaban-contoh.csv", actor=approver, now=now)
    for shop in shops[3:4]:
        cash = _ask(shop, "cash", now)
        approve_payout(payout=cash, actor=approver, now=now)
        send_payouts(now=now)
    for shop in shops[4:]:
        _ask(shop, "bank", now)
    book_payouts(now=now)
    return Payout.objects.count()


def _owner(shop: Seller) -> User:
    return shop.staff.filter(role=SellerStaff.Role.OWNER).order_by("pk")[0].user


def _give_account(shop: Seller, at: datetime) -> None:
    number = f"99{shop.pk:08d}"  # no bank has such a number
    set_account(seller=shop, bank="BRI", number=number, holder=shop.owner_name, actor=_owner(shop), now=at)


def _ask(shop: Seller, way: str, at: datetime) -> Payout:
    key = f"demo-payout-{shop.pk:08d}"
    return request_payout(seller=shop, way=way, actor=_owner(shop), key=key, now=at)
