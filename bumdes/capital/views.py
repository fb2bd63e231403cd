"""The register, a contribution with its certificate and use report, contributors, Dana Desa."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.capital import queries, services
from bumdes.capital.documents import as_pdf
from bumdes.capital.forms import ContributionForm, CorrectionForm, ReturnForm, UseForm, VillageFundForm
from bumdes.capital.kinds import Kind, State
from bumdes.capital.models import Contribution, Contributor, Use
from bumdes.ledger.models import Entry
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import APPROVE, KEEP_BOOKS
from core.money import terbilang
from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest


def _crumbs(desk: Desk, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Capital"), reverse("capital:home", args=[desk.organisation.code])), *more]


def _say(form: forms.Form, refusal: Refusal) -> None:
    """A refusal beside the field it is about; the ledger's day is the day of the money."""
    named = {"date": "moved_on"}.get(refusal.field or "", refusal.field)
    form.add_error(named if named in form.fields else None, str(refusal.message))


def _contribution(desk: Desk, pk: int) -> Contribution:
    rows = Contribution.objects.filter(book=desk.book)
    related = ("contributor", "account", "unit", "entry", "made_by", "decided_by", "returns", "corrects")
    found = get_object_or_404(rows.select_related(*related), pk=pk)
    found.book = found.contributor.book = desk.book
    return found


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    kind = request.GET.get("jenis", "")
    rows = queries.register_rows(desk.book, kind=kind)
    if request.GET.get("unduh") == "xlsx":
        return _register_file(desk, list(rows.order_by("moved_on", "pk")))
    here = reverse("capital:home", args=[desk.organisation.code])
    tabs = [{"url": here, "label": _("All"), "current": kind not in Kind.values}]
    tabs += [
        {"url": f"{here}?jenis={value}", "label": label, "current": kind == value}
        for value, label in Kind.choices
    ]
    agreement = queries.agreement(desk.book, on=timezone.localdate())
    context = {
        **frame(request, desk, "capital"),
        "page": paged(rows, number=request.GET.get("page"), jenis=kind),
        "tabs": tabs,
        "agreement": agreement,
        "differs": any(row.difference for row in agreement),
        "total": sum(row.register for row in agreement),
        "waiting": queries.waiting(desk.book),
        "food_years": queries.food_years(desk.book)[:3],
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "capital/home.html", context)


def _register_file(desk: Desk, rows: list[Contribution]) -> HttpResponse:
    header = (
        *(_("Number"), _("Date"), _("Contributor"), _("Kind of capital"), _("Source"), _("Decision")),
        *(_("Decided on"), _("Purpose"), _("What it may be spent on"), _("State"), _("Capital")),
    )
    table = [
        (
            *(row.certificate, row.moved_on, row.contributor.name, row.get_kind_display()),
            *(row.get_source_display(), row.decree, row.decided_on, row.purpose),
            *(row.get_restriction_display(), row.get_state_display()),
            (-row.amount if row.returns_id else row.amount) if row.state == State.POSTED else 0,
        )
        for row in rows
    ]
    content = as_xlsx(_("Capital register"), header, table, above=[desk.organisation.name], sums=[10])
    return download(content, f"modal-{desk.organisation.code}.xlsx")


