"""Reviews come from people who bought, once, and are shown after somebody looked."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from core.refusals import Conflict
from marketplace.catalogue.models import Product
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.catalogue.reviews.services import (
    AlreadyReviewed,
    BadScore,
    NothingWritten,
    NotReceived,
    TooLong,
    moderate,
    reply,
    write_review,
)
from marketplace.order import services as orders
from tests.factories.goods import make_product
from tests.factories.people import NOON, make_user
from tests.factories.purchases import make_purchase, only_order

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=2)


def bought(user, *, delivered=True, product=None):
    product = product or make_product()
    order = only_order(make_purchase((product.stockrecords.get(), 1), user=user, paid=True))
    if delivered:
        for move in (orders.accept, orders.pack, orders.hand_over, orders.deliver):
            move(order=order, actor=None, now=LATER)
    return order.lines.get()


def review(line, user, **kw):
    given = {"score": 5, "title": "", "body": "Enak", "key": "k", "now": LATER, **kw}
    return write_review(user=user, order_line=line, **given)


def test_review_waits_for_moderation_then_counts():
    user = make_user()
    line = bought(user)

    written = review(line, user, score=4)
    before = (written.status, Product.objects.get(pk=line.product_id).rating)
    moderate(review=written, approve=True, actor=make_user(), now=LATER)

    assert before == (ProductReview.FOR_MODERATION, None)
    assert (written.title, written.order_line) == ("Enak", line)
    assert Product.objects.get(pk=line.product_id).rating == 4


def test_rejected_review_does_not_count():
    user = make_user()
    line = bought(user)

    moderate(review=review(line, user), approve=False, actor=make_user(), now=LATER)

    assert Product.objects.get(pk=line.product_id).rating is None


def test_same_key_gives_the_same_review_and_other_content_is_refused():
    user = make_user()
    send = partial(review, bought(user), user)

    assert send() == send() == ProductReview.objects.get()
    with pytest.raises(Conflict):
        send(score=1)


def test_goods_that_did_not_come_cannot_be_reviewed():
    user = make_user()

    with pytest.raises(NotReceived):
        review(bought(user, delivered=False), user)


def test_goods_of_somebody_else_cannot_be_reviewed():
    with pytest.raises(NotReceived):
        review(bought(make_user()), make_user())


def test_second_review_of_the_same_goods_is_refused():
    user, product = make_user(), make_product()
    review(bought(user, product=product), user)

    with pytest.raises(AlreadyReviewed):
        review(bought(user, product=product), user, key="other")


@pytest.mark.parametrize(
    ("kw", "refusal"),
    [({"score": 0}, BadScore), ({"score": 6}, BadScore), ({"body": "x" * 2001}, TooLong)],
)
def test_bad_reviews_are_refused(kw, refusal):
    user = make_user()

    with pytest.raises(refusal):
        review(bought(user), user, **kw)


def test_shop_replies_and_may_change_it():
    user = make_user()
    written = review(bought(user), user)

    reply(review=written, text="Terima kasih", now=LATER)
    reply(review=written, text="Terima kasih banyak", now=LATER)

    written.refresh_from_db()
    assert (written.reply, written.replied_at) == ("Terima kasih banyak", LATER)
    with pytest.raises(NothingWritten):
        reply(review=written, text=" ", now=LATER)


def test_review_page_from_form_to_thanks(client):
    user = make_user()
    line = bought(user)
    client.force_login(user)
    client.cookies["django_language"] = "en"
    reference = line.order.purchase.reference
    url = reverse("account:review", args=[reference, line.pk])

    page = client.get(url)
    bad = client.post(url, {"key": "k", "body": "Gurih"})
    key = page.context["form"].initial["key"]
    good = client.post(url, {"key": key, "score": "5", "title": "", "body": "Gurih 😋 <b>"})
    again = client.post(url, {"key": "another", "score": "5", "title": "", "body": "Lagi"})

    assert bad.context["form"].errors == {"score": ["Choose from one to five stars."]}
    assert "Gurih" in bad.text
    assert good["Location"] == f"/akun/belanja/{reference}/"
    assert again.context["form"].non_field_errors() == ["You have already reviewed this."]
    assert ProductReview.objects.get().body == "Gurih 😋 <b>"


def test_review_page_of_a_foreign_line_is_not_there(client):
    line = bought(make_user())
    client.force_login(make_user())

    url = reverse("account:review", args=[line.order.purchase.reference, line.pk])

    assert client.get(url).status_code == 404
    assert client.post(url, {"key": "k", "score": "5"}).status_code == 404
