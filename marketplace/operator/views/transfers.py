"""Bank lists in, and the lines that found no payment by themselves."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.paging import paged
from core.refusals import Refusal
from core.searching import words_of
from core.users.decorators import SignedInRequest
from marketplace.gateways.transfer.matching import candidates
from marketplace.gateways.transfer.models import StatementLine, TransferInstruction
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.bank import MatchForm, SetAsideForm, StatementForm
from marketplace.operator.models import ManualMatch, StatementUpload
from marketplace.operator.queries import money
from marketplace.operator.services import bank, matches
from marketplace.payment.models import Payment
from media.private import serve_private

ERRORS_SHOWN = 100


@operators_only
def transfers(request: SignedInRequest) -> HttpResponse:
    """Tabs: lines to place, matches to approve, proofs, what is settled."""
    lists = {
        "": (_("To place"), money.waiting_lines().order_by("-booked_on", "-pk")),
        "setuju": (_("For a second person"), money.open_matches()),
        "bukti": (_("Proofs sent by buyers"), money.proofs()),
        "selesai": (_("Settled"), money.settled_lines().order_by("-booked_on", "-pk")),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists else ""
    here = reverse("operator:transfers")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, (label, _rows) in lists.items()
    ]
    page = paged(lists[tab][1], number=request.GET.get("page"), tab=tab)
    uploads = StatementUpload.objects.filter(result=None).exclude(rows=[]).order_by("-pk")[:5]
    context = {**frame("transfers"), "tabs": tabs, "tab": tab, "page": page, "uploads": uploads}
    return render(request, "operator/transfers.html", context)


@operators_only
def upload(request: SignedInRequest) -> HttpResponse:
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done = bank.upload_statement(
                account=form.cleaned_data["account"],
                content=file.read(),
                file_name=PurePath(file.name).name,
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            return redirect("operator:uploaded", done.pk)
    crumbs = [(_("Transfers"), reverse("operator:transfers")), (_("Import"), "")]
    context = {**frame("transfers", crumbs=crumbs), "form": form}
    return render(request, "operator/upload.html", context, status=422 if form.errors else 200)


@operators_only
def uploaded(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of a file; where lines were wrong, the question whether to leave them out."""
    found = get_object_or_404(StatementUpload.objects.select_related("account", "result"), pk=pk)
    if request.method == "POST":
        try:
            bank.import_the_rest(upload=found, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        return redirect("operator:uploaded", found.pk)
    crumbs = [(_("Transfers"), reverse("operator:transfers")), (found.file_name, "")]
    context = {
        **frame("transfers", crumbs=crumbs),
        "upload": found,
        "errors": found.errors[:ERRORS_SHOWN],
        "more_errors": max(len(found.errors) - ERRORS_SHOWN, 0),
        "readable": len(found.rows),
    }
    return render(request, "operator/uploaded.html", context)


@operators_only
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(StatementLine.objects.select_related("account", "payment__purchase"), pk=pk)
    return _line_page(request, found)


def _line_page(
    request: SignedInRequest, found: StatementLine, *, aside: SetAsideForm | None = None, error: str = ""
) -> HttpResponse:
    typed = "".join(words_of(request, name="q").split()).upper()[:20]
    is_open = found.payment_id is None and not found.set_aside_reason
    crumbs = [(_("Transfers"), reverse("operator:transfers")), (str(found.booked_on), "")]
    context = {
        **frame("transfers", crumbs=crumbs),
        "line": found,
        "is_open": is_open,
        "candidates": candidates(found, reference=typed) if is_open else [],
        "typed": typed,
        "match_form": MatchForm(),
        "aside": aside or SetAsideForm(),
        "error": error,
    }
    status = 422 if error or (aside and aside.errors) else 200
    return render(request, "operator/line.html", context, status=status)


@operators_only
def match(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(StatementLine, pk=pk)
    if request.method != "POST":
        return redirect("operator:line", pk)
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _line_page(request, found, error=_("Choose a payment from the list."))
    payment = get_object_or_404(Payment.objects.select_related("purchase"), pk=form.cleaned_data["payment"])
    try:
        made = matches.match_by_hand(
            line=found, payment=payment, key=form.cleaned_data["key"], actor=request.user, now=timezone.now()
        )
    except Refusal as refusal:
        found.refresh_from_db()
        return _line_page(request, found, error=str(refusal.message))
    if made.applied_at is None:
        messages.info(request, _("This amount is over the limit: another operator must agree."))
        return redirect(f"{reverse('operator:transfers')}?tab=setuju")
    messages.success(request, _("The money pays purchase %(ref)s.") % {"ref": payment.purchase.reference})
    return redirect("operator:transfers")


@operators_only
def put_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(StatementLine, pk=pk)
    if request.method != "POST":
        return redirect("operator:line", pk)
    form = SetAsideForm(request.POST)
    if form.is_valid():
        try:
            matches.set_aside(line=found, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("The line is set aside."))
            return redirect("operator:transfers")
    found.refresh_from_db()
    return _line_page(request, found, aside=form)


@operators_only
def second_person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to a match that somebody else made, or take it back."""
    found = get_object_or_404(ManualMatch, pk=pk)
    if request.method == "POST":
        try:
            if request.POST.get("agree") == "1":
                matches.approve_match(match=found, actor=request.user, now=timezone.now())
                messages.success(request, _("The money is applied."))
            else:
                matches.withdraw_match(match=found, actor=request.user, now=timezone.now())
                messages.success(request, _("The match is taken back; the line waits again."))
        except Refusal as refusal:
            messages.error(request, refusal.message)
    return redirect(f"{reverse('operator:transfers')}?tab=setuju")


@operators_only
def proof(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The picture that a buyer sent; it has no other address."""
    found = get_object_or_404(TransferInstruction.objects.select_related("payment__purchase"), pk=pk)
    if not found.proof:
        raise Http404
    ending = PurePath(found.proof.name or "").suffix.lower()
    name = f"bukti-{found.payment.purchase.reference}{ending}"
    try:
        return serve_private(found.proof, download_name=name)
    except FileNotFoundError as error:
        raise Http404 from error
