"""Writing a review of goods that one bought."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.ids import random_token
from core.refusals import Refusal
from core.users.decorators import SignedInRequest, sign_in_required
from marketplace.account.forms import ReviewForm
from marketplace.catalogue.reviews.services import write_review
from marketplace.order.models import Line, Order


@require_http_methods(["GET", "POST"])
@sign_in_required
def review(request: SignedInRequest, reference: str, pk: int) -> HttpResponse:
    line = get_object_or_404(
        Line.objects.select_related("order__seller", "order__purchase"),
        pk=pk,
        order__in=Order.objects.for_user(request.user),
        order__purchase__reference=reference,
    )
    form = ReviewForm(request.POST or None, initial={"key": random_token()})
    if request.method == "POST" and form.is_valid():
        try:
            write_review(user=request.user, order_line=line, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("Thank you. Your review appears once it has been looked at."))
            return redirect("account:purchase", reference)
    context = {"nav": "orders", "form": form, "line": line, "reference": reference}
    return render(request, "buyer/review.html", context)
