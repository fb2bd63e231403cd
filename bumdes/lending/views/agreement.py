"""The agreement of a loan on paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from bumdes.lending.documents import agreement_pdf
from bumdes.lending.views.loans import loan_of
from bumdes.organisations.desk import Desk, at_office, with_book
from core.spreadsheets import download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def agreement(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    loan = loan_of(desk, reference)
    content = agreement_pdf(loan, organisation=desk.organisation, printed_at=timezone.now())
    return download(content, f"perjanjian-{loan.reference}.pdf", content_type="application/pdf")
