"""Reviews that wait to be shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.catalogue.reviews.models import ProductReview
from marketplace.operator.access import frame, operators_only
from marketplace.operator.queries import trade
from marketplace.operator.services.moderation import decide_review


@operators_only
def reviews(request: SignedInRequest) -> HttpResponse:
    states = {
        "": (_("To look at"), ProductReview.FOR_MODERATION),
        "tampil": (_("Shown"), ProductReview.APPROVED),
        "tolak": (_("Not shown"), ProductReview.REJECTED),
    }
    tab = request.GET.get("tab", "")
    tab = tab if tab in states else ""
    here = reverse("operator:reviews")
    tabs = [
        {"url": f"{here}?tab={name}" if name else here, "label": label, "current": name == tab}
        for name, (label, _status) in states.items()
    ]
    page = paged(trade.reviews(status=states[tab][1]), number=request.GET.get("page"), tab=tab)
    return render(
        request, "operator/reviews.html", {**frame("reviews"), "tabs": tabs, "tab": tab, "page": page}
    )


@operators_only
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    review = get_object_or_404(ProductReview.objects.select_related("product", "user"), pk=pk)
    if request.method == "POST":
        approve = request.POST.get("decision") == "show"
        try:
            decide_review(
                review=review,
                approve=approve,
                reason=request.POST.get("reason", ""),
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The review is shown.") if approve else _("The review is not shown."))
    return redirect("operator:reviews")
