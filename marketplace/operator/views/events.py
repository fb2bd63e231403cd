"""What payment providers told us and nobody could apply: look, try again, put away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.paging import paged
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.gateways.provider.models import ProviderEvent
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.returning import DismissForm
from marketplace.operator.queries import events as queries
from marketplace.purchases import events as services

# What handling writes beside an event; said in the reader's language.
NOTES = {
    "no such attempt": gettext_lazy("It names no payment of ours."),
    "set aside": gettext_lazy("Its money pays nothing and lies under “Unapplied money”."),
    "flagged": gettext_lazy("Its amount or currency cannot be believed."),
}


@operators_only
def events(request: SignedInRequest) -> HttpResponse:
    """Tabs: what needs a person, what was not handled yet, what was put away."""
    lists = {
        "": (_("Needs a person"), queries.events_for_a_person()),
        "gagal": (_("Not handled yet"), queries.events_unhandled(now=timezone.now())),
        "selesai": (_("Put away"), queries.events_dismissed()),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in lists else ""
    here = reverse("operator:events")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, (label, _rows) in lists.items()
    ]
    page = paged(lists[tab][1], number=request.GET.get("page"), tab=tab)
    rows = [(row, _said(row.note)) for row in page.rows]
    context = {**frame("events"), "tabs": tabs, "page": page, "rows": rows}
    return render(request, "operator/events.html", context)


def _said(note: str) -> str:
    return str(NOTES.get(note, note))


@operators_only
def event(request: SignedInRequest, pk: int) -> HttpResponse:
    """One event as it came, and a form to put it away with a reason."""
    found = get_object_or_404(ProviderEvent.objects.select_related("attempt__payment__purchase"), pk=pk)
    form = DismissForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.dismiss(event=found, reason=reason, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Put away, with your reason."))
            return redirect("operator:events")
    crumbs = [(_("Provider's events"), reverse("operator:events")), (found.event_id[:20], "")]
    view = queries.event_view(found)
    context = {**frame("events", crumbs=crumbs), "event": view, "said": _said(view.note), "form": form}
    return render(request, "operator/event.html", context, status=422 if form.errors else 200)


@operators_only
@require_POST
def replay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Handle it again: the provider is asked where the payment stands now."""
    found = get_object_or_404(ProviderEvent, pk=pk)
    try:
        state = services.try_again(event=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("operator:event", pk)
    if state == ProviderEvent.State.HANDLED:
        messages.success(request, _("Handled. Nothing more is to be done."))
        return redirect("operator:events")
    messages.info(request, _("Tried again; it still needs a person."))
    return redirect("operator:event", pk)
