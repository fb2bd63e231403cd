"""Categories, reviews, shops and letters."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from core.audit.models import AuditLine
from core.messages.models import Message
from marketplace.catalogue.models import Category
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.operator.services import categories, moderation
from marketplace.search.models import ProductCard
from marketplace.search.services import index_products
from marketplace.sellers.models import Seller
from tests.factories.goods import make_category, make_product
from tests.factories.operator import make_operator
from tests.factories.people import NOON, make_seller, make_user, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return {"actor": make_operator(), "now": NOON}


def names(parent: Category | None = None) -> list[str]:
    nodes = parent.get_children() if parent else Category.get_root_nodes()
    return [node.name for node in nodes]


def add(name: str, by, parent: Category | None = None, key: str | None = None) -> Category:
    return categories.add_category(
        name=name, name_en="", icon="fish", parent=parent, key=key or f"key-of-{name}-000000", **by
    )


def test_categories_grow_as_a_tree(by):
    top = add("Olahan ikan", by)
    add("Pempek", by, top)
    add("Kemplang", by, top)

    assert names() == ["Olahan ikan"]
    assert names(Category.objects.get(pk=top.pk)) == ["Pempek", "Kemplang"]
    assert Category.objects.get(name="Pempek").slug == "pempek"


def test_one_key_adds_one_category(by):
    assert add("Pempek", by) == add("Pempek", by)


def test_names_are_unique_where_they_stand(by):
    top, other = add("Olahan ikan", by), add("Olahan buah", by)
    add("Keripik", by, top)

    with pytest.raises(categories.NameTaken):
        add("KERIPIK", by, top)
    assert add("Keripik", by, other, key="another-press-of-it").slug != "keripik"


def test_three_levels_are_enough(by):
    one = add("Satu", by)
    two = add("Dua", by, one)
    three = add("Tiga", by, two)

    with pytest.raises(categories.TooDeep):
        add("Empat", by, three)
    with pytest.raises(categories.TooDeep):
        categories.move_category(category=one, parent=add("Lain", by), **by)


def test_a_category_is_not_put_into_itself(by):
    one = add("Satu", by)
    two = add("Dua", by, one)

    for parent in (one, two):
        with pytest.raises(categories.IntoItself):
            categories.move_category(category=one, parent=parent, **by)


def test_moving_takes_all_below_along_and_tells_the_search(by):
    one, other = add("Satu", by), add("Lain", by)
    two = add("Dua", by, one)
    product = make_product(category=Category.objects.get(pk=two.pk))

    categories.move_category(category=two, parent=other, **by)

    assert names(Category.objects.get(pk=other.pk)) == ["Dua"]
    job = ProcrastinateJob.objects.get(task_name="marketplace.search.tasks.index")
    assert job.args == {"product_ids": [product.pk]}
    categories.move_category(category=Category.objects.get(pk=two.pk), parent=None, **by)
    assert names() == ["Satu", "Lain", "Dua"]


def test_shifting_changes_places_with_the_neighbour(by):
    for name in ("Satu", "Dua", "Tiga"):
        add(name, by)

    categories.shift_category(category=Category.objects.get(name="Tiga"), is_up=True, **by)
    categories.shift_category(category=Category.objects.get(name="Satu"), is_up=True, **by)

    assert names() == ["Satu", "Tiga", "Dua"]


def test_hiding_hides_all_below(by):
    top = add("Olahan ikan", by)
    add("Pempek", by, top)

    categories.set_category_public(category=top, is_public=False, **by)
    assert Category.objects.get(name="Pempek").ancestors_are_public is False
    categories.set_category_public(category=top, is_public=True, **by)

    assert Category.objects.get(name="Pempek").ancestors_are_public is True


def test_renaming_keeps_the_address(by):
    top = add("Olahan ikan", by)

    categories.rename_category(category=top, name="Hasil ikan", name_en="Fish", icon="fish", **by)

    top = Category.objects.get(pk=top.pk)
    assert (top.name, top.name_en, top.slug) == ("Hasil ikan", "Fish", "olahan-ikan")


def make_review(**kw) -> ProductReview:
    product = kw.pop("product", None) or make_product()
    return ProductReview.objects.create(
        product=product, user=make_user(), score=4, title="Enak", body="Renyah", **kw
    )


def test_an_approved_review_counts_in_the_lists(by):
    review = make_review()
    index_products(product_ids=[review.product_id])

    moderation.decide_review(review=review, approve=True, reason="", **by)

    assert ProductCard.objects.get().review_count == 1


def test_who_wrote_a_hidden_review_is_told_why(by):
    review = make_review()

    with pytest.raises(moderation.ReasonNeeded):
        moderation.decide_review(review=review, approve=False, reason=" ", **by)
    moderation.decide_review(review=review, approve=False, reason="Memuat nomor telepon", **by)

    review.refresh_from_db()
    letter = Message.objects.get(event="review.rejected", channel="inbox")
    assert review.status == ProductReview.REJECTED
    assert letter.recipient == review.user
    assert "Memuat nomor telepon" in letter.body


def test_a_suspended_shop_leaves_the_shelves_and_comes_back(by):
    seller = make_seller()
    product = make_product(seller=seller, category=make_category())
    index_products(product_ids=[product.pk])
    assert ProductCard.objects.get().is_public

    moderation.suspend_shop(seller=seller, reason="Barang palsu", **by)
    assert not ProductCard.objects.get().is_public
    letter = Message.objects.get(event="seller.suspended", channel="inbox")
    assert letter.recipient == owner_of(seller)
    assert "Barang palsu" in letter.body

    moderation.reopen_shop(seller=seller, reason="Sudah diperbaiki", **by)
    seller.refresh_from_db()
    assert seller.status == Seller.Status.VERIFIED
    assert ProductCard.objects.get().is_public


def test_a_shop_comes_back_as_what_it_was(by):
    seller = make_seller(status=Seller.Status.REGISTERED)

    moderation.suspend_shop(seller=seller, reason="Alasan", **by)
    moderation.suspend_shop(seller=seller, reason="Alasan", **by)
    moderation.reopen_shop(seller=seller, reason="Alasan", **by)

    seller.refresh_from_db()
    assert seller.status == Seller.Status.REGISTERED
    assert AuditLine.objects.filter(action="seller.status").count() == 2


def test_suspending_needs_a_reason(by):
    with pytest.raises(moderation.ReasonNeeded):
        moderation.suspend_shop(seller=make_seller(), reason="", **by)


def test_a_failed_letter_is_tried_again(by):
    letter = Message.objects.create(
        address="x@contoh.test",
        channel="email",
        event="x",
        subject="x",
        body="x",
        key="x",
        state="failed",
        tries=6,
        created_at=NOON,
    )

    moderation.send_again(letter=letter, **by)

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == ("waiting", 0)
    with pytest.raises(moderation.NotFailed):
        moderation.send_again(letter=letter, **by)
