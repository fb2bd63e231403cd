"""Every address that names something, asked for by everybody it does not belong to: 404.

The table below says, for each such address, whose thing it is given. An address that is not in
the table fails the test, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from bumdes.capital.services import allocate
from bumdes.inventory.models import StockRequest
from bumdes.inventory.services import StockLine, add_item, purchase
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries import units_of as units_of_book
from bumdes.members.services import add_document, join_group
from bumdes.organisations.models import Office, Organisation
from bumdes.units.services import open_shift, take_cash
from core.messages.models import Message
from core.users.models import User
from marketplace.address.models import UserAddress
from marketplace.gateways.transfer.models import BankAccount
from marketplace.gateways.transfer.services import attach_proof
from marketplace.order import services as moves
from marketplace.purchases.services import confirm_payment, payment_of
from marketplace.sellers.certificates import add_certificate
from tests.factories.banking import make_banked
from tests.factories.bookkeeping import make_import_draft, make_kept
from tests.factories.budgets import make_draft
from tests.factories.capital import make_contribution, make_spending
from tests.factories.closing import make_closed_year
from tests.factories.goods import make_product
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, owner_of
from tests.factories.purchases import make_basket, make_purchase, only_order
from tests.factories.units import make_business

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF"
# Rooms of a BUMDes's own books: whoever holds an office in it finds them.
BOOKS = (
    "books",
    "assets",
    "banking",
    "inventory",
    "capital",
    "units",
    "members",
    "statements",
    "closing",
    "office",
)
TENANT_ROOMS = (
    *("account", "basket", "checkout", "seller", "hub", "operator", "regency"),
    *BOOKS,
)


@dataclass
class World:
    """One buyer's, one shop's and one BUMDes's things, and the people they belong to."""

    values: dict[str, object]
    buyer: User
    owner: User
    director: User
    operator: User


@pytest.fixture
def world(request) -> World:
    hub = make_organisation(code="bumdes-sini")
    seller = make_seller(hub=hub, slug="toko-sini")
    director = make_officer(hub, "director")
    buyer = make_user(name="Pembeli sini", phone="0812-0000-0101")
    operator = make_user(is_staff=True)
    BankAccount.objects.create(bank="Bank Contoh", number="123", holder="Sedulang")
    product = make_product(seller=seller)
    offer = product.stockrecords.get()
    purchase = make_purchase((offer, 1), user=buyer, method="transfer")
    order = only_order(purchase)
    payment = payment_of(purchase)
    attach_proof(instruction=payment.transfer, file=SimpleUploadedFile("a.jpg", b"x"), now=NOON)
    shift = open_shift(organisation=hub, cashier=director, opening_cash=0, now=NOON)
    with transaction.atomic():
        receipt = take_cash(
            shift=shift, purpose="Belanja", reference="x", amount=1_000, tendered=1_000, now=NOON
        )
    confirm_payment(payment=payment, amount=payment.amount_due, reference="x", now=NOON)
    for move in (moves.accept, moves.pack, moves.hand_over):
        move(order=order, actor=None, now=NOON)
    address = UserAddress.objects.create(
        user=buyer, name="Sini", phone="+6281200000101", village=hub.village, landmark="Dermaga"
    )
    message = Message.objects.create(
        recipient=buyer, channel="inbox", event="x", subject="x", body="x", key="x", created_at=NOON
    )
    certificate = add_certificate(
        seller=seller, kind="nib", note="", file=ContentFile(b"x", "a.pdf"), actor=director, now=NOON
    )
    values = {
        "reference": purchase.reference,
        "number": order.number,
        "line": order.lines.get().pk,
        "address": address.pk,
        "message": message.pk,
        "shop": seller.slug,
        "product": product.pk,
        "staff": seller.staff.get().pk,
        "certificate": certificate.pk,
        "code": hub.code,
        "shift": shift.pk,
        "receipt": receipt.number,
        "other_product": make_product().pk,
        "basket_line": make_basket((offer, 1), owner=buyer).lines.get().pk,
    }
    if request.node.callspec.params["name"].partition(":")[0] in BOOKS:
        values |= books_of(hub, director)
    return World(values, buyer, owner_of(seller), director, operator)


