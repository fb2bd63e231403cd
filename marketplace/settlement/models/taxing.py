"""PPh 22 that a designated marketplace withholds of its sellers' turnover (PMK 37/2025)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.order.models import Order
from marketplace.sellers.models import Seller
from media.private import private_storage


class TaxDesignation(models.Model):
    """The tax office named us a collector. Without one nothing is withheld. It only ends (trigger)."""

    decree = models.CharField(max_length=60)  # number of the decree
    decree_date = models.DateField()
    from_date = models.DateField()  # the first day of which payments are taxed
    basis_points = models.PositiveSmallIntegerField(default=50)  # of the turnover; 0,5 % by the rule
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    until_date = models.DateField(null=True)  # the first day that is free again

    class Meta:
        verbose_name = _("designation as tax collector")
        constraints = [
            # One is in force at most: all that have not ended share this one value.
            models.UniqueConstraint(
                fields=["basis_points"], condition=Q(until_date=None), name="tax_designation_one_in_force"
            ),
            models.CheckConstraint(
                name="tax_designation_names_its_decree", condition=~Q(decree="") & Q(basis_points=50)
            ),
            models.CheckConstraint(
                name="tax_designation_begins_after_its_decree", condition=Q(from_date__gte=F("decree_date"))
            ),
            models.CheckConstraint(
                name="tax_designation_ends_after_it_begins",
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
            ),
        ]

    def __str__(self) -> str:
        return self.decree


class TurnoverLetter(models.Model):
    """A person's letter that the year's turnover is at most Rp500 million, of all that he or she sells."""

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="turnover_letters")
    year = models.PositiveSmallIntegerField()
    tax_number = models.CharField(max_length=16)  # NPWP or NIK as the letter has it, digits only
    file = models.FileField(storage=private_storage, upload_to="turnover-letters/")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("turnover letter")
        constraints = [
            models.UniqueConstraint(fields=["seller", "year"], name="turnover_letter_once_a_year"),
            models.CheckConstraint(name="turnover_letter_has_its_file", condition=~Q(file="")),
            models.CheckConstraint(
                name="turnover_letter_has_a_tax_number", condition=Q(tax_number__regex=r"^[0-9]{15,16}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.year}"


class OrderTax(models.Model):
    """The tax of one order, frozen when it was paid; taken of the shop when the order is settled."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="tax")
    designation = models.ForeignKey(TaxDesignation, models.PROTECT, related_name="+")
    basis = models.BigIntegerField()  # the goods, without delivery
    amount = models.BigIntegerField()
    paid_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tax of an order")
        constraints = [
            models.CheckConstraint(
                name="order_tax_within_its_basis", condition=Q(amount__gt=0, amount__lte=F("basis"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.amount}"
