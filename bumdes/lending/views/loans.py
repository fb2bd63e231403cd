"""Loans: making one of the committee's yes, the list, and one with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending import services
from bumdes.lending.calculations.terms import Method
from bumdes.lending.labels import PART_NAMES
from bumdes.lending.loan_kinds import Class, LoanState
from bumdes.lending.models import Loan
from bumdes.lending.permissions import AGREE_TO_CHANGES, CHANGE_LOANS, MOVE_MONEY
from bumdes.lending.queries.loans import (
    DUE_TODAY,
    LATE,
    LoanSheet,
    loan_counts,
    loan_list,
    parts_of,
    sheet_of,
    told_of,
)
from bumdes.lending.views.applications import application_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import LEND
from core.paging import paged
from core.refusals import Refusal, say_no
from core.searching import words_of
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    """The way back to the list of loans, and on."""
    code = desk.organisation.code
    return [
        (_("Loans"), reverse("lending:home", args=[code])),
        (_("List"), reverse("lending:loans", args=[code])),
        *rest,
    ]


def loan_of(desk: Desk, reference: str) -> Loan:
    """A loan of this BUMDes, with all that its services need at hand; else 404."""
    related = ("product__unit", "unit", "member__village", "group__village", "officer")
    found = Loan.objects.of(desk.book).select_related(*related, "made_by", "disbursed_by")
    loan = get_object_or_404(found, reference=reference)
    loan.book = loan.product.book = desk.book
    return loan


def done(
    request: SignedInRequest,
    desk: Desk,
    loan: Loan,
    form: forms.Form,
    *,
    act: Callable[[], object],
    said: str,
) -> HttpResponse | None:
    """Do what a form that was sent asks: the way to the loan, or None with what is wrong on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        act()
    except Refusal as refusal:
        say_no(form, refusal)
        return None
    messages.success(request, said)
    return redirect("lending:loan", desk.organisation.code, loan.reference)


def ask(
    request: SignedInRequest,
    desk: Desk,
    loan: Loan,
    form: forms.Form,
    *,
    title: str,
    action: str,
    **more: Any,
) -> HttpResponse:
    """A page with one form about a loan. `more`: text above it, what was reckoned (`quote`), a warning."""
    here = reverse("lending:loan", args=[desk.organisation.code, loan.reference])
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (loan.borrower.name, here), (title, ""))),
        "loan": loan,
        "form": form,
        "back": here,
        "title": title,
        "action": action,
        **more,
    }
    return render(request, "lending/loan_form.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def loans(request: SignedInRequest, desk: Desk) -> HttpResponse:
    words = words_of(request)
    view, collectability = request.GET.get("lihat", ""), request.GET.get("kelas", "")
    view = view if view in (DUE_TODAY, LATE, *LoanState.values) else ""
    collectability = collectability if collectability in Class.values else ""
    rows = loan_list(
        desk.book, today=timezone.localdate(), words=words, view=view, collectability=collectability
    )
    if request.GET.get("unduh") == "xlsx":
        return _list_file(desk, list(rows[:20_000]))
    counts = loan_counts(desk.book)
    here = reverse("lending:loans", args=[desk.organisation.code])
    choices: list[tuple[str, Any, int | None]] = [
        ("", _("All"), sum(counts.values())),
        (DUE_TODAY, _("Due today"), None),
        (LATE, _("Late"), None),
        *((each.value, each.label, counts.get(each.value, 0)) for each in LoanState),
    ]
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk)[:1]),
        "page": paged(rows, number=request.GET.get("page"), cari=words, lihat=view, kelas=collectability),
        "views": [
            {
                "url": f"{here}?lihat={value}" if value else here,
                "label": label,
                "count": count,
                "current": value == view,
            }
            for value, label, count in choices
        ],
        "classes": Class.choices,
        "words": words,
        "view": view,
        "collectability": collectability,
    }
    return render(request, "lending/loans.html", context)