def books_of(hub: Organisation, director: User) -> dict[str, object]:
    """A year of books takes a second to make, so only their own addresses pay for it."""
    books = make_closed_year(hub, director)
    # Some pages are the treasurer's alone.
    make_officer(hub, "treasurer", user=director)
    kept = make_kept(hub, director)
    return {
        "entry": kept.entry.pk,
        "photo": kept.photo.pk,
        "template": kept.template.pk,
        "count": kept.count.pk,
        "proposal": kept.proposal.pk,
        "import": make_import_draft(hub, director).pk,
        "account": "1.1.01.01",
        "asset": books.asset.pk,
        "share": books.share.pk,
        "year": books.report.year,
        "kind": books.report.kind,
        "reopening": books.request.pk,
        **units_of(hub, director),
        **stock_of(hub, director),
        **capital_of(hub, director),
        **banking_of(hub, director),
        **members_of(hub, director),
    }


def stock_of(hub: Organisation, director: User) -> dict[str, object]:
    item = add_item(
        organisation=hub,
        unit=units_of_book(hub.book)["PUSAT"],
        code="GULA",
        name="Gula",
        measure="kg",
        actor=director,
        now=NOON,
    )
    # Goods that cost nothing post nothing, so that a closed year does not matter.
    slip = purchase(
        book=hub.book,
        lines=[StockLine(item, 1_000)],
        paid_from=accounts_of(hub.book)["cash"],
        date=NOON.date(),
        key="stock-slip",
        actor=director,
        now=NOON,
    )
    with opened(hub.book):
        asked = StockRequest.objects.create(
            book=hub.book,
            unit=item.unit,
            kind="purchase",
            wish={"lines": [[item.pk, 1_000, 5_000]], "freight": 0, "account": "", "party": "", "note": ""},
            total=5_000,
            date=NOON.date(),
            key="stock-request",
            content="x",
            made_by=director,
            made_at=NOON,
        )
    return {"stock_item": item.pk, "stock_slip": slip.pk, "stock_request": asked.pk}


def capital_of(hub: Organisation, director: User) -> dict[str, object]:
    contribution = make_contribution(hub.book, director)
    use = allocate(
        contribution=contribution,
        entry=make_spending(hub.book, 1_000),
        amount=1_000,
        actor=director,
        now=NOON,
    )
    return {
        "contribution": contribution.pk,
        "contributor": contribution.contributor_id,
        "capital_use": use.pk,
    }


def banking_of(hub: Organisation, director: User) -> dict[str, object]:
    banked = make_banked(hub, director)
    return {
        "bank_file": banked.file.pk,
        "bank_line": banked.line.pk,
        "bank_match": banked.match.pk,
        "bank_fact": banked.fact.pk,
        "word_rule": banked.rule.pk,
        "bank": banked.account.code,
        "month": banked.fact.month_end.month,
        "bank_year": banked.fact.month_end.year,
    }


def units_of(hub: Organisation, director: User) -> dict[str, object]:
    business = make_business(hub, kind="internet", actor=director)
    draft = make_draft(hub, actor=director, year=2027)
    return {"unit": business.pk, "unit_code": business.unit.code, "budget": draft.pk}


def members_of(hub: Organisation, director: User) -> dict[str, object]:
    member, group = make_member(hub, actor=director), make_group(hub, actor=director)
    inside = join_group(group=group, member=member, on=NOON.date(), actor=director, now=NOON)
    paper = add_document(member=member, kind="ktp", file=ContentFile(PDF, "a.pdf"), actor=director, now=NOON)
    return {"member": member.pk, "group": group.pk, "membership": inside.pk, "paper": paper.pk}


