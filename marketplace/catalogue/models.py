"""What is sold. A product page belongs to one shop; other shops may offer the same product."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import AbstractCategory, AbstractProduct, AbstractProductImage
from oscar.apps.catalogue.managers import ProductQuerySet as OscarProductQuerySet

from bumdes.villages.models import Village
from core.users.models import User
from marketplace.sellers.models import Seller


class Category(AbstractCategory):
    image = None
    name_en = models.CharField(max_length=120, blank=True)
    icon = models.CharField(max_length=20, blank=True)  # a name of themes' icon sprite

    class Meta(AbstractCategory.Meta):
        abstract = False

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        english = (get_language() or "id").startswith("en")
        return self.name_en if english and self.name_en else self.name


def product_address(pk: int, *, slug: str, title: str) -> str:
    """The path of a product's page; a variant's is its parent's."""
    return reverse("store:product", kwargs={"slug": slug or slugify(title) or "produk", "pk": pk})


class ProductQuerySet(OscarProductQuerySet):
    def for_user(self, user: User) -> ProductQuerySet:
        """Products whose page is kept by a shop in which this person works."""
        return self.filter(seller__in=Seller.objects.for_user(user))


class Product(AbstractProduct):
    class Unit(models.TextChoices):
        PACK = "bungkus", _("pack")
        KILOGRAM = "kg", _("kilogram")
        BUNCH = "ikat", _("bunch")
        HEAD = "ekor", _("head")
        PIECE = "buah", _("piece")
        SHEET = "lembar", _("sheet")
        BOTTLE = "botol", _("bottle")
        SET = "paket", _("set")
        SACK = "karung", _("sack")
        JAR = "toples", _("jar")
        BOX = "kotak", _("box")
        HAND = "sisir", _("hand")
        GRAIN = "butir", _("egg")
        HOUR = "jam", _("hour")
        MONTH = "bulan", _("month")

    class NetUnit(models.TextChoices):
        GRAM = "g", "g"
        MILLILITRE = "ml", "ml"
        PIECE = "buah", _("pieces")

    class Halal(models.TextChoices):
        CERTIFIED = "certified", _("Halal certified")
        IN_PROCESS = "in_process", _("Halal certificate in process")
        NONE_NEEDED = "none_needed", _("No halal certificate needed")
        NOT_HALAL = "not_halal", _("Not halal")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="products")
    unit = models.CharField(_("sold by"), max_length=10, choices=Unit, default=Unit.PACK)
    net_amount = models.PositiveIntegerField(_("contents"), null=True, blank=True)
    net_unit = models.CharField(_("unit of contents"), max_length=5, choices=NetUnit, blank=True)
    weight_grams = models.PositiveIntegerField(_("weight with packing, in grams"), default=0)
    origin_village = models.ForeignKey(
        Village, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made in")
    )
    pirt_number = models.CharField("P-IRT", max_length=20, blank=True)
    halal = models.CharField(_("halal"), max_length=12, choices=Halal, default=Halal.NONE_NEEDED)
    halal_number = models.CharField(_("halal certificate number"), max_length=30, blank=True)
    preorder_days = models.PositiveSmallIntegerField(_("days to make"), default=0)
    variant_label = models.CharField(_("variant"), max_length=60, blank=True)  # on children only

    objects = ProductQuerySet.as_manager()

    class Meta(AbstractProduct.Meta):
        abstract = False
        ordering: ClassVar[list[str]] = []
        constraints = [
            models.CheckConstraint(
                name="product_contents_have_unit",
                condition=Q(net_amount=None, net_unit="") | (Q(net_amount__gt=0) & ~Q(net_unit="")),
            ),
            models.CheckConstraint(
                name="product_preorder_at_most_90_days", condition=Q(preorder_days__lte=90)
            ),
        ]

    def get_absolute_url(self) -> str:
        return product_address(self.parent_id or self.pk, slug=self.slug, title=self.title)


class ProductImage(AbstractProductImage):
    original = None
    picture = models.ForeignKey("media.Picture", models.PROTECT, related_name="+")

    class Meta(AbstractProductImage.Meta):
        abstract = False


from oscar.apps.catalogue.models import *  # noqa: E402, F403
from oscar.apps.catalogue.models import ProductClass  # noqa: E402, F401 - named for the type checker
