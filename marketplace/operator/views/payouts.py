"""Payouts to shops: approving, sending, the bank's files, and what did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.paging import paged
from core.refusals import Refusal, say_no
from core.spreadsheets import download
from core.users.decorators import SignedInRequest
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.payouts import AnswerForm
from marketplace.settlement.models import Payout, PayoutBatch
from marketplace.settlement.queries import payouts as queries
from marketplace.settlement.services import payouts as services
from marketplace.settlement.services.payout_sending import content_of, make_batch, take_answer

State = Payout.State
LAST_BATCHES = 10


def _tabs(tab: str) -> list[dict[str, object]]:
    here = reverse("operator:payouts")
    labels = {
        "": _("To approve"),
        "kirim": _("To send"),
        "jalan": _("On their way"),
        "gagal": _("Failed"),
        "cair": _("Paid out"),
    }
    return [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, label in labels.items()
    ]


_STATES = {
    "": (State.DRAFT,),
    "kirim": (State.APPROVED,),
    "jalan": (State.SENT,),
    "gagal": (State.FAILED,),
    "cair": (State.PAID,),
}


@operators_only
def payouts(request: SignedInRequest) -> HttpResponse:
    return _page(request, AnswerForm())


def _page(request: SignedInRequest, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in _STATES else ""
    rows = queries.payouts_to_do(*_STATES[tab])
    if tab == "cair":
        rows = rows.order_by("-paid_at", "-pk")
    context = {
        **frame("payouts"),
        "tabs": _tabs(tab),
        "tab": tab,
        "page": paged(rows, number=request.GET.get("page"), tab=tab),
        "batches": queries.batches()[:LAST_BATCHES],
        "form": form,
    }
    return render(request, "operator/payouts.html", context, status=status)


@operators_only
@require_POST
def run(request: SignedInRequest) -> HttpResponse:
    """A draft for every shop that has enough coming; another operator approves them."""
    made = services.run_payouts(actor=request.user, now=timezone.now())
    said = ngettext("%(n)s payout was made.", "%(n)s payouts were made.", len(made)) % {"n": len(made)}
    messages.success(request, f"{said} {_('Another operator must approve what you made.')}" if made else said)
    return redirect("operator:payouts")


@operators_only
@require_POST
def batch(request: SignedInRequest) -> HttpResponse:
    try:
        made = make_batch(actor=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("File %(number)s is ready. Upload it to the bank.") % {"number": made})
    return redirect(f"{reverse('operator:payouts')}?tab=jalan")


@operators_only
def batch_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The bank's file, the same bytes each time."""
    found = get_object_or_404(PayoutBatch, pk=pk)
    return download(content_of(found), found.file_name, content_type="text/csv; charset=utf-8")


@operators_only
@require_POST
def answer(request: SignedInRequest) -> HttpResponse:
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        result = take_answer(content=file.read(), name=file.name, actor=request.user, now=timezone.now())
    except Refusal as refusal:
        say_no(form, refusal)
        return _page(request, form, status=422)
    messages.success(
        request,
        _("Read: %(paid)s paid, %(failed)s failed, %(unknown)s unknown.")
        % {"paid": result.paid, "failed": result.failed, "unknown": result.unknown},
    )
    return redirect(f"{reverse('operator:payouts')}?tab=cair")


@operators_only
def payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """One payout with what it is made of and its history; the button sent says what is done."""
    found = get_object_or_404(
        Payout.objects.select_related("seller", "account", "hub", "requested_by", "approved_by"), pk=pk
    )
    if request.method == "POST":
        _act(request, found)
        return redirect("operator:payout", pk)
    crumbs = [(_("Payouts"), reverse("operator:payouts")), (found.reference, "")]
    context = {
        **frame("payouts", crumbs=crumbs),
        "payout": found,
        "lines": found.lines.select_related("settlement__order", "charge").order_by("pk"),
        "moves": found.moves.select_related("actor").order_by("pk"),
    }
    return render(request, "operator/payout.html", context)


def _act(request: SignedInRequest, payout: Payout) -> None:
    """What the button says. Reasons are written beside it."""
    now, actor = timezone.now(), request.user
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    try:
        match request.POST.get("do"):
            case "approve":
                services.approve_payout(payout=payout, actor=actor, now=now)
                messages.success(request, _("Approved. It goes with the next round or with the bank's file."))
            case "retry":
                services.retry_payout(payout=payout, actor=actor, now=now)
                messages.success(request, _("It is sent again under the same reference."))
            case "withdraw":
                services.withdraw_payout(payout=payout, reason=reason, actor=actor, now=now)
                messages.success(request, _("Withdrawn. The shop can ask for it again."))
            case "fail" if reason:
                services.fail_payout(payout=payout, reason=reason, actor=actor, now=now)
                messages.success(request, _("Noted. The money is owed to the shop again."))
            case _:
                messages.error(request, _("Write the reason."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
