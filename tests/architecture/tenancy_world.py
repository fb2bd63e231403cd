"""One buyer's, one shop's and one BUMDes's things, for the addresses that name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from bumdes.capital.services import allocate
from bumdes.inventory.models import StockRequest
from bumdes.inventory.services import StockLine, add_item, purchase
from bumdes.ledger.access import opened
from bumdes.ledger.queries import accounts_of
from bumdes.ledger.queries import units_of as units_of_book
from bumdes.lending.models import SurveyPhoto
from bumdes.lending.services import add_guarantor, add_pledge
from bumdes.lending.services.disbursing import disburse
from bumdes.lending.services.repaying import repay
from bumdes.lending.services.requests import ask_to_write_off
from bumdes.members.services import add_document, join_group, upload_list
from bumdes.organisations.models import Organisation
from bumdes.savings.models import WithdrawalRequest
from bumdes.savings.services import place_hold
from bumdes.units.services import open_shift, take_cash
from core.messages.models import Message
from core.users.models import User
from marketplace.address.models import UserAddress
from marketplace.gateways.transfer.models import BankAccount
from marketplace.gateways.transfer.services import attach_proof
from marketplace.order import services as moves
from marketplace.partner.models import StockRecord
from marketplace.purchases.services import confirm_payment, payment_of
from marketplace.sellers.certificates import add_certificate
from marketplace.sellers.models import Seller
from marketplace.settlement.models import Payout
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.payouts import hand_over_cash
from tests.factories.banking import make_banked
from tests.factories.bookkeeping import make_import_draft, make_kept
from tests.factories.budgets import make_draft
from tests.factories.capital import make_contribution, make_spending
from tests.factories.closing import make_closed_year
from tests.factories.goods import make_product
from tests.factories.lending import make_surveyed
from tests.factories.loans import make_loan
from tests.factories.members import make_group, make_member
from tests.factories.payouts import make_ready_cash
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, owner_of
from tests.factories.purchases import make_basket, make_purchase, only_order
from tests.factories.savings import make_account, put_in
from tests.factories.savings import make_product as make_savings_product
from tests.factories.settlement import make_completed_order
from tests.factories.units import make_business, make_internet

PDF = b"%PDF-1.4\n%%EOF"


@dataclass
class World:
    """One buyer's, one shop's and one BUMDes's things, and the people they belong to."""

    values: dict[str, object]
    buyer: User
    owner: User
    director: User
    operator: User


def make_world() -> World:
    """Everything that an address of TENANT_ROOMS can name, once: two seconds of work."""
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
    paid_payout, payout = payouts_of(seller, offer, director)
    values = {
        "payout": payout.reference,
        "paid_payout": paid_payout.reference,
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
    values |= books_of(hub, director)
    values["own_loan"] = make_loan(hub.book, member=make_member(hub, user=buyer)).reference
    return World(values, buyer, owner_of(seller), director, operator)


def payouts_of(seller: Seller, offer: StockRecord, director: User) -> list[Payout]:
    """Cash that was handed out at the BUMDes, and cash that lies ready there."""
    payouts = []
    for _ in range(2):
        make_completed_order(offer=offer, pieces=1)
        book_facts(now=NOON)
        settle_orders(now=NOON)
        payouts.append(make_ready_cash(seller, now=NOON))
    hand_over_cash(
        payout=payouts[0],
        hub=seller.hub,
        code=payouts[0].code,
        receiver="Sini",
        actor=director,
        now=NOON,
    )
    return payouts


def books_of(hub: Organisation, director: User) -> dict[str, object]:
    """A closed year and what the rooms of the books keep beside it."""
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
        **lending_of(hub, director),
        **savings_of(hub, director),
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
    rows = make_internet(business, actor=director)
    return {"unit": business.pk, "unit_code": business.unit.code, "budget": draft.pk, **rows}


def members_of(hub: Organisation, director: User) -> dict[str, object]:
    member, group = make_member(hub, actor=director), make_group(hub, actor=director)
    inside = join_group(group=group, member=member, on=NOON.date(), actor=director, now=NOON)
    paper = add_document(member=member, kind="ktp", file=ContentFile(PDF, "a.pdf"), actor=director, now=NOON)
    listed = upload_list(
        organisation=hub, content=b"nama\nOrang contoh", name="a.csv", actor=director, now=NOON
    )
    return {
        "member": member.pk,
        "group": group.pk,
        "membership": inside.pk,
        "paper": paper.pk,
        "member_file": listed.pk,
    }


def lending_of(hub: Organisation, director: User) -> dict[str, object]:
    application = make_surveyed(hub, officer=director)
    with opened(hub.book):
        pledge = add_pledge(
            application=application,
            kind="vehicle",
            description="Perahu",
            value=1_000_000,
            actor=director,
            now=NOON,
        )
        guarantor = add_guarantor(
            application=application, name="Penjamin", relation="", phone="", actor=director, now=NOON
        )
        photo = SurveyPhoto.objects.create(
            book=hub.book,
            application=application,
            file=ContentFile(b"x", "a.jpg"),
            sha256="x",
            added_by=director,
            added_at=NOON,
        )
        day = date(2026, 11, 20)  # January is closed
        loan = make_loan(hub.book, method="bullet", periods=4, disbursed=day)
        disburse(loan=loan, to="cash", date=day, key="loan-paid-out", actor=director, now=NOON)
        paid = repay(
            loan=loan,
            amount=1_000,
            channel="cash",
            date=NOON.date(),
            key="loan-payment-1234",
            actor=director,
            now=NOON,
        )
        request = ask_to_write_off(
            loan=loan, note="Contoh", key="loan-request-1234", actor=director, now=NOON
        )
    return {
        "loan": loan.reference,
        "loan_payment": paid.pk,
        "loan_request": request.pk,
        "application": application.reference,
        "loan_product": application.product_id,
        "pledge": pledge.pk,
        "guarantor": guarantor.pk,
        "survey_photo": photo.pk,
    }


def savings_of(hub: Organisation, director: User) -> dict[str, object]:
    with opened(hub.book):
        saved = make_account(make_savings_product(hub.book), hub, actor=director)
        money = {"against": accounts_of(hub.book)["cash"], "on": NOON.date()}
        moved = put_in(saved, 50_000, **money)
        held = place_hold(
            account=saved, amount=1_000, reason="x", key="savings-hold-1234", actor=director, now=NOON
        )
        asked = WithdrawalRequest.objects.create(
            book=hub.book,
            account=saved,
            amount=1_000,
            **money,
            key="savings-request-1",
            content="x",
            made_by=director,
            made_at=NOON,
        )
    return {
        "savings_account": saved.pk,
        "savings_product": saved.product_id,
        "savings_movement": moved.pk,
        "savings_hold": held.pk,
        "savings_request": asked.pk,
    }
