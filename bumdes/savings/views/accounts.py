"""The list of accounts, opening one, and one with its passbook: on the screen, on paper, as XLSX."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.savings import services
from bumdes.savings.enums import Kind
from bumdes.savings.forms import HoldForm, OpenForm, SpanForm
from bumdes.savings.models import Hold, Movement, SavingsAccount
from bumdes.savings.permissions import MOVE_MONEY, OPEN_ACCOUNTS, SET_TERMS
from bumdes.savings.queries.lists import account_list, holds_of, passbook, passbook_between, totals
from bumdes.savings.views.rows import account_of, ask, crumbs_to, say
from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    words = words_of(request)
    kind = request.GET.get("jenis", "")
    kind = kind if kind in Kind.values else ""
    state = "tutup" if request.GET.get("tampil") == "tutup" else ""
    rows = account_list(desk.book, words=words, kind=kind, closed=bool(state))
    if request.GET.get("unduh") == "xlsx":
        return _list_file(desk, list(rows[:20_000]))
    context = {
        **frame(request, desk, "savings"),
        "page": paged(rows, number=request.GET.get("page"), cari=words, jenis=kind, tampil=state),
        "totals": totals(desk.book),
        "kinds": Kind.choices,
        "words": words,
        "kind": kind,
        "state": state,
        "may_open": desk.holds(OPEN_ACCOUNTS),
    }
    return render(request, "savings/home.html", context)


def _list_file(desk: Desk, rows: list[SavingsAccount]) -> HttpResponse:
    header = (_("Savings account"), _("Saver"), _("Product"), _("Opened on"), _("Balance"), _("On hold"))
    table = [
        (row.number, row.owner_name, row.product.name, row.opened_on, row.balance, row.held) for row in rows
    ]
    content = as_xlsx(_("Savings"), header, table, above=[desk.organisation.name], sums=[4, 5])
    return download(content, "simpanan.xlsx")


@for_offices(OPEN_ACCOUNTS)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = OpenForm(
        request.POST or None,
        organisation=desk.organisation,
        book=desk.book,
        initial={"owner": request.GET.get("anggota", "")[:120]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.begin_account(actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("Account %(number)s is open.") % {"number": made.number})
            return redirect("savings:account", desk.organisation.code, made.pk)
    return ask(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, (_("Open an account"), "")),
        back=reverse("savings:home", args=[desk.organisation.code]),
        title=_("Open an account"),
        action=_("Open it"),
    )


@at_office
@with_book
def account(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = account_of(desk, pk)
    if request.GET.get("unduh") == "xlsx":
        return _passbook_file(desk, found, list(passbook(found).reverse()[:20_000]))
    return show(request, desk, found, HoldForm())


def show(
    request: SignedInRequest, desk: Desk, found: SavingsAccount, form: HoldForm, *, status: int = 200
) -> HttpResponse:
    """An account with its passbook; `form` is what holds a part of it."""
    today = timezone.localdate()
    context = {
        **frame(request, desk, "savings", crumbs=crumbs_to(desk, (found.number, ""))),
        "account": found,
        "page": paged(passbook(found), number=request.GET.get("page")),
        "holds": list(holds_of(found)),
        "form": form,
        "is_due": found.due_on is not None and found.due_on <= today,
        "may_move": desk.holds(MOVE_MONEY) and found.closed_on is None,
        "may_hold": desk.holds(SET_TERMS) and found.closed_on is None,
    }
    return render(request, "savings/account.html", context, status=status)


def _passbook_file(desk: Desk, found: SavingsAccount, rows: list[Movement]) -> HttpResponse:
    header = (_("Date"), _("What"), _("Note"), _("In"), _("Out"), _("Balance"))
    table = [
        (
            row.on,
            row.get_kind_display(),
            row.note,
            max(row.amount, 0),
            max(-row.amount, 0),
            row.balance_after,
        )
        for row in rows
    ]
    above = [desk.organisation.name, f"{found.number} · {found.owner_name}", found.product.name]
    content = as_xlsx(_("Passbook"), header, table, above=above, sums=[3, 4])
    return download(content, f"buku-simpanan-{found.number}.xlsx")


@at_office
@with_book
def paper(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The passbook of some days, as it is printed."""
    found, today = account_of(desk, pk), timezone.localdate()
    span: dict[str, date] = {"since": max(found.opened_on, today.replace(month=1, day=1)), "until": today}
    form = SpanForm(request.GET if "since" in request.GET else None, initial=span)
    if form.is_bound and form.is_valid():
        span = form.cleaned_data
    here = reverse("savings:account", args=[desk.organisation.code, pk])
    context = {
        **frame(request, desk, "savings", crumbs=crumbs_to(desk, (found.number, here), (_("Passbook"), ""))),
        "account": found,
        "form": form,
        "rows": passbook_between(found, **span),
        "today": today,
        **span,
    }
    return render(request, "savings/paper.html", context)


@require_POST
@for_offices(SET_TERMS)
@with_book
def hold(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, form = account_of(desk, pk), HoldForm(request.POST)
    if form.is_valid():
        try:
            services.place_hold(account=found, actor=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("It is held."))
            return redirect("savings:account", desk.organisation.code, pk)
    return show(request, desk, account_of(desk, pk), form, status=422)


@require_POST
@for_offices(SET_TERMS)
@with_book
def release(request: SignedInRequest, desk: Desk, pk: int, hold: int) -> HttpResponse:
    kept = get_object_or_404(Hold.objects.filter(book=desk.book, account=pk), pk=hold)
    kept.account = account_of(desk, pk)
    try:
        services.lift_hold(hold=kept, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("It is free again."))
    return redirect("savings:account", desk.organisation.code, pk)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def close(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found, now = account_of(desk, pk), timezone.now()
    try:
        services.close_account(account=found, on=timezone.localdate(now), actor=request.user, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The account is closed."))
    return redirect("savings:account", desk.organisation.code, pk)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def renew(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.renew_term(account=account_of(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("The term is renewed."))
    return redirect("savings:account", desk.organisation.code, pk)