def _list_file(desk: Desk, rows: list[Loan]) -> HttpResponse:
    header = (
        *(_("Loan"), _("Borrower"), _("Product"), _("State"), _("Class"), _("Days late")),
        *(_("Paid out"), _("Lent"), _("Principal still owed"), _("Due now"), _("Next instalment")),
    )
    table = [
        (
            *(row.reference, row.borrower.name, row.product.name, row.get_state_display()),
            *(row.get_collectability_display(), row.days_late, row.disbursed_on, row.amount, row.principal),
            *((row.due_now, row.next_due) if row.state == LoanState.ACTIVE else (0, None)),  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    content = as_xlsx(_("Loans"), header, table, above=[desk.organisation.name], sums=[7, 8, 9])
    return download(content, "pinjaman.xlsx")


@at_office
@with_book
def loan(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    found, today = loan_of(desk, reference), timezone.localdate()
    sheet = sheet_of(found, today=today, version=request.GET.get("jadwal", ""))
    told = paged(told_of(found), number=request.GET.get("page"), size=20)
    parts = parts_of(told.rows)
    running, may_move = found.state == LoanState.ACTIVE, desk.holds(MOVE_MONEY)
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (found.borrower.name, ""))),
        "loan": found,
        "borrower": found.borrower,
        "sheet": sheet,
        "due": [(PART_NAMES[name], amount) for name, amount in sheet.due.items()],
        "page": told,
        "told": [
            (row, [(PART_NAMES[part], sum) for part, sum in parts.get(row.pk, {}).items()])
            for row in told.rows
        ],
        "may_pay_out": found.state == LoanState.APPROVED and may_move,
        "is_maker": request.user.pk == found.made_by_id,
        "may_take": running and may_move,
        "may_undo": found.state in (LoanState.ACTIVE, LoanState.PAID_OFF) and may_move,
        "may_recover": found.state == LoanState.WRITTEN_OFF and may_move and sheet.claim > 0,
        "acts": _acts(desk, found, sheet),
    }
    return render(request, "lending/loan.html", context)


def _acts(desk: Desk, found: Loan, sheet: LoanSheet) -> list[dict[str, str]]:
    """What else may be done with a loan that waits or runs, by who reads."""
    acts: list[tuple[str, str, str]] = []
    if found.state == LoanState.APPROVED:
        if desk.holds(CHANGE_LOANS):
            acts.append(("lending:cancel", _("Cancel the loan"), _("When nobody comes for the money")))
    elif found.state == LoanState.ACTIVE:
        acts = _acts_while_it_runs(desk, found, sheet)
    if desk.holds(LEND) and found.member_id and found.state in (LoanState.APPROVED, LoanState.ACTIVE):
        acts.append(("lending:withholding", _("Instalments out of sales"), _("The limits that she signed")))
    at = [desk.organisation.code, found.reference]
    return [{"url": reverse(name, args=at), "label": label, "hint": hint} for name, label, hint in acts]


def _acts_while_it_runs(desk: Desk, found: Loan, sheet: LoanSheet) -> list[tuple[str, str, str]]:
    acts: list[tuple[str, str, str]] = []
    if desk.holds(MOVE_MONEY):
        acts += [
            ("lending:prepay", _("Pay a part ahead"), _("Fewer instalments, or lower ones")),
            ("lending:pay_off", _("Pay off early"), _("What ends the loan today")),
        ]
    if desk.holds(AGREE_TO_CHANGES) and sheet.state and any(each.penalty for each in sheet.state.owed):
        acts.append(("lending:waive", _("Forgive a penalty"), _("A reason stays with it")))
    if desk.holds(CHANGE_LOANS) and sheet.waiting is None:
        acts.append(("lending:reschedule", _("A new schedule"), _("A second person agrees to it")))
        if found.product.method == Method.BULLET and sheet.state and not sheet.state.given:
            acts.append(
                ("lending:harvest", _("The harvest on another day"), _("A second person agrees to it"))
            )
        acts.append(("lending:write_off", _("Write the loan off"), _("A second person agrees to it")))
    return acts


@require_POST
@for_offices(LEND)
@with_book
def make(request: SignedInRequest, desk: Desk, reference: str) -> HttpResponse:
    """The loan of an application that was agreed to."""
    found = application_of(desk, reference)
    try:
        made = services.make_loan(application=found, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
        return redirect("lending:application", desk.organisation.code, reference)
    messages.success(request, _("The loan is made. Print the agreement; somebody else pays it out."))
    return redirect("lending:loan", desk.organisation.code, made.reference)