# Address -> which of the world's values each of its parts takes. Tokens are secrets by themselves
# and are asked for with a wrong one; the operator's addresses are asked for with any number.
PARTS: dict[str, dict[str, str]] = {
    "account:message": {"pk": "message"},
    "account:address": {"pk": "address"},
    "account:address_delete": {"pk": "address"},
    "account:review": {"reference": "reference", "pk": "line"},
    "seller:product": {"shop": "shop", "pk": "product"},
    "seller:product_public": {"shop": "shop", "pk": "product"},
    "seller:sell_too": {"shop": "shop", "pk": "other_product"},
    "seller:end_staff": {"shop": "shop", "pk": "staff"},
    "seller:certificate": {"shop": "shop", "pk": "certificate"},
    "hub:certificate": {"code": "code", "shop": "shop", "pk": "certificate"},
    "hub:shift": {"code": "code", "pk": "shift"},
    "hub:receipt": {"code": "code", "number": "receipt"},
    "basket:line": {"pk": "basket_line"},
    "assets:asset": {"pk": "asset"},
    "inventory:item": {"pk": "stock_item"},
    "inventory:slip": {"pk": "stock_slip"},
    "inventory:give_back": {"pk": "stock_slip"},
    "inventory:approve": {"pk": "stock_request"},
    "inventory:refuse": {"pk": "stock_request"},
    "inventory:withdraw": {"pk": "stock_request"},
    "closing:share": {"pk": "share"},
    "closing:decide_reopening": {"pk": "reopening"},
    "books:entry": {"pk": "entry"},
    "books:undo": {"pk": "entry"},
    "books:add_photo": {"pk": "entry"},
    "books:new_template": {"pk": "entry"},
    "books:proposal": {"pk": "proposal"},
    "books:approve": {"pk": "proposal"},
    "books:refuse": {"pk": "proposal"},
    "books:withdraw": {"pk": "proposal"},
    "books:template": {"pk": "template"},
    "books:end_template": {"pk": "template"},
    "books:receipt": {"pk": "photo"},
    "books:count": {"pk": "count"},
    "books:import": {"pk": "import"},
    "books:fix_import": {"pk": "import"},
    "books:send_import": {"pk": "import"},
    "books:approve_import": {"pk": "import"},
    "books:return_import": {"pk": "import"},
    "books:discard_import": {"pk": "import"},
    "banking:forget": {"pk": "word_rule"},
    "banking:file": {"pk": "bank_file"},
    "banking:columns": {"pk": "bank_file"},
    "banking:take_back": {"pk": "bank_file"},
    "banking:line": {"pk": "bank_line"},
    "banking:book": {"pk": "bank_line"},
    "banking:match": {"pk": "bank_match"},
    "banking:undo": {"pk": "bank_match"},
    "banking:fact": {"pk": "bank_fact"},
    "banking:desk": {"account": "bank"},
    "banking:upload": {"account": "bank"},
    "banking:matches": {"account": "bank"},
    "banking:month": {"account": "bank", "year": "bank_year", "month": "month"},
    "capital:contribution": {"pk": "contribution"},
    "capital:certificate": {"pk": "contribution"},
    "capital:return": {"pk": "contribution"},
    "capital:uses": {"pk": "contribution"},
    "capital:use": {"pk": "contribution", "use": "capital_use"},
    "capital:contributor": {"pk": "contributor"},
    "units:unit": {"pk": "unit"},
    "units:change": {"pk": "unit"},
    "units:budget": {"pk": "budget"},
    "units:budget_copy": {"pk": "budget"},
    "units:budget_sheet": {"pk": "budget"},
    "units:budget_propose": {"pk": "budget"},
    "units:budget_decide": {"pk": "budget"},
    "units:budget_unit": {"pk": "budget", "unit": "unit_code"},
    "units:budget_months": {"pk": "budget", "unit": "unit_code"},
    **{
        f"members:{name}": {"pk": "member"}
        for name in (
            *("member", "change", "leave", "return", "reveal"),
            *("give_consent", "withdraw_consent", "add_paper"),
        )
    },
    "members:paper": {"pk": "member", "paper": "paper"},
    "members:remove_paper": {"pk": "member", "paper": "paper"},
    "members:group": {"pk": "group"},
    "members:change_group": {"pk": "group"},
    "members:end_group": {"pk": "group"},
    "members:leave_group": {"pk": "group", "membership": "membership"},
}
SAME_NAME = ("reference", "number", "shop", "code", "year", "kind", "account")
# Not a thing of anybody's: a tab of one's own orders; what the regency's officers see of everybody
# (tests/marketplace/regency asks strangers for it).
NOBODYS = {"account:orders_tab", "regency:books_csv", "regency:published", "regency:published_pdf"}


