"""One row per product in lists: all that a card shows, all that a filter asks.

The rows are copies and may be thrown away: `manage.py reindex` makes them anew.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from bumdes.organisations.models import Organisation
from bumdes.villages.models import District, Village
from marketplace.catalogue.models import Product
from marketplace.sellers.models import Seller

_PUBLIC = Q(is_public=True)


class ProductCardQuerySet(models.QuerySet["ProductCard"]):
    def public(self) -> ProductCardQuerySet:
        """Cards of products that buyers may see."""
        return self.filter(is_public=True)


class ProductCard(models.Model):
    """A listed product: a standalone one, or the parent of variants.

    The price is that of the cheapest offer that can be bought today, of any shop; when none
    can, of the cheapest offer at all.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="card")
    is_public = models.BooleanField()
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    price_from = models.BigIntegerField(null=True)
    price_to = models.BigIntegerField(null=True)  # of the dearest variant, any shop
    unit = models.CharField(max_length=10)
    net_amount = models.PositiveIntegerField(null=True)
    net_unit = models.CharField(max_length=5)
    variant_count = models.PositiveSmallIntegerField(default=0)

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="+")  # who keeps the page
    seller_name = models.CharField(max_length=60)
    seller_slug = models.CharField(max_length=60)
    seller_ids = ArrayField(models.BigIntegerField())  # everyone who offers it
    hub = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    village = models.ForeignKey(Village, models.PROTECT, related_name="+")
    village_name = models.CharField(max_length=60)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")

    rating = models.DecimalField(max_digits=3, decimal_places=2, default=0)
    review_count = models.PositiveIntegerField(default=0)
    sold_count = models.PositiveIntegerField(default=0)  # pieces in orders that were not undone
    picture = models.JSONField(null=True)  # media.display.card_picture of the first photo
    placeholder = models.PositiveSmallIntegerField(default=0)

    is_in_stock = models.BooleanField(default=False)  # an open shop can sell it today
    is_closed = models.BooleanField(default=False)  # there is stock, but its shops are on holiday
    preorder_days = models.PositiveSmallIntegerField(default=0)
    is_consignment = models.BooleanField(default=False)
    is_halal = models.BooleanField(default=False)  # certified
    category_id = models.BigIntegerField(null=True)  # the deepest one
    category_ids = ArrayField(models.BigIntegerField(), default=list)  # with all ancestors
    icon = models.CharField(max_length=20, blank=True)  # of the category, when there is no photo
    listed_at = models.DateTimeField()
    document = SearchVectorField()

    objects = ProductCardQuerySet.as_manager()

    class Meta:
        indexes = [
            # No sorting of 100,000 rows for page 40: each order is an index that ends in the key.
            models.Index(fields=["-listed_at", "-product"], name="card_newest", condition=_PUBLIC),
            models.Index(fields=["price_from", "product"], name="card_cheapest", condition=_PUBLIC),
            models.Index(fields=["-price_from", "-product"], name="card_dearest", condition=_PUBLIC),
            models.Index(
                fields=["-rating", "-review_count", "-product"], name="card_best_rated", condition=_PUBLIC
            ),
            models.Index(
                fields=["-is_in_stock", "-sold_count", "-product"], name="card_best_sold", condition=_PUBLIC
            ),
            models.Index(fields=["product"], name="card_without_photo", condition=Q(picture=None)),
            GinIndex(fields=["document"], name="card_document", fastupdate=False),
            GinIndex(fields=["category_ids"], name="card_categories", fastupdate=False),
            GinIndex(fields=["seller_ids"], name="card_sellers", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that somebody wrote in a title, a shop's, a category's or a village's name."""

    word = models.CharField(max_length=40, primary_key=True)
    frequency = models.PositiveIntegerField()
    length = models.PositiveSmallIntegerField()
    stem = models.CharField(max_length=40)

    class Meta:
        indexes = [
            # A mistyped word is compared only with words of about its length.
            models.Index(fields=["length", "word", "frequency"], name="word_by_length"),
            models.Index(fields=["stem"], name="word_by_stem"),
        ]

    def __str__(self) -> str:
        return self.word
