"""A basket over many shops; each line names the offer it is for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine


class Basket(AbstractBasket):
    token = models.CharField(max_length=32, unique=True, null=True)  # a guest's cookie names it

    class Meta(AbstractBasket.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(status="Open", owner__isnull=False),
                name="basket_one_open_per_user",
            )
        ]


class Line(AbstractLine):
    price_excl_tax = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    price_incl_tax = models.DecimalField(max_digits=16, decimal_places=2, null=True)

    class Meta(AbstractLine.Meta):
        abstract = False
        ordering: list[str] = []
        constraints = [
            models.UniqueConstraint(fields=["basket", "stockrecord"], name="basket_line_once_per_offer"),
            models.CheckConstraint(name="basket_quantity_positive", condition=Q(quantity__gt=0)),
        ]


class Addition(models.Model):
    """A press of "add to basket" that was carried out: the same key adds nothing again."""

    basket = models.ForeignKey(Basket, models.CASCADE, related_name="additions")
    key = models.CharField(max_length=64)  # made by the page

    class Meta:
        constraints = [models.UniqueConstraint(fields=["basket", "key"], name="basket_addition_once")]

    def __str__(self) -> str:
        return self.key


from oscar.apps.basket.models import *  # noqa: E402, F403
