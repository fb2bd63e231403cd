"""Stored words of a loan's life. Pure."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bumdes.lending.calculations.risk import Collectability


class LoanState(TextChoices):
    APPROVED = "approved", _("Approved, not yet paid out")
    ACTIVE = "active", _("Running")
    PAID_OFF = "paid_off", _("Paid off")
    WRITTEN_OFF = "written_off", _("Written off")
    CANCELLED = "cancelled", pgettext_lazy("a loan", "Never paid out")


class Class(TextChoices):
    """The words for the five classes of a loan."""

    CURRENT = Collectability.CURRENT.value, _("Current")
    WATCHED = Collectability.WATCHED.value, _("Special mention")
    SUBSTANDARD = Collectability.SUBSTANDARD.value, _("Substandard")
    DOUBTFUL = Collectability.DOUBTFUL.value, _("Doubtful")
    LOSS = Collectability.LOSS.value, pgettext_lazy("class of a loan", "Loss")


class EventKind(TextChoices):
    """What happens to a loan. Facts of life.py are: paid, charged, waived and whatever reverses one."""

    DISBURSED = "disbursed", _("Disbursed")
    PAID = "paid", _("A payment")
    PAYMENT_REVERSED = "payment_reversed", _("Payment taken back")
    DEPOSIT_USED = "deposit_used", _("Money held for instalments used")
    DEPOSIT_RESTORED = "deposit_restored", _("Money put back for instalments")
    TAZIR = "tazir", _("Ta'zir to the social fund")
    PENALTY_CHARGED = "penalty_charged", _("Penalty")
    PENALTY_CANCELLED = "penalty_cancelled", _("Penalty cancelled")
    PENALTY_WAIVED = "penalty_waived", _("Penalty forgiven")
    INTEREST_ACCRUED = "interest_accrued", _("Service charge fallen due")
    ACCRUAL_REVERSED = "accrual_reversed", _("Service charge no longer counted")
    PROVISION_RAISED = "provision_raised", _("More set aside")
    PROVISION_LOWERED = "provision_lowered", _("Less set aside")
    RESCHEDULED = "rescheduled", _("New schedule")
    WRITTEN_OFF = "written_off", _("Written off")
    RECOVERED = "recovered", _("Recovered after the write-off")
    INCENTIVE_PAID = "incentive_paid", _("On-time incentive (IPTW)")
    CANCELLED = "cancelled", pgettext_lazy("a loan", "Never paid out")


class Channel(TextChoices):
    """The way the money of an event went."""

    CASH = "cash", _("In cash")
    BANK = "bank", _("Bank transfer")
    SALES = "sales", _("Out of sales")
    FUND = "fund", _("Joint liability fund")
    SAVINGS = "savings", _("Savings of the borrower")


class VersionReason(TextChoices):
    AGREED = "agreed", _("As agreed")
    PREPAID = "prepaid", _("Paid ahead")
    PAYOFF = "payoff", _("Paid off early")
    RESCHEDULED = "rescheduled", _("Rescheduled")
    RESTRUCTURED = "restructured", _("Restructured")
    HARVEST_MOVED = "harvest_moved", _("Harvest moved")


class LiabilityKind(TextChoices):
    """What happens among the members of a group that is liable as one."""

    COVERED = "covered", _("Paid for another")
    GIVEN_BACK = "given_back", _("Given back")


class RequestKind(TextChoices):
    """What one person asks for and another agrees to."""

    RESCHEDULE = "reschedule", _("A new schedule")
    HARVEST = "harvest", _("The harvest on another day")
    WRITE_OFF = "write_off", _("Write the loan off")


class RequestState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", pgettext_lazy("an act that two agreed to", "Done")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "taken_back", _("Taken back")