def addresses(resolver: URLResolver | None = None, rooms: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address of the tenants' rooms that takes parts: ("seller:order", ["shop", "number"])."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if not rooms and entry.namespace is None and entry.app_name is None:
                yield from addresses(entry, rooms)
            elif (entry.namespace or rooms) in TENANT_ROOMS:
                yield from _with_parts(entry, entry.namespace or rooms, "")
        elif isinstance(entry, URLPattern) and rooms:
            yield f"{rooms}:{entry.name}", list(entry.pattern.converters)


def _with_parts(resolver: URLResolver, room: str, before: str) -> Iterator[tuple[str, list[str]]]:
    outer = list(resolver.pattern.converters)
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            for name, parts in _with_parts(entry, room, before):
                yield name, outer + parts
        elif outer or entry.pattern.converters:
            yield f"{room}:{entry.name}", outer + list(entry.pattern.converters)


NAMED = sorted(dict(addresses()).items())


def test_there_are_addresses_to_try():
    assert len(NAMED) > 50


def _fill(name: str, parts: list[str], values: dict[str, object]) -> dict[str, object]:
    chosen = PARTS.get(name, {})
    filled: dict[str, object] = {}
    for part in parts:
        if part == "token":
            filled[part] = "not-the-token-of-anybody"
        elif part in chosen:
            filled[part] = values[chosen[part]]
        elif part in SAME_NAME:
            filled[part] = values[part]
        elif name.startswith("operator:"):
            filled[part] = 1
        else:
            pytest.fail(f"{name}: say in PARTS what <{part}> is")
    return filled


def strangers() -> list[tuple[str, User | None]]:
    elsewhere = make_organisation(code="bumdes-sana")
    people: list[tuple[str, User | None]] = [("guest", None), ("another buyer", make_user())]
    people.append(("another seller", owner_of(make_seller(hub=elsewhere, slug="toko-sana"))))
    people += [(f"{role} elsewhere", make_officer(elsewhere, role)) for role in Office.Role.values]
    regency = make_user()
    regency.groups.add(Group.objects.get_or_create(name="kabupaten")[0])
    people.append(("regency officer", regency))
    return people


@pytest.mark.parametrize(("name", "parts"), [row for row in NAMED if row[0] not in NOBODYS])
def test_a_stranger_finds_nothing(name, parts, world):
    url = reverse(name, kwargs=_fill(name, parts, world.values))
    seen = {}

    for who, user in strangers():
        client = Client(HTTP_SEC_FETCH_SITE="same-origin")
        if user is not None:
            client.force_login(user)
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            hidden = answer.status_code in (404, 405)
            to_sign_in = user is None and answer.status_code == 302 and "/masuk/" in answer["Location"]
            # Who has no basket at all is shown the empty one, whatever line was asked for.
            to_own_basket = answer.status_code == 302 and answer["Location"] == reverse("basket:summary")
            if not hidden and not to_sign_in and not to_own_basket:
                seen[f"{who} {method}"] = answer.status_code

    assert seen == {}


OWNED = [row for row in NAMED if row[0] in PARTS or set(row[1]) <= set(SAME_NAME)]


@pytest.mark.parametrize(("name", "parts"), [row for row in OWNED if row[0] not in NOBODYS])
def test_whom_it_belongs_to_finds_it(name, parts, world):
    """The other half: without it a wrong table would pass the test above."""
    url = reverse(name, kwargs=_fill(name, parts, world.values))
    room = name.partition(":")[0]
    person = {
        "account": world.buyer,
        "basket": world.buyer,
        "checkout": world.buyer,
        "seller": world.owner,
        "hub": world.director,
        **dict.fromkeys(BOOKS, world.director),
    }
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(person.get(room, world.operator))

    answer = client.get(url)

    assert answer.status_code in (200, 302, 405)
