"""Invoices and credit notes: each once, numbered per shop without a gap, printed with the law's fields."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import override

from core.invariants import violations
from marketplace.aftersales.services import carry_out
from marketplace.order.services import decline
from marketplace.settlement.invoice_documents import as_pdf
from marketplace.settlement.models import CreditNote, Invoice
from marketplace.settlement.services.invoicing import invoice_of, issue_invoices
from tests.factories.complaints import LATER, decide, make_complaint, make_settled_order
from tests.factories.people import NOON, make_user, owner_of
from tests.factories.purchases import make_purchase
from tests.factories.settlement import goods_at
from tests.threads import at_once


@pytest.mark.django_db
def test_paid_orders_are_numbered_per_shop_in_the_order_of_payment():
    one, two = goods_at(45_000), goods_at(45_000)
    orders = [make_purchase((offer, 1), paid=True).orders.get() for offer in (one, two, one, one)]
    make_purchase((one, 1))  # not paid

    assert (issue_invoices(now=LATER, batch=2), issue_invoices(now=LATER)) == (4, 0)

    assert [order.invoice.name for order in orders] == ["F-000001", "F-000001", "F-000002", "F-000003"]
    assert list(violations(only="settlement")) == []


@pytest.mark.django_db
def test_what_goes_back_gets_a_credit_note_that_names_the_invoice():
    order = make_purchase((goods_at(45_000), 1), paid=True).orders.get()
    issue_invoices(now=LATER)
    decline(order=order, reason="Habis", actor=None, now=LATER)
    issue_invoices(now=LATER)

    note = CreditNote.objects.get()
    assert (note.name, note.invoice, note.refund.amount) == ("K-000001", order.invoice, order.total)
    assert list(violations(only="settlement")) == []


@pytest.mark.django_db
def test_the_paper_carries_invoice_and_credit_notes():
    order = make_settled_order()
    carry_out(complaint=decide(make_complaint(order), 30_000), now=LATER)
    invoice = invoice_of(order, now=LATER)

    with override("id"):
        plain = as_pdf(invoice, printed_at=NOON)

    assert plain.startswith(b"%PDF")
    assert b"/Count 2" in plain  # the invoice and its credit note


@pytest.mark.django_db
def test_an_unpaid_order_has_none():
    order = make_purchase((goods_at(45_000), 1)).orders.get()

    assert invoice_of(order, now=NOON) is None


@pytest.mark.django_db
def test_buyer_and_shop_fetch_it_and_nobody_else(client):
    order = make_purchase((goods_at(45_000), 1), user=make_user(), paid=True).orders.get()
    mine = reverse("account:invoice", args=[order.purchase.reference, order.number])
    shops = reverse("seller:invoice", args=[order.seller.slug, order.number])
    seen = {}

    for who, user in (("buyer", order.user), ("owner", owner_of(order.seller)), ("other", make_user())):
        client.force_login(user)
        seen[who] = [client.get(url).status_code for url in (mine, shops)]

    assert seen == {"buyer": [200, 404], "owner": [404, 200], "other": [404, 404]}


@pytest.mark.django_db
def test_the_database_leaves_no_gap_and_changes_no_number():
    order = make_purchase((goods_at(45_000), 1), paid=True).orders.get()

    with pytest.raises(DatabaseError, match="does not follow"), transaction.atomic():
        Invoice.objects.create(order=order, seller=order.seller, number=2, issued_at=NOON)
    issue_invoices(now=NOON)
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        Invoice.objects.update(number=7)


@pytest.mark.race
def test_workers_at_once_number_each_order_once(committed_db):
    offer = goods_at(1_000, stock=30)
    for _ in range(8):
        make_purchase((offer, 1), paid=True)

    outcomes = at_once([lambda: issue_invoices(now=LATER, batch=3)] * 3)

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert sorted(Invoice.objects.values_list("number", flat=True)) == list(range(1, 9))
