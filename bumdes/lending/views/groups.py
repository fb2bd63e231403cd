"""A group's meeting: the collection sheet, and its joint liability."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending.calculations.liability import Covered, share_out
from bumdes.lending.group_forms import EVERYBODY, FROM_FUND, CoverForm, GiveBackForm, IncentiveForm, SheetForm
from bumdes.lending.loan_kinds import Channel
from bumdes.lending.models import Loan
from bumdes.lending.permissions import MOVE_MONEY
from bumdes.lending.queries.liability import debts_with_names, fund_of, history
from bumdes.lending.queries.sheets import sheet_of, was_sent, without_incentive
from bumdes.lending.services.collecting import RowRefused, collect
from bumdes.lending.services.incentives import pay_incentive
from bumdes.lending.services.liability import NotOfTheGroup, cover, cover_from_fund, give_back
from bumdes.lending.views.applications import crumbs_to
from bumdes.members.models import Group, Member
from bumdes.members.queries import group_list, people_of
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest


def group_of(desk: Desk, pk: int) -> Group:
    """A group of this BUMDes, else 404."""
    return get_object_or_404(Group.objects.of(desk.organisation).select_related("village"), pk=pk)


@at_office
@with_book
def groups(request: SignedInRequest, desk: Desk) -> HttpResponse:
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (_("Groups"), ""))),
        "page": paged(group_list(desk.organisation), number=request.GET.get("page")),
    }
    return render(request, "lending/groups.html", context)


def _crumbs(desk: Desk, group: Group, here: str) -> list[tuple[str, str]]:
    return crumbs_to(
        desk,
        (_("Groups"), reverse("lending:groups", args=[desk.organisation.code])),
        (group.name, reverse("members:group", args=[desk.organisation.code, group.pk])),
        (here, ""),
    )


@at_office
@with_book
def sheet(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    group, today = group_of(desk, pk), timezone.localdate()
    rows = sheet_of(group, desk.book, on=today)
    may_collect = desk.holds(MOVE_MONEY)
    form = SheetForm(
        request.POST if request.method == "POST" and may_collect else None,
        rows=rows,
        initial={"date": today},
    )
    if form.is_bound and form.is_valid():
        try:
            taken = collect(
                book=desk.book,
                amounts=form.amounts(),
                channel=form.cleaned_data["channel"],
                date=form.cleaned_data["date"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except RowRefused as refused:
            field = "date" if refused.field == "date" else form.name_of(refused.loan)
            named = f"{refused.loan.borrower.name}: {refused.message}" if field == "date" else refused.message
            form.add_error(field, str(named))
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            total = sum(event.amount for event in taken)
            _say_taken(request, len(taken), total)
            return redirect("lending:sheet", desk.organisation.code, pk)
    elif form.is_bound and _is_done(request, desk, group, form):
        return redirect("lending:sheet", desk.organisation.code, pk)
    context = {
        **frame(request, desk, "lending", crumbs=_crumbs(desk, group, _("Collection sheet"))),
        "group": group,
        "form": form,
        "rows": rows,
        "owed": sum(row.owed for row in rows),
        "today": today,
        "may_collect": may_collect,
    }
    return render(request, "lending/sheet.html", context, status=422 if form.errors else 200)


def _is_done(request: SignedInRequest, desk: Desk, group: Group, form: forms.Form) -> bool:
    """Was this form sent before? What it wrote down is no longer among its choices, and is no mistake."""
    key = form.cleaned_data.get("key")
    if not key or not was_sent(group, desk.book, key=key, on=timezone.localdate()):
        return False
    messages.info(request, _("This was already written down. Nothing was booked twice."))
    return True


def _say_taken(request: SignedInRequest, payments: int, total: int) -> None:
    messages.success(
        request,
        _("%(count)s payments are written down, %(total)s together.")
        % {"count": payments, "total": format_rupiah(total)},
    )


@at_office
@with_book
def liability(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    return _liability_page(request, desk, group_of(desk, pk))


def _forms(desk: Desk, group: Group, data: Any = None, *, which: str = "") -> dict[str, Any]:
    rows = sheet_of(group, desk.book, on=timezone.localdate())
    people = [row.member for row in people_of(group)]
    debts = debts_with_names(group)
    return {
        "debts": debts,
        "cover_form": CoverForm(
            data if which == "cover" else None,
            rows=rows,
            people=people,
            fund=fund_of(group),
            auto_id="cover_%s",
        ),
        "back_form": GiveBackForm(data if which == "back" else None, debts=debts, auto_id="back_%s"),
        "incentive_form": IncentiveForm(
            data if which == "incentive" else None,
            loans=without_incentive(group, desk.book, on=timezone.localdate()),
            auto_id="incentive_%s",
        ),
    }


def _liability_page(request: SignedInRequest, desk: Desk, group: Group, **said: Any) -> HttpResponse:
    """Who owes whom in the group. `said` are its forms, one of them with errors."""
    context = {
        **frame(request, desk, "lending", crumbs=_crumbs(desk, group, _("Joint liability"))),
        "group": group,
        "page": paged(history(group), number=request.GET.get("page")),
        "may_collect": desk.holds(MOVE_MONEY),
        **(said or _forms(desk, group)),
    }
    return render(request, "lending/liability.html", context, status=422 if said else 200)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def cover_short(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    group = group_of(desk, pk)
    said = _forms(desk, group, request.POST, which="cover")
    form: CoverForm = said["cover_form"]
    if form.is_valid():
        try:
            _cover(request, group, form)
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("It is paid, and written down who owes it to whom."))
            return redirect("lending:liability", desk.organisation.code, pk)
    elif _is_done(request, desk, group, form):
        return redirect("lending:liability", desk.organisation.code, pk)
    return _liability_page(request, desk, group, **said)


def _cover(request: SignedInRequest, group: Group, form: CoverForm) -> None:
    asked = form.cleaned_data
    loan: Loan = form.loans[asked["loan"]]
    debtor: Member = form.borrower()
    facts: dict[str, Any] = {
        "group": group,
        "loan": loan,
        "debtor": debtor,
        "date": timezone.localdate(),
        "key": asked["key"],
        "actor": request.user,
        "now": timezone.now(),
    }
    if asked["payer"] == FROM_FUND:
        cover_from_fund(amount=asked["amount"], **facts)
        return
    if asked["payer"] == EVERYBODY:
        if len(form.people) < 2:
            raise NotOfTheGroup
        weights = {member.pk: 1 for member in form.people.values()}
        payers = share_out(asked["amount"], of=debtor.pk, members=weights)
    else:
        payers = [Covered(int(asked["payer"]), debtor.pk, asked["amount"])]
    cover(payers=payers, channel=Channel.CASH, **facts)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def give_back_short(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    group = group_of(desk, pk)
    said = _forms(desk, group, request.POST, which="back")
    form: GiveBackForm = said["back_form"]
    if form.is_valid():
        debt = form.debts[form.cleaned_data["debt"]]
        try:
            give_back(
                group=group,
                book=desk.book,
                debtor=debt.debtor,
                creditor=debt.creditor,
                amount=form.cleaned_data["amount"],
                date=timezone.localdate(),
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("It is written down as given back."))
            return redirect("lending:liability", desk.organisation.code, pk)
    elif _is_done(request, desk, group, form):
        return redirect("lending:liability", desk.organisation.code, pk)
    return _liability_page(request, desk, group, **said)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def incentive(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    group = group_of(desk, pk)
    said = _forms(desk, group, request.POST, which="incentive")
    form: IncentiveForm = said["incentive_form"]
    if form.is_valid():
        try:
            event = pay_incentive(
                loan=form.loans[form.cleaned_data["loan"]],
                percent=form.cleaned_data["percent"],
                channel=Channel.CASH,
                date=timezone.localdate(),
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(
                request,
                _("%(amount)s is paid out of the cash box.") % {"amount": format_rupiah(event.amount)},
            )
            return redirect("lending:liability", desk.organisation.code, pk)
    elif _is_done(request, desk, group, form):
        return redirect("lending:liability", desk.organisation.code, pk)
    return _liability_page(request, desk, group, **said)
