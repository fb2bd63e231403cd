"""What a BUMDes lends on. A version is never edited: a change closes it and makes the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book, Unit
from bumdes.lending.calculations.allocation import Order
from bumdes.lending.calculations.penalties import Base, PenaltyRule
from bumdes.lending.calculations.prepayment import PayoffRule
from bumdes.lending.calculations.requests import terms_of
from bumdes.lending.calculations.risk import POJK_41_2024
from bumdes.lending.calculations.rounding import up
from bumdes.lending.calculations.terms import (
    MAX_PERIODS,
    DayCount,
    Frequency,
    Method,
    RoundingMode,
    Terms,
)
from bumdes.lending.labels import (
    DAY_COUNTS,
    FREQUENCIES,
    METHODS,
    ORDERS,
    PAYOFF_RULES,
    PENALTY_BASES,
    ROUNDINGS,
    SCALE_NAMES,
    RateBasis,
)

WITHOUT_RATE = (Method.MURABAHAH.value, Method.QARDH.value)


class ProductQuerySet(models.QuerySet["Product"]):
    def of(self, book: Book) -> ProductQuerySet:
        """Every version of every product of this book; views begin here."""
        return self.filter(book=book)

    def offered(self) -> ProductQuerySet:
        """The versions on which new loans are given."""
        return self.filter(closed_at=None)


class Product(models.Model):
    """Amounts in whole rupiah, rates in percent. Loans point at the version they were given on."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="loan_products")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_constraint=False, verbose_name=_("business unit")
    )
    code = models.SlugField(_("code"), max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=80)

    method = models.CharField(_("method"), max_length=30, choices=METHODS, default=Method.FLAT.value)
    rate_percent = models.DecimalField(_("rate"), max_digits=8, decimal_places=4, default=0)
    rate_basis = models.CharField(max_length=6, choices=RateBasis, default=RateBasis.PERIOD)
    # Of a murabahah, for each period: the margin is cost * margin_percent * periods, fixed at the sale.
    margin_percent = models.DecimalField(_("margin"), max_digits=8, decimal_places=4, default=0)
    frequency = models.CharField(
        _("instalments"), max_length=16, choices=FREQUENCIES, default=Frequency.MONTHLY.value
    )
    periods_min = models.PositiveSmallIntegerField(_("fewest instalments"), default=1)
    periods_max = models.PositiveSmallIntegerField(_("most instalments"), default=12)
    day_count = models.CharField(
        _("counting of days"), max_length=12, choices=DAY_COUNTS, default=DayCount.THIRTY_360.value
    )
    rounding_unit = models.PositiveIntegerField(_("instalments in steps of"), default=100)
    rounding_mode = models.CharField(
        _("rounding"), max_length=10, choices=ROUNDINGS, default=RoundingMode.UP.value
    )
    instalment_multiple = models.PositiveIntegerField(null=True, blank=True)
    grace_principal = models.PositiveSmallIntegerField(_("instalments without principal"), default=0)
    grace_interest_payment = models.PositiveSmallIntegerField(_("instalments without interest"), default=0)

    fee_percent = models.DecimalField(
        _("administration, percent of the principal"), max_digits=6, decimal_places=3, default=0
    )
    fee_amount = models.BigIntegerField(_("administration, rupiah"), default=0)
    fee_per_instalment = models.BigIntegerField(_("fee of each instalment"), default=0)

    penalty_percent = models.DecimalField(_("penalty, %"), max_digits=6, decimal_places=3, default=0)
    penalty_amount = models.BigIntegerField(_("penalty, rupiah"), default=0)
    penalty_base = models.CharField(
        _("penalty on"), max_length=12, choices=PENALTY_BASES, default=Base.INSTALMENT.value
    )
    penalty_grace_days = models.PositiveSmallIntegerField(_("days without penalty"), default=0)
    penalty_is_daily = models.BooleanField(_("each day anew"), default=False)
    penalty_cap = models.BigIntegerField(_("at most, for an instalment"), null=True, blank=True)

    allocation_order = models.CharField(
        _("what a payment pays first"), max_length=12, choices=ORDERS, default=Order.VERTICAL.value
    )
    payoff_rule = models.CharField(
        _("when paid off early"), max_length=10, choices=PAYOFF_RULES, default=PayoffRule.FULL.value
    )
    class_scale = models.CharField(
        _("classes"), max_length=20, choices=SCALE_NAMES, default=POJK_41_2024.code
    )

    principal_min = models.BigIntegerField(_("smallest loan"), default=100_000)
    member_max = models.BigIntegerField(_("largest loan of a member"), null=True, blank=True)
    group_max = models.BigIntegerField(_("largest loan of a group"), null=True, blank=True)
    loans_at_once = models.PositiveSmallIntegerField(_("running loans at once"), default=1)
    # From so much principal on; None: never.
    collateral_from = models.BigIntegerField(_("collateral is needed from"), null=True, blank=True)
    guarantors = models.PositiveSmallIntegerField(_("guarantors"), default=0)

    key = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan product")
        constraints = [
            models.UniqueConstraint(fields=["book", "code", "version"], name="loan_product_version_once"),
            models.UniqueConstraint(
                fields=["book", "code"], condition=Q(closed_at=None), name="loan_product_offered_once"
            ),
            models.UniqueConstraint(fields=["book", "key"], name="loan_product_key_once"),
            models.CheckConstraint(
                name="loan_product_periods_in_order",
                condition=Q(
                    periods_min__gte=1, periods_max__gte=F("periods_min"), periods_max__lte=MAX_PERIODS
                ),
            ),
            models.CheckConstraint(
                name="loan_product_grace_ends_before_the_loan",
                condition=Q(method=Method.BULLET.value)
                | Q(grace_principal__lt=F("periods_min"), grace_interest_payment__lt=F("periods_min")),
            ),
            models.CheckConstraint(
                name="loan_product_rates_not_negative",
                condition=Q(
                    rate_percent__range=(0, 1000),
                    margin_percent__range=(0, 1000),
                    fee_percent__range=(0, 100),
                    penalty_percent__range=(0, 100),
                ),
            ),
            models.CheckConstraint(
                name="loan_product_rate_by_its_method",
                condition=Q(Q(method__in=WITHOUT_RATE) & Q(rate_percent=0))
                | Q(~Q(method__in=WITHOUT_RATE) & Q(margin_percent=0)),
            ),
            models.CheckConstraint(
                name="loan_product_qardh_costs_nothing",
                condition=~Q(method=Method.QARDH.value) | Q(margin_percent=0),
            ),
            # What is late must not grow: a murabahah's ta'zir is an amount, a qardh has none by percent.
            models.CheckConstraint(
                name="loan_product_tazir_is_an_amount",
                condition=~Q(method__in=WITHOUT_RATE) | Q(penalty_percent=0),
            ),
            models.CheckConstraint(
                name="loan_product_amounts_not_negative",
                condition=Q(
                    fee_amount__gte=0, fee_per_instalment__gte=0, penalty_amount__gte=0, principal_min__gt=0
                )
                & (Q(penalty_cap=None) | Q(penalty_cap__gte=0))
                & (Q(collateral_from=None) | Q(collateral_from__gte=0)),
            ),
            models.CheckConstraint(
                name="loan_product_rounds_to_something",
                condition=Q(rounding_unit__gt=0)
                & (Q(instalment_multiple=None) | Q(instalment_multiple__gt=0)),
            ),
            models.CheckConstraint(
                name="loan_product_is_for_somebody",
                condition=(Q(member_max__isnull=False) | Q(group_max__isnull=False))
                & (Q(member_max=None) | Q(member_max__gte=F("principal_min")))
                & (Q(group_max=None) | Q(group_max__gte=F("principal_min"))),
            ),
            models.CheckConstraint(
                name="loan_product_closed_whole", condition=Q(closed_at=None) | Q(closed_at__gte=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def penalty_rule(self) -> PenaltyRule:
        return PenaltyRule(
            rate=Fraction(self.penalty_percent) / 100,
            amount=self.penalty_amount,
            base=Base(self.penalty_base),
            grace_days=self.penalty_grace_days,
            is_daily=self.penalty_is_daily,
            cap=self.penalty_cap,
        )

    def most(self, *, for_group: bool) -> int | None:
        """The largest loan of a member or a group; None when it is not for them."""
        return self.group_max if for_group else self.member_max

    def fee_of(self, principal: int) -> int:
        """What is kept for administration when a loan is paid out, in rupiah."""
        share = principal * Fraction(self.fee_percent) / 100
        return up(share.numerator, share.denominator, 1) + self.fee_amount

    def margin_of(self, principal: int, periods: int) -> int:
        """The margin on a murabahah's cost, in rupiah; 0 with every other method."""
        share = principal * Fraction(self.margin_percent) / 100 * periods
        return up(share.numerator, share.denominator, 1)

    def terms_for(
        self,
        principal: int,
        periods: int,
        *,
        disbursed: date,
        first_due: date | None = None,
        due_dates: Sequence[date] | None = None,
        instalment: int | None = None,
    ) -> Terms:
        """The terms of one loan on this product, read by the rules of `loan_schedule`.

        `instalment` is the agreed one of that method; `first_due` of a yarnen is its harvest.
        Raises BadRequest (by field).
        """
        if self.method == Method.BULLET and first_due and not due_dates:
            due_dates, first_due = [first_due], None
        asked: dict[str, Any] = {
            "principal": principal,
            "cost": principal,
            "method": self.method,
            "periods": periods,
            "frequency": self.frequency,
            "disbursed": disbursed.isoformat(),
            "first_due": first_due.isoformat() if first_due else None,
            "due_dates": [day.isoformat() for day in due_dates] if due_dates else None,
            "day_count": self.day_count,
            "rounding_unit": self.rounding_unit,
            "rounding_mode": self.rounding_mode,
            "instalment_multiple": self.instalment_multiple,
            "grace_principal": self.grace_principal,
            "grace_interest_payment": self.grace_interest_payment,
            "instalment": instalment,
            "margin": self.margin_of(principal, periods),
        }
        if self.method == Method.FIXED_INSTALMENT:
            asked.pop("periods")  # it lasts as long as it takes
        if self.method not in WITHOUT_RATE:
            of_year = self.rate_basis == RateBasis.YEAR
            asked["annual_rate_pct" if of_year else "period_rate_pct"] = str(self.rate_percent)
        return replace(terms_of(asked), fee=self.fee_per_instalment)
