"""Cash that was counted against the books. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Account, Book


class CashCount(models.Model):
    """What lay in the box, and what the book said at that moment. Amounts are whole rupiah."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    counted_on = models.DateField()
    pieces = models.JSONField()  # {"100000": 3, …}
    counted = models.BigIntegerField()
    booked = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120)  # of the entry that corrects a difference, too
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cash count")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="cash_count_once"),
            models.CheckConstraint(name="cash_count_not_negative", condition=Q(counted__gte=0)),
            models.CheckConstraint(
                name="cash_count_difference_has_reason", condition=Q(counted=F("booked")) | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(fields=["account", "counted_on"], name="cash_count_by_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.counted_on}: {self.counted}"

    @property
    def difference(self) -> int:
        """More in the box than in the book is positive."""
        return self.counted - self.booked
