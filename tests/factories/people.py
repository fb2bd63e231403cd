"""Small real rows: people, places, BUMDes and shops."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from bumdes.organisations.models import Office, Organisation
from bumdes.villages.models import District, Village
from core.users.models import User
from marketplace.partner.models import Partner
from marketplace.sellers.models import Seller, SellerStaff

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # Senin, 23 November 2026, 12.00 WIB
_n = count(1)


def make_user(**kw) -> User:
    n = next(_n)
    kw.setdefault("email", f"orang{n}@contoh.test")
    kw.setdefault("name", f"Orang {n}")
    return User.objects.create_user(kw.pop("email"), kw.pop("password", "rahasia-sekali-1"), **kw)


def make_village(
    code: str = "16.07.02.2001", name: str = "Sungsang I", district: str = "Banyuasin II"
) -> Village:
    place, _ = District.objects.get_or_create(code=code[:8], defaults={"name": district})
    village, _ = Village.objects.get_or_create(
        code=code, defaults={"name": name, "district": place, "kind": "desa", "postcode": "30971"}
    )
    return village


def make_organisation(**kw) -> Organisation:
    n = next(_n)
    kw.setdefault("code", f"bumdes-{n}")
    kw.setdefault("name", f"BUMDes {n}")
    kw.setdefault("village", kw.pop("village", None) or make_village())
    return Organisation.objects.create(**kw)


def make_officer(organisation: Organisation, role: str = "cashier", **kw) -> User:
    user = kw.pop("user", None) or make_user(**kw)
    Office.objects.create(organisation=organisation, user=user, role=role, started_at=NOON)
    return user


def make_seller(**kw) -> Seller:
    """A verified shop with its trading identity and an owner (seller.staff.first().user)."""
    n = next(_n)
    owner = kw.pop("owner", None) or make_user(name=f"Pemilik {n}")
    hub = kw.pop("hub", None) or make_organisation()
    kw.setdefault("slug", f"toko-{n}")
    kw.setdefault("name", f"Toko {n}")
    kw.setdefault("owner_name", owner.name)
    kw.setdefault("phone", f"+62812000{n:05d}")
    kw.setdefault("status", Seller.Status.VERIFIED)
    seller = Seller.objects.create(
        hub=hub, village=kw.pop("village", None) or hub.village, created_at=NOON, **kw
    )
    Partner.objects.create(seller=seller, name=seller.name)
    SellerStaff.objects.create(seller=seller, user=owner, role="owner", started_at=NOON)
    return seller


def owner_of(seller: Seller) -> User:
    return seller.staff.get(role="owner").user
