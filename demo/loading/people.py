"""People: one sign-in per role, the owners of the shops, and buyers with addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from bumdes.organisations.models import Office, Organisation
from core.users.models import User
from demo.loading.source import content
from marketplace.address.models import UserAddress
from marketplace.hub_desk.bringing import note_consent
from marketplace.partner.models import Partner
from marketplace.sellers.assistance import withdraw_consent
from marketplace.sellers.models import Seller, SellerStaff

PASSWORD = "contoh-sedulang-2026"  # noqa: S105  shown on purpose: demo data never loads in production
OPENED = datetime(2024, 11, 25, 1, 0, tzinfo=UTC)
FIRST_HUB = "sungsang-bahari"

# (role shown, e-mail, name, where to go)
SIGN_INS = [
    ("Pembeli", "pembeli@contoh.sedulang.test", "Yulia Contoh", "/akun/"),
    ("Penjual", "penjual@contoh.sedulang.test", "Marlina Contoh", "/jual/"),
    ("Direktur BUMDes", "direktur@contoh.sedulang.test", "Darto Contoh", f"/bumdes/{FIRST_HUB}/"),
    ("Bendahara BUMDes", "bendahara@contoh.sedulang.test", "Sri Contoh", f"/bumdes/{FIRST_HUB}/"),
    ("Kasir BUMDes", "kasir@contoh.sedulang.test", "Rina Contoh", f"/bumdes/{FIRST_HUB}/loket/"),
    ("Petugas kredit", "kredit@contoh.sedulang.test", "Hendra Contoh", f"/bumdes/{FIRST_HUB}/"),
    ("Pengawas BUMDes", "pengawas@contoh.sedulang.test", "Umar Contoh", f"/bumdes/{FIRST_HUB}/"),
    ("Penasihat BUMDes", "penasihat@contoh.sedulang.test", "Zainal Contoh", f"/bumdes/{FIRST_HUB}/"),
    ("Petugas kabupaten", "kabupaten@contoh.sedulang.test", "Nita Contoh", "/kabupaten/"),
    ("Operator", "operator@contoh.sedulang.test", "Bayu Contoh", "/operator/"),
    ("Editor", "editor@contoh.sedulang.test", "Lia Contoh", "/cms/"),
]
GROUPS = {"kabupaten": "kabupaten", "editor": "Editors"}
OFFICES = {
    "direktur": "director",
    "bendahara": "treasurer",
    "kasir": "cashier",
    "kredit": "credit_officer",
    "pengawas": "supervisor",
    "penasihat": "adviser",
}


def person(email: str, name: str, phone: str | None = None, **flags: bool) -> User:
    """The demo person with this address, made when missing."""
    if found := User.objects.filter(email=email).first():
        return found
    user = User.objects.create_user(email, name=name, phone=phone, phone_verified=bool(phone), **flags)
    user.password = _hashed_password()
    user.save(update_fields=["password"])
    return user


@cache
def _hashed_password() -> str:
    """Hashed once: a good hash is slow on purpose, and all demo people share one password."""
    return make_password(PASSWORD)


def load_roles() -> None:
    """One sign-in per role; the roles of a BUMDes sit in the first hub."""
    hub = Organisation.objects.get(code=FIRST_HUB)
    for _role, email, name, _path in SIGN_INS:
        key = email.partition("@")[0]
        user = person(email, name, is_staff=key == "operator")
        if office := OFFICES.get(key):
            Office.objects.get_or_create(
                organisation=hub, user=user, role=office, ended_at=None, defaults={"started_at": OPENED}
            )
        if group := GROUPS.get(key):
            user.groups.add(Group.objects.get_or_create(name=group)[0])
    for organisation in Organisation.objects.exclude(code=FIRST_HUB):
        cashier = person(f"kasir-{organisation.code}@contoh.sedulang.test", f"Kasir {organisation.name}")
        Office.objects.get_or_create(
            organisation=organisation,
            user=cashier,
            role="cashier",
            ended_at=None,
            defaults={"started_at": OPENED},
        )


def load_shops() -> None:
    """Sixty shops, each with its owner; the demo seller owns the first."""
    hubs = {organisation.code: organisation for organisation in Organisation.objects.all()}
    today = timezone.localdate()
    for index, row in enumerate(content("shops")):
        if Seller.objects.filter(slug=row["slug"]).exists():
            continue
        hub = hubs[row["hub"]]
        seller = Seller.objects.create(
            slug=row["slug"],
            name=row["name"],
            owner_name=row["owner_name"],
            phone=row["phone"],
            village_id=row["village_code"],
            hub=hub,
            tagline=row["tagline"],
            story=row["story"],
            since_year=row["since_year"],
            nib=row["nib"],
            level=row["level"],
            status=Seller.Status.VERIFIED if row["nib"] else Seller.Status.REGISTERED,
            is_consignment=row["slug"].startswith("titip-"),
            closed_from=today if row["holiday"] else None,
            closed_until=date(today.year, 12, 31) if row["holiday"] else None,
            closed_note="Libur panen, buka lagi setelah tahun baru." if row["holiday"] else "",
            created_at=OPENED,
        )
        Partner.objects.create(seller=seller, name=seller.name, code=seller.slug)
        email = SIGN_INS[1][1] if index == 0 else row["email"]
        owner = person(email, row["owner_name"], row["phone"])
        SellerStaff.objects.create(seller=seller, user=owner, role=SellerStaff.Role.OWNER, started_at=OPENED)


def load_consents(now: datetime) -> None:
    """Three shops of the first hub let it act for them; one of them ended it again."""
    hub = Organisation.objects.get(code=FIRST_HUB)
    cashier = User.objects.get(email=SIGN_INS[4][1])
    for number, seller in enumerate(Seller.objects.filter(hub=hub).order_by("pk")[1:4]):
        if seller.consents.exists():
            continue
        note_consent(
            seller=seller, organisation=hub, how="paper", note="Map “Penjual” 2026", actor=cashier, now=now
        )
        if number == 2:
            withdraw_consent(seller=seller, actor=cashier, now=now)


def load_buyers() -> list[User]:
    """Forty buyers with one address each; the demo buyer is the first."""
    buyers = []
    for index, row in enumerate(content("buyers")):
        email = SIGN_INS[0][1] if index == 0 else f"pembeli-{index}@contoh.sedulang.test"
        buyer = person(email, row["name"], row["phone"])
        buyers.append(buyer)
        if not buyer.addresses.exists():
            UserAddress.objects.create(
                user=buyer,
                is_default=True,
                name=row["name"],
                phone=row["phone"],
                village_id=row["village_code"],
                **{
                    field: row[field]
                    for field in ("dusun", "rt", "rw", "river", "channel", "side", "dock", "landmark")
                },
            )
    return buyers
