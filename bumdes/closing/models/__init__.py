"""Closed years, shared profits and what was paid of them, and the reports on half-years and years."""

from bumdes.closing.models.profits import AllocationShare, ProfitAllocation, SharePayment
from bumdes.closing.models.reports import Report, SignOff
from bumdes.closing.models.years import MonthCheck, ReopenRequest, YearClosing

__all__ = [
    "AllocationShare",
    "MonthCheck",
    "ProfitAllocation",
    "ReopenRequest",
    "Report",
    "SharePayment",
    "SignOff",
    "YearClosing",
]