@for_offices(KEEP_BOOKS)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = ContributionForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.receive(
                book=desk.book, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _told(request, desk, made)
    context = {
        **frame(request, desk, "capital", crumbs=_crumbs(desk, (_("Receive capital"), ""))),
        "form": form,
    }
    return render(request, "capital/new.html", context, status=422 if form.errors else 200)


def _told(request: SignedInRequest, desk: Desk, made: Contribution) -> HttpResponse:
    if made.state == State.PROPOSED:
        messages.info(request, _("It is over the limit and waits for a second person."))
    else:
        messages.success(request, _("%(number)s is in the books.") % {"number": made.certificate})
    return redirect("capital:contribution", desk.organisation.code, made.pk)


@at_office
@with_book
def contribution(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """One row of the register; a second person agrees or refuses here."""
    found = _contribution(desk, pk)
    reason_error = ""
    if request.method == "POST":
        if not desk.holds(APPROVE):
            return refused(request, desk, APPROVE)
        try:
            if "refuse" in request.POST:
                reason = request.POST.get("reason", "")
                services.refuse(contribution=found, reason=reason, actor=request.user, now=timezone.now())
                messages.info(request, _("It is refused."))
            else:
                services.approve(contribution=found, actor=request.user, now=timezone.now())
                messages.success(request, _("%(number)s is in the books.") % {"number": found.certificate})
        except Refusal as refusal:
            if refusal.field == "reason":
                reason_error = str(refusal.message)
            else:
                messages.error(request, str(refusal.message))
                return redirect("capital:contribution", desk.organisation.code, pk)
        else:
            return redirect("capital:contribution", desk.organisation.code, pk)
    context = {
        **frame(request, desk, "capital", crumbs=_crumbs(desk, (found.certificate or found.purpose, ""))),
        "row": found,
        "report": None if found.returns_id or found.state == State.VOID else queries.use_report(found),
        "replaced_by": queries.correction_of(found),
        "returns": list(found.returned.order_by("pk")),
        "may_keep": desk.holds(KEEP_BOOKS),
        "may_approve": desk.holds(APPROVE),
        "reason_error": reason_error,
    }
    return render(request, "capital/contribution.html", context, status=422 if reason_error else 200)


@at_office
@with_book
def certificate(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _certified(desk, pk)
    crumbs = _crumbs(
        desk, (found.certificate, reverse("capital:contribution", args=[desk.organisation.code, pk]))
    )
    context = {
        **frame(request, desk, "capital", crumbs=[*crumbs, (_("Certificate"), "")]),
        "row": found,
        "words": f"{terbilang(found.amount)} rupiah",
        "replaced_by": queries.correction_of(found),
    }
    return render(request, "capital/certificate.html", context)


def _certified(desk: Desk, pk: int) -> Contribution:
    found = _contribution(desk, pk)
    if found.state not in (State.POSTED, State.VOID):
        raise Http404
    return found


@at_office
@with_book
def certificate_pdf(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The certificate on paper, to be signed."""
    found = _certified(desk, pk)
    content = as_pdf(
        found,
        organisation=desk.organisation,
        replaced_by=queries.correction_of(found),
        printed_at=timezone.localtime(),
    )
    name = f"{found.certificate.replace('/', '-')}.pdf"
    return download(content, name, content_type="application/pdf")


@for_offices(KEEP_BOOKS)
@with_book
def correct(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The form of a contribution filled with what was written, to be put right with a reason."""
    found = _contribution(desk, pk)
    if found.state != State.POSTED or found.returns_id:
        raise Http404
    written = ("kind", "source", "contributor", "amount", "moved_on", "account", "goods", "unit", "decree")
    more = ("decided_on", "purpose", "restriction")
    form = CorrectionForm(
        request.POST or None,
        book=desk.book,
        initial={name: getattr(found, name) for name in (*written, *more)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.correct(
                contribution=found, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _told(request, desk, made)
    crumbs = _crumbs(
        desk, (found.certificate, reverse("capital:contribution", args=[desk.organisation.code, pk]))
    )
    context = {
        **frame(request, desk, "capital", crumbs=[*crumbs, (_("Put right"), "")]),
        "form": form,
        "row": found,
    }
    return render(request, "capital/new.html", context, status=422 if form.errors else 200)


@for_offices(KEEP_BOOKS)
@with_book
def give_capital_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = _contribution(desk, pk)
    form = ReturnForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.give_back(
                contribution=found, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return _told(request, desk, made)
    crumbs = _crumbs(desk, (str(found), reverse("capital:contribution", args=[desk.organisation.code, pk])))
    context = {
        **frame(request, desk, "capital", crumbs=[*crumbs, (_("Give capital back"), "")]),
        "form": form,
        "row": found,
        "report": queries.use_report(found),
    }
    return render(request, "capital/return.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def uses(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    """The use report of restricted money, printable, with the entries that may be added to it."""
    found = _contribution(desk, pk)
    if not found.takes_uses:
        raise Http404
    report = queries.use_report(found)
    if request.GET.get("unduh") == "xlsx":
        return _uses_file(desk, found, report)
    form = UseForm(request.POST or None)
    if request.method == "POST":
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            data: dict[str, Any] = dict(form.cleaned_data)
            entry = get_object_or_404(Entry.objects.filter(book=desk.book), pk=data.pop("entry"))
            try:
                services.allocate(
                    contribution=found, entry=entry, actor=request.user, now=timezone.now(), **data
                )
            except Refusal as refusal:
                _say(form, refusal)
            else:
                messages.success(request, _("The spending is in the use report."))
                return redirect("capital:uses", desk.organisation.code, pk)
    words = words_of(request, most=50)
    crumbs = _crumbs(
        desk, (found.certificate, reverse("capital:contribution", args=[desk.organisation.code, pk]))
    )
    context = {
        **frame(request, desk, "capital", crumbs=[*crumbs, (_("Use report"), "")]),
        "row": found,
        "report": report,
        "form": form,
        "chosen": str(request.POST.get("entry", "")),
        "words": words,
        "may_keep": desk.holds(KEEP_BOOKS),
        "page": paged(
            queries.spending_entries(found, words=words), number=request.GET.get("page"), size=10, cari=words
        ),
    }
    return render(request, "capital/uses.html", context, status=422 if form.errors else 200)


def _uses_file(desk: Desk, found: Contribution, report: queries.UseReport) -> HttpResponse:
    header = (_("Date"), _("Entry"), _("What it was spent on"), _("Note"), _("Amount used"))
    table = [
        (row.date, row.name, row.description, row.note, 0 if row.is_reversed else row.amount)
        for row in report.rows
    ]
    above = [desk.organisation.name, f"{found.certificate} · {found.contributor.name}", found.purpose]
    content = as_xlsx(_("Use report"), header, table, above=above, sums=[4])
    return download(content, f"penggunaan-{found.pk}.xlsx")


@require_POST
@for_offices(KEEP_BOOKS)
@with_book
def take_use_out(request: SignedInRequest, desk: Desk, pk: int, use: int) -> HttpResponse:
    rows = Use.objects.filter(book=desk.book, contribution=pk).select_related("book", "contribution")
    try:
        services.take_out(use=get_object_or_404(rows, pk=use), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("capital:uses", desk.organisation.code, pk)


@at_office
@with_book
def contributors(request: SignedInRequest, desk: Desk) -> HttpResponse:
    page = paged(queries.contributor_rows(desk.book), number=request.GET.get("page"))
    context = {**frame(request, desk, "capital", crumbs=_crumbs(desk, (_("Contributors"), ""))), "page": page}
    return render(request, "capital/contributors.html", context)


@at_office
@with_book
def contributor(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = get_object_or_404(Contributor.objects.filter(book=desk.book), pk=pk)
    found.book = desk.book
    card = queries.capital_card(found)
    crumbs = _crumbs(
        desk,
        (_("Contributors"), reverse("capital:contributors", args=[desk.organisation.code])),
        (found.name, ""),
    )
    context = {
        **frame(request, desk, "capital", crumbs=crumbs),
        "contributor": found,
        "card": card,
        "held": card[-1].balance if card else 0,
    }
    return render(request, "capital/contributor.html", context)


@at_office
@with_book
def village_fund(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Dana Desa by year, and whether a fifth of it came for food security."""
    form = VillageFundForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST":
        if not desk.holds(KEEP_BOOKS):
            return refused(request, desk, KEEP_BOOKS)
        if form.is_valid():
            services.set_village_fund(
                book=desk.book, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
            messages.success(
                request, _("Dana Desa of %(year)s is kept.") % {"year": form.cleaned_data["year"]}
            )
            return redirect("capital:village_fund", desk.organisation.code)
    context = {
        **frame(request, desk, "capital", crumbs=_crumbs(desk, (_("Dana Desa and food security"), ""))),
        "form": form,
        "years": queries.food_years(desk.book),
        "may_keep": desk.holds(KEEP_BOOKS),
    }
    return render(request, "capital/village_fund.html", context, status=422 if form.errors else 200)
