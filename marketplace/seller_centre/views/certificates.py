"""The papers of the shop: what is there, adding one, looking at one, removing one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import frame, in_shop
from marketplace.seller_centre.forms.shops import CertificateForm
from marketplace.sellers import certificates as services
from marketplace.sellers.models import Certificate, Seller
from media.private import serve_private


@in_shop
def certificates(request: SignedInRequest, seller: Seller) -> HttpResponse:
    sent = request.method == "POST"
    form = CertificateForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            services.add_certificate(
                seller=seller, **form.cleaned_data, actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("The paper is kept. Your BUMDes can look at it now."))
            return redirect("seller:certificates", seller.slug)
    context = {
        **frame(request, seller, "certificates"),
        "form": form,
        "papers": services.certificates_of(seller),
    }
    return render(request, "seller_centre/certificates.html", context, status=422 if sent else 200)


@in_shop
def certificate(request: SignedInRequest, seller: Seller, pk: int) -> HttpResponseBase:
    """The file itself; sent back with a button it is removed."""
    mine = Certificate.objects.for_user(request.user).filter(seller=seller).select_related("seller")
    found = get_object_or_404(mine, pk=pk)
    if request.method == "POST":
        services.remove_certificate(certificate=found, actor=request.user, now=timezone.now())
        messages.success(request, _("The paper is removed."))
        return redirect("seller:certificates", seller.slug)
    try:
        return serve_private(found.file, download_name=found.download_name)
    except FileNotFoundError as error:
        raise Http404 from error
