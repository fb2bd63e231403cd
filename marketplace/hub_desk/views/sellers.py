"""The shops of a hub: the list, and looking one over before it is called verified."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bumdes.organisations.desk import Desk, at_office, frame, refused
from bumdes.organisations.permissions import BRING_SELLERS
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from core.users.phones import display_phone, whatsapp_link
from marketplace.hub_desk import services
from marketplace.hub_desk.forms import ConsentForm, VerifyForm
from marketplace.hub_desk.queries import sellers as queries
from marketplace.sellers import assistance
from marketplace.sellers.certificates import certificates_of
from marketplace.sellers.models import Certificate, Seller
from marketplace.settlement.queries.members import count_asked
from media.private import serve_private


@at_office
def sellers(request: SignedInRequest, desk: Desk) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in queries.TABS else ""
    found = queries.sellers(desk)
    if tab:
        found = found.filter(status=tab)
    here = reverse("hub:sellers", args=[desk.organisation.code])
    counted = queries.counts(desk)
    tabs = [
        {
            "url": f"{here}?tab={name}" if name else here,
            "label": label,
            "current": name == tab,
            "count": counted.to_verify if name == Seller.Status.REGISTERED else 0,
        }
        for name, label in queries.TABS.items()
    ]
    page = paged(found, number=request.GET.get("page"), tab=tab)
    asked = count_asked(desk.organisation)
    context = {**frame(request, desk, "sellers"), "tabs": tabs, "page": page, "asked": asked}
    return render(request, "hub_desk/sellers.html", context)


@at_office
def seller(request: SignedInRequest, desk: Desk, shop: str) -> HttpResponse:
    found = get_object_or_404(queries.sellers(desk), slug=shop)
    form = VerifyForm()
    if request.method == "POST":
        if not desk.may_bring_sellers:
            return refused(request, desk, BRING_SELLERS)
        form = VerifyForm(request.POST)
        if form.is_valid() and _verified(request, desk, found, form):
            messages.success(request, _("%(shop)s is verified.") % {"shop": found.name})
            return redirect("hub:seller", desk.organisation.code, found.slug)
    return shop_page(request, desk, found, form=form)


def shop_page(
    request: SignedInRequest,
    desk: Desk,
    found: Seller,
    *,
    form: VerifyForm | None = None,
    consent_form: ConsentForm | None = None,
) -> HttpResponse:
    """One shop, with the forms as they were sent."""
    here = reverse("hub:sellers", args=[desk.organisation.code])
    consent = assistance.live_consent(found)
    version = consent.text_version if consent else assistance.CURRENT_TEXT
    context = {
        **frame(request, desk, "sellers", crumbs=[(_("Sellers"), here), (found.name, "")]),
        "shop": found,
        "phone": display_phone(found.phone),
        "chat": whatsapp_link(found.phone),
        "papers": certificates_of(found),
        "goods": queries.goods_of(found),
        "history": queries.history_of(found),
        "form": form or VerifyForm(),
        "consent": consent,
        "consent_text": assistance.text_of(version),
        "consent_form": consent_form or ConsentForm(),
    }
    is_wrong = (form is not None and form.errors) or (consent_form is not None and consent_form.errors)
    return render(request, "hub_desk/seller.html", context, status=422 if is_wrong else 200)


def _verified(request: SignedInRequest, desk: Desk, found: Seller, form: VerifyForm) -> bool:
    data = form.cleaned_data
    checks = {"phone": "yes", "village": "yes", "products": "yes", "nib": data["nib"], "note": data["note"]}
    try:
        services.verify_seller(
            seller=found,
            organisation=desk.organisation,
            checks=checks,
            actor=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(refusal.field, refusal.message)
        return False
    return True


@at_office
def certificate(request: SignedInRequest, desk: Desk, shop: str, pk: int) -> HttpResponseBase:
    """A paper of a shop of this hub, to be looked at when the shop is verified."""
    papers = Certificate.objects.filter(seller__hub=desk.organisation, seller__slug=shop)
    found = get_object_or_404(papers.select_related("seller"), pk=pk)
    if not desk.may_bring_sellers:
        return refused(request, desk, BRING_SELLERS)
    try:
        return serve_private(found.file, download_name=found.download_name)
    except FileNotFoundError as error:
        raise Http404 from error
