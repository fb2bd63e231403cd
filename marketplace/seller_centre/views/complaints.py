"""A buyer's complaint as the shop sees it: what it is about, and the shop's answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest
from marketplace.aftersales import queries, services
from marketplace.aftersales.forms import AnswerForm
from marketplace.aftersales.models import ComplaintPhoto
from marketplace.aftersales.photos import serve_photo
from marketplace.order.models import Order
from marketplace.seller_centre.access import frame, in_shop
from marketplace.sellers.models import Seller


@in_shop
def complaint(request: SignedInRequest, seller: Seller, number: str) -> HttpResponse:
    order = get_object_or_404(Order.objects.for_staff(request.user).filter(seller=seller), number=number)
    found = queries.latest_of(order)
    if found is None:
        raise Http404
    form = AnswerForm(request.POST or None) if found.waits_for_shop else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.answer(complaint=found, **form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("Your answer is there. We decide and write to you."))
            return redirect("seller:complaint", seller.slug, number)
    here = reverse("seller:orders", args=[seller.slug])
    page = reverse("seller:order", args=[seller.slug, number])
    crumbs = [(_("Orders"), here), (number, page), (_("Complaint"), "")]
    context = {
        **frame(request, seller, "orders", crumbs=crumbs),
        "complaint": found,
        "photos": [
            reverse("seller:complaint_photo", args=[seller.slug, number, photo.pk])
            for photo in found.photos.all()
        ],
        "form": form,
    }
    return render(
        request, "seller_centre/complaint.html", context, status=422 if form and form.errors else 200
    )


@in_shop
def photo(request: SignedInRequest, seller: Seller, number: str, pk: int) -> HttpResponseBase:
    theirs = ComplaintPhoto.objects.filter(complaint__order__seller=seller, complaint__order__number=number)
    return serve_photo(get_object_or_404(theirs, pk=pk))
