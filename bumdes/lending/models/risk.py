"""How the classes of loans changed, and what the portfolio was at each evening. Only ever added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.lending.loan_kinds import Class
from bumdes.lending.models.loans import Loan


class ClassChange(models.Model):
    """That a loan's class changed on an evening: its class on any day is that of the newest before."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, models.PROTECT, related_name="class_changes")
    date = models.DateField()
    before = models.CharField(max_length=12, choices=Class)
    after = models.CharField(max_length=12, choices=Class)
    days_late = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of class")
        constraints = [
            models.CheckConstraint(name="class_change_changes", condition=~Q(before=F("after"))),
        ]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.before} > {self.after}"


class PortfolioDay(models.Model):
    """One class of a book's loans at the end of a day, in rupiah of principal, as it was known then."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    date = models.DateField()
    collectability = models.CharField(max_length=12, choices=Class)
    loans = models.IntegerField()
    principal = models.BigIntegerField()
    late_30 = models.BigIntegerField()  # of loans more than 30 days late
    uncovered = models.BigIntegerField()  # what neither allowance nor counted collateral covers
    allowance = models.BigIntegerField()
    overdue = models.BigIntegerField()  # everything that is due and unpaid
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("portfolio of a day")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "date", "collectability"], name="portfolio_class_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.date} {self.collectability}"
