"""What speaks for a loan: earlier loans, savings, sales and the survey, as far as consents reach."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q

from bumdes.lending.calculations.dates import months_after
from bumdes.lending.calculations.schedule import schedule
from bumdes.lending.calculations.scoring import Evidence, monthly_burden
from bumdes.lending.evidence import sold_by
from bumdes.lending.loan_kinds import LoanState
from bumdes.lending.models import Application, ClassChange, Loan, Survey
from bumdes.members.enums import Purpose
from bumdes.members.models import Consent
from bumdes.savings.models import SavingsProduct
from bumdes.savings.queries.lists import saved_by

SALES_MONTHS = 6


def evidence_about(application: Application, *, on: date) -> Evidence:
    """What the score weighs, in rupiah. Its book must be open.

    A group consents as a group by asking; of a member nothing is read that she did not agree to.
    """
    terms = application.terms(disbursed=on)
    survey = Survey.objects.filter(application=application).first()
    agreed = _consents(application)
    return Evidence(
        principal=application.principal,
        monthly=monthly_burden(terms, schedule(terms)),
        savings=_savings(application) if Purpose.CREDIT in agreed else None,
        **(_loans(application) if Purpose.CREDIT in agreed else {}),
        monthly_sales=_monthly_sales(application, on) if Purpose.SALES in agreed else None,
        free_income=survey.free_income if survey else None,
    )


def _loans(application: Application) -> dict[str, int]:
    """Loans before this one, and how late the latest of them ever was by the evening runs."""
    loans = Loan.objects.of(application.book)
    if application.member is not None:
        rows = loans.filter(member=application.member)
    else:
        rows = loans.filter(group=application.group)
    ever_late = ClassChange.objects.filter(loan__in=rows).aggregate(worst=Max("days_late"))
    said = rows.aggregate(
        repaid=Count("pk", filter=Q(state=LoanState.PAID_OFF)),
        running=Count("pk", filter=Q(state__in=(LoanState.ACTIVE, LoanState.WRITTEN_OFF))),
        worst=Max("days_late"),
    )
    return {
        "loans_repaid": said["repaid"],
        "loans_running": said["running"],
        "worst_days_late": max(ever_late["worst"] or 0, said["worst"] or 0),
    }


def _savings(application: Application) -> int | None:
    """What she saves here; None where the BUMDes keeps no savings, so that nobody could."""
    if not SavingsProduct.objects.filter(book=application.book).exists():
        return None
    return saved_by(application.book, member=application.member, group=application.group)


def _consents(application: Application) -> set[str]:
    if application.member_id is None:
        return {Purpose.CREDIT}
    live = Consent.objects.live().filter(
        member_id=application.member_id, purpose__in=(Purpose.CREDIT, Purpose.SALES)
    )
    return set(live.values_list("purpose", flat=True))


def _monthly_sales(application: Application, on: date) -> int | None:
    if application.member is None:
        return None
    months = sold_by(application.member, since=months_after(on, -SALES_MONTHS), until=on)
    return sum(month.amount for month in months) // SALES_MONTHS if months else None
