"""The operator's pages: who finds them, what they say, what they cost."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bumdes.organisations.models import Organisation
from core.ids import random_token
from core.messages.models import Message
from marketplace.catalogue.models import Category
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.gateways.transfer.models import StatementLine
from marketplace.gateways.transfer.services import attach_proof
from marketplace.operator.models import StatementUpload
from marketplace.operator.services.matches import match_by_hand, set_aside
from marketplace.order.services import decline
from marketplace.payment.models import Payment, Refund, UnappliedReceipt
from marketplace.payment.refunds import approve_refund, return_money
from marketplace.sellers.models import Seller
from tests.factories.goods import make_category, make_product
from tests.factories.operator import bank_list, make_account, make_line, make_operator, make_transfer
from tests.factories.people import NOON, make_officer, make_seller, make_user, owner_of
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db

LISTS = [
    "home",
    "accounts",
    "transfers",
    "upload",
    "receipts",
    "refunds",
    "events",
    "reviews",
    "sellers",
    "orders",
    "categories",
    "letters",
]


def at(name, *args):
    return reverse(f"operator:{name}", args=args)


@pytest.fixture
def operator(client):
    user = make_operator()
    client.force_login(user)
    return user


@pytest.fixture
def account():
    return make_account()


@pytest.fixture
def now_transfer(account):
    """A pending transfer of this moment, and a list that holds its money."""
    payment = make_transfer(now=timezone.now())
    day = f"{timezone.localdate():%d/%m/%Y}"
    return payment, bank_list((day, "SITI", payment.amount_due), (day, "BUNGA", 1_234))


def make_review() -> ProductReview:
    return ProductReview.objects.create(
        product=make_product(), score=4, title="Enak", body="Renyah", user=make_user()
    )


def send_list(client, account, content: bytes, name: str = "mutasi.csv"):
    file = SimpleUploadedFile(name, content, content_type="text/csv")
    return client.post(at("upload"), {"key": random_token(), "account": account.pk, "file": file})


@pytest.mark.parametrize("name", LISTS)
def test_for_everybody_else_the_pages_do_not_exist(client, name):
    seller = make_seller()
    for user in (make_user(), owner_of(seller), make_officer(Organisation.objects.get(), "director")):
        client.force_login(user)
        assert client.get(at(name)).status_code == 404
        assert client.post(at(name)).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(at("home")).url.startswith(reverse("account_login"))


def test_details_are_not_found_for_others(client, account, operator):
    line = make_line(account, 1_234)
    review = ProductReview.objects.create(
        product=make_product(), score=4, title="x", body="y", user=make_user()
    )
    category = make_category()
    client.force_login(make_user())

    for name, args in (
        ("account", [account.pk]),
        ("line", [line.pk]),
        ("match", [line.pk]),
        ("set_aside", [line.pk]),
        ("uploaded", [StatementUpload.objects.get().pk]),
        ("review", [review.pk]),
        ("category", [category.pk]),
        ("category_show", [category.pk]),
        ("seller", [Seller.objects.first().slug]),
    ):
        assert client.get(at(name, *args)).status_code == 404
        assert client.post(at(name, *args)).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_every_page_stands_empty(client, operator, name):
    assert client.get(at(name)).status_code == 200


def test_a_list_is_imported_and_its_money_applied(client, operator, account, now_transfer):
    payment, content = now_transfer

    done = send_list(client, account, content)

    assertContains(client.get(done.url), "Matched by themselves")
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID
    assertContains(client.get(at("transfers")), "BUNGA")
    assertNotContains(client.get(at("transfers")), "SITI")
    assertContains(client.get(at("transfers") + "?tab=selesai"), payment.purchase.reference)


def test_wrong_lines_are_shown_and_left_out_on_demand(client, operator, account, now_transfer):
    payment, content = now_transfer

    done = send_list(client, account, content + b"\n32/13/2026;=cmd|' /C calc'!A0;1.5")

    page = client.get(done.url)
    assertContains(page, "Line 4")
    assertContains(page, "Leave the wrong lines out and import 2 lines")
    assert not StatementLine.objects.exists()
    assertContains(client.get(at("transfers")), "mutasi.csv is not imported")
    client.post(done.url)
    assert StatementLine.objects.count() == 2
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "not a CSV"),
        (b"a;b\n1;2\n", "No line names the columns"),
        (b"x" * 1_000_001, "too large"),
        (b"Tanggal;Keterangan;Jumlah\n23/11/2026;x;-1\n", "no money coming in"),
    ],
)
def test_what_is_no_list_is_told_beside_the_file(client, operator, account, content, said):
    response = send_list(client, account, content)

    assert response.status_code == 422
    assert said in str(response.context["form"].errors["file"])


def test_a_file_name_cannot_leave_its_place(client, operator, account):
    send_list(client, account, bank_list(("23/11/2026", "x", 5)), name="../../<b>.csv")

    assertContains(client.get(at("uploaded", StatementUpload.objects.get().pk)), "<h1>&lt;b&gt;.csv</h1>")


@pytest.fixture
def pending(account):
    payment = make_transfer()
    return payment, make_line(account, payment.amount_due, day="22/11/2026")


def test_a_line_is_matched_by_hand(client, operator, pending):
    payment, line = pending
    page = client.get(at("line", line.pk))
    assertContains(page, payment.purchase.reference)

    client.post(at("match", line.pk), {"key": random_token(), "payment": payment.pk})

    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


def test_over_the_limit_two_people_are_needed(client, operator, pending, settings):
    settings.MANUAL_MATCH_LIMIT = 20_000
    payment, line = pending
    made = client.post(at("match", line.pk), {"key": random_token(), "payment": payment.pk})
    assert made.url == at("transfers") + "?tab=setuju"
    match = payment.manual_matches.get()
    assertNotContains(client.get(made.url), "I agree")

    client.post(at("second_person", match.pk), {"agree": "1"})
    payment.refresh_from_db()
    assert payment.state == Payment.State.PENDING

    client.force_login(make_operator())
    assertContains(client.get(made.url), "I agree")
    client.post(at("second_person", match.pk), {"agree": "1"})
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


@pytest.mark.parametrize("payment", ["", "x", "-1", "9" * 30])
def test_a_forged_match_changes_nothing(client, operator, pending, payment):
    _payment, line = pending

    response = client.post(at("match", line.pk), {"key": random_token(), "payment": payment})

    assert response.status_code in (404, 422)
    assert StatementLine.objects.get().payment is None


def test_a_line_is_set_aside_and_its_money_settled(client, operator, account):
    line = make_line(account, 30_000)

    empty = client.post(at("set_aside", line.pk), {"reason": ""})
    assertContains(empty, "Write the reason.", status_code=422)
    client.post(at("set_aside", line.pk), {"reason": "Tanpa kode unik", "is_buyers_money": "on"})
    receipt = UnappliedReceipt.objects.get()
    assertContains(client.get(at("receipts")), "Nobody knows what it pays.")
    client.post(at("resolve", receipt.pk), {"note": "Dikembalikan ke BRI"})

    page = client.get(at("receipts") + "?tab=selesai")
    assertContains(page, "Dikembalikan ke BRI")
    assertContains(page, operator.name)


def test_a_proof_is_seen_by_operators_alone(client, operator, account):
    instruction = make_transfer().transfer
    attach_proof(instruction=instruction, file=ContentFile(b"RIFFwebp", "bukti.webp"), now=NOON)

    seen = client.get(at("proof", instruction.pk))

    assert b"".join(seen.streaming_content) == b"RIFFwebp"
    assert "private, no-store" in seen["Cache-Control"]
    assert "sandbox" in seen["Content-Security-Policy"]
    assertContains(client.get(at("transfers") + "?tab=bukti"), instruction.payment.purchase.reference)
    for user in (make_user(), instruction.payment.purchase.user):
        client.force_login(user)
        assert client.get(at("proof", instruction.pk)).status_code == 404


def test_a_transfer_without_proof_shows_none(client, operator, account):
    assert client.get(at("proof", make_transfer().transfer.pk)).status_code == 404


def test_an_account_is_added_and_taken_out(client, operator):
    wrong = client.post(
        at("accounts"), {"key": random_token(), "bank": "BRI", "number": "12a", "holder": "S"}
    )
    assertContains(wrong, "6 to 20 digits", status_code=422)
    client.post(
        at("accounts"), {"key": random_token(), "bank": "BRI", "number": "0123-4567-89", "holder": "S"}
    )
    page = client.get(at("accounts"))
    assertContains(page, "BRI 0123456789")
    account = page.context["accounts"][0]

    client.post(at("account", account.pk), {"active": "0"})

    account.refresh_from_db()
    assert account.is_active is False


def test_a_purchase_is_found_by_reference_and_by_order(client, operator):
    purchase = make_purchase(*((make_product().stockrecords.get(), 1) for _ in range(2)), paid=True)
    order = purchase.orders.first()

    for typed in (purchase.reference.lower(), order.number):
        assert client.get(at("orders"), {"q": typed}).url == at("purchase", purchase.reference)
    page = client.get(at("purchase", purchase.reference))
    for found in purchase.orders.all():
        assertContains(page, found.number)
    assertContains(client.get(at("orders"), {"q": "TIDAKADA"}), "has this number", status_code=422)


def test_a_review_is_decided(client, operator):
    review = make_review()
    assertContains(client.get(at("reviews")), "Renyah")

    client.post(at("review", review.pk), {"decision": "hide", "reason": ""})
    review.refresh_from_db()
    assert review.status == ProductReview.FOR_MODERATION
    client.post(at("review", review.pk), {"decision": "show"})

    review.refresh_from_db()
    assert review.status == ProductReview.APPROVED


def test_a_shop_is_suspended_and_opened(client, operator):
    shop = make_seller()
    assertContains(client.get(at("seller", shop.slug)), "leave every list and page at once")

    for _tap in range(2):
        client.post(at("seller", shop.slug), {"to": "suspended", "reason": "Barang palsu"})
    shop.refresh_from_db()
    assert shop.status == Seller.Status.SUSPENDED
    client.post(at("seller", shop.slug), {"to": "open", "reason": "Beres"})

    shop.refresh_from_db()
    assert shop.status == Seller.Status.VERIFIED


def test_the_tree_is_kept(client, operator):
    for name in ("Olahan ikan", "Kopi"):
        client.post(at("categories"), {"key": random_token(), "name": name})
    fish, coffee = Category.objects.order_by("path")

    client.post(at("category", fish.pk), {"key": random_token(), "name": "Hasil ikan", "name_en": "Fish"})
    client.post(at("category_shift", coffee.pk), {"to": "up"})
    client.post(at("category_move", fish.pk), {"parent": coffee.pk})
    client.post(at("category_show", coffee.pk), {"public": "0"})

    page = client.get(at("categories"))
    assert [(row.name, row.depth, row.is_hidden_above) for row in page.context["tree"]] == [
        ("Kopi", 1, False),
        ("Hasil ikan", 2, True),
    ]
    itself = client.post(at("category_move", fish.pk), {"parent": fish.pk})
    assertContains(itself, "into itself", status_code=422)


@pytest.mark.parametrize("name", ["", " ", "\u202e", "12", "x" * 200])
def test_a_name_that_is_none_is_refused(client, operator, name):
    response = client.post(at("categories"), {"key": random_token(), "name": name})

    assert response.status_code == 422
    assert not Category.objects.exists()


def test_a_letter_is_tried_again(client, operator):
    letter = Message.objects.create(
        address="x@contoh.test",
        channel="email",
        event="x",
        subject="Pesanan",
        body="x",
        key="x",
        state="failed",
        created_at=NOON,
    )
    assertContains(client.get(at("letters")), "Pesanan")

    client.post(at("letter", letter.pk))

    letter.refresh_from_db()
    assert letter.state == "waiting"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_with_more_rows(client, operator, rows, django_assert_num_queries, settings):
    settings.MANUAL_MATCH_LIMIT = 0
    account = make_account()
    for n in range(rows):
        payment = make_transfer()
        attach_proof(instruction=payment.transfer, file=ContentFile(b"x", "b.webp"), now=NOON)
        line = make_line(account, payment.amount_due, day="22/11/2026")
        other = make_transfer()
        proposed = make_line(account, other.amount_due, day="22/11/2026")
        match_by_hand(line=proposed, payment=other, actor=operator, key=random_token(), now=NOON)
        aside = make_line(account, 777_000 + n)
        set_aside(line=aside, reason="x", is_buyers_money=True, actor=operator, now=NOON)
        make_review()
        make_category()
        for way in range(3):  # one due, one for a second person, one settled
            order = only_order(make_purchase((make_product().stockrecords.get(), 1), paid=True))
            decline(order=order, reason="Habis.", actor=None, now=NOON)
            if way:
                refund = order.refunds.get()
                return_money(refund=refund, method="transfer", reference="x", actor=operator, now=NOON)
            if way == 2:
                approve_refund(refund=refund, actor=make_operator(), now=NOON)
    purchase = make_purchase(*((make_product().stockrecords.get(), 1) for _ in range(rows)))

    for url, queries in (
        (at("home"), 13),
        (at("transfers"), 4),
        (at("transfers") + "?tab=setuju", 4),
        (at("transfers") + "?tab=bukti", 4),
        (at("transfers") + "?tab=selesai", 4),
        (at("line", line.pk), 4),
        (at("receipts"), 3),
        (at("reviews"), 3),
        (at("sellers"), 3),
        (at("seller", purchase.orders.first().seller.slug), 6),
        (at("purchase", purchase.reference), 8),
        (at("refunds"), 3),
        (at("refunds") + "?tab=jalan", 3),
        (at("refunds") + "?tab=setuju", 3),
        (at("refunds") + "?tab=selesai", 3),
        (at("refund", Refund.objects.first().pk), 3),
        (at("categories"), 4),
        (at("accounts"), 3),
    ):
        with django_assert_num_queries(queries, info=url):
            client.get(url)


def test_a_refund_is_returned_from_the_queue(client, operator):
    order = only_order(make_purchase((make_product(price=30_000).stockrecords.get(), 1), paid=True))
    decline(order=order, reason="Habis.", actor=None, now=NOON)
    refund = Refund.objects.get()
    assertContains(client.get(at("home")), "Refunds to pay out")
    assertContains(client.get(at("refunds")), order.number)

    empty = client.post(at("refund", refund.pk), {"method": "transfer", "reference": " "})
    done = client.post(at("refund", refund.pk), {"method": "transfer", "reference": "BRI 0077"})

    assert empty.status_code == 422
    assert done.url == at("refunds")
    assertNotContains(client.get(at("refunds")), order.number)
    assertContains(client.get(at("refunds") + "?tab=selesai"), "BRI 0077")


def test_a_large_refund_waits_for_another_operator(client, operator, settings):
    settings.MANUAL_MATCH_LIMIT = 0
    order = only_order(make_purchase((make_product().stockrecords.get(), 1), paid=True))
    decline(order=order, reason="Habis.", actor=None, now=NOON)
    refund = Refund.objects.get()
    client.post(at("refund", refund.pk), {"method": "transfer", "reference": "BRI 0077"})

    client.post(at("refund_check", refund.pk), {"agree": "1"})
    refund.refresh_from_db()
    assert refund.settled_at is None
    client.force_login(make_operator())
    client.post(at("refund_check", refund.pk), {"agree": "1"})

    refund.refresh_from_db()
    assert refund.settled_at is not None
