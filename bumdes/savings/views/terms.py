"""Products, the licence, the run of interest, and withdrawals over the limit."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.organisations.desk import Desk, at_office, for_offices, frame, refused, with_book
from bumdes.organisations.permissions import MANAGE
from bumdes.savings import services
from bumdes.savings.forms import LicenceForm, ProductForm, ReasonForm, RunForm, TermsForm, said_of
from bumdes.savings.models import InterestRun, SavingsProduct, SavingsSettings, WithdrawalRequest
from bumdes.savings.permissions import MOVE_MONEY, SET_TERMS
from bumdes.savings.queries.earnings import earnings
from bumdes.savings.queries.lists import product_list, request_list, run_list
from bumdes.savings.views.rows import ask, crumbs_to, say
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest


@at_office
@with_book
def products(request: SignedInRequest, desk: Desk) -> HttpResponse:
    kept = SavingsSettings.objects.filter(book=desk.book).first()
    context = {
        **frame(request, desk, "savings", crumbs=crumbs_to(desk, (_("Products"), ""))),
        "page": paged(product_list(desk.book), number=request.GET.get("page")),
        "licence": kept.lkm_licence if kept else "",
        "may_set": desk.holds(SET_TERMS),
        "may_license": desk.holds(MANAGE),
    }
    return render(request, "savings/products.html", context)


def _way(desk: Desk) -> tuple[str, str]:
    return _("Products"), reverse("savings:products", args=[desk.organisation.code])


@for_offices(SET_TERMS)
@with_book
def new_product(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = ProductForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_product(
                book=desk.book,
                kind=form.cleaned_data["kind"],
                terms=form.terms(),
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The product is offered."))
            return redirect("savings:products", desk.organisation.code)
    way = _way(desk)
    return ask(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, way, (_("Add a product"), "")),
        back=way[1],
        title=_("Add a product"),
        action=_("Offer it"),
    )


@for_offices(SET_TERMS)
@with_book
def product(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    rows = SavingsProduct.objects.filter(book=desk.book).select_related("book", "unit")
    found = get_object_or_404(rows, pk=pk)
    form = TermsForm(request.POST or None, book=desk.book, kind=found.kind, initial=said_of(found))
    way, name = _way(desk), found.name
    if request.method == "POST" and form.is_valid():
        try:
            services.change_product(product=found, terms=form.terms(), actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The product is changed."))
            return redirect("savings:products", desk.organisation.code)
    return ask(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, way, (name, "")),
        back=way[1],
        title=name,
        action=_("Keep"),
        text=_("A changed rate counts from the next run of interest on."),
    )


@for_offices(MANAGE)
@with_book
def settings(request: SignedInRequest, desk: Desk) -> HttpResponse:
    kept = SavingsSettings.objects.filter(book=desk.book).first()
    form = LicenceForm(request.POST or None, initial={"lkm_licence": kept.lkm_licence if kept else ""})
    if request.method == "POST" and form.is_valid():
        services.set_licence(book=desk.book, actor=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("It is written down."))
        return redirect("savings:products", desk.organisation.code)
    way = _way(desk)
    return ask(
        request,
        desk,
        form,
        crumbs=crumbs_to(desk, way, (_("Licence"), "")),
        back=way[1],
        title=_("Licence"),
        action=_("Keep"),
    )


@at_office
@with_book
def interest(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """What a product's accounts earned in a month, before it is paid; and the months that were."""
    may_pay = desk.holds(SET_TERMS)
    if request.method == "POST" and not may_pay:
        return refused(request, desk, SET_TERMS)
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    sent = request.POST or (request.GET if "product" in request.GET else None)
    form = RunForm(sent, book=desk.book, initial={"month": f"{last_month:%Y-%m}"})
    rows, paid = [], None
    if form.is_bound and form.is_valid():
        chosen, month = form.cleaned_data["product"], form.cleaned_data["month"]
        if request.method == "POST":
            try:
                run = services.run_interest(
                    product=chosen, month=month, actor=request.user, now=timezone.now()
                )
            except Refusal as refusal:
                say(form, refusal)
            else:
                messages.success(
                    request, _("%(total)s of interest is paid.") % {"total": format_rupiah(run.total)}
                )
                return redirect("savings:interest", desk.organisation.code)
        paid = InterestRun.objects.filter(product=chosen, month=month).first()
        rows = [] if paid else earnings(chosen, month)
    earning = [row for row in rows if row.interest]
    context = {
        **frame(request, desk, "savings", crumbs=crumbs_to(desk, (_("Interest"), ""))),
        "form": form,
        "is_asked": form.is_bound and not form.errors,
        "paid": paid,
        "rows": earning[:100],
        "count": len(earning),
        "total": sum(row.interest for row in earning),
        "page": paged(run_list(desk.book), number=request.GET.get("page")),
        "may_pay": may_pay,
    }
    return render(request, "savings/interest.html", context, status=422 if form.errors else 200)


@at_office
@with_book
def approvals(request: SignedInRequest, desk: Desk) -> HttpResponse:
    return _approvals(request, desk)


def _approvals(
    request: SignedInRequest,
    desk: Desk,
    *,
    refused_pk: int | None = None,
    form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tab = "selesai" if request.GET.get("tab") == "selesai" else ""
    page = paged(request_list(desk.book, waiting=not tab), number=request.GET.get("page"), tab=tab)
    here = reverse("savings:approvals", args=[desk.organisation.code])
    context = {
        **frame(request, desk, "savings", crumbs=crumbs_to(desk, (_("Approvals"), ""))),
        "page": page,
        "rows": [
            (row, form if form is not None and row.pk == refused_pk else ReasonForm(), row.made_by_id)
            for row in page.rows
        ],
        "tabs": [
            {"url": here, "label": _("Waiting"), "current": not tab},
            {"url": f"{here}?tab=selesai", "label": _("Decided"), "current": bool(tab)},
        ],
        "may_decide": desk.holds(SET_TERMS),
    }
    return render(request, "savings/approvals.html", context, status=status)


def _request(desk: Desk, pk: int) -> WithdrawalRequest:
    rows = WithdrawalRequest.objects.filter(book=desk.book)
    at_hand = ("book", "account__book", "account__product__unit", "account__member", "account__group")
    return get_object_or_404(rows.select_related("against", "made_by", "reverses", *at_hand), pk=pk)


@require_POST
@for_offices(SET_TERMS)
@with_book
def agree(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        done = services.agree(request=_request(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("The deposit is reversed.") if done.reverses_id else _("Paid out.")
        messages.success(request, said)
    return redirect("savings:approvals", desk.organisation.code)


@require_POST
@for_offices(SET_TERMS)
@with_book
def refuse(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            services.refuse(
                request=_request(desk, pk), actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.info(request, _("Refused. Its maker sees the reason."))
            return redirect("savings:approvals", desk.organisation.code)
    return _approvals(request, desk, refused_pk=pk, form=form, status=422)


@require_POST
@for_offices(MOVE_MONEY)
@with_book
def take_back(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    try:
        services.take_back(request=_request(desk, pk), actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.info(request, _("Taken back. Nothing was paid."))
    return redirect("savings:approvals", desk.organisation.code)
