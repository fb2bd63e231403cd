"""The shop itself: choosing and opening one, profile, holiday, people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.moments import format_day
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import for_keeper, for_owner, frame, in_shop, signed_in, take_back
from marketplace.seller_centre.forms import photos
from marketplace.seller_centre.forms.shops import HolidayForm, HoursForm, OpenShopForm, ProfileForm, StaffForm
from marketplace.seller_centre.queries.assistance import assisted_steps
from marketplace.seller_centre.services import shops as services
from marketplace.seller_centre.services.photos import keep
from marketplace.sellers import assistance
from marketplace.sellers import services as sellers
from marketplace.sellers.calculations import is_closed
from marketplace.sellers.models import Seller, SellerStaff
from marketplace.sellers.permissions import MANAGE, role_in
from marketplace.sellers.queries import shops_of, staff_of


@signed_in
def index(request: SignedInRequest) -> HttpResponse:
    """Straight into the only shop, a choice among several, or an invitation to open one."""
    shops = shops_of(request.user)
    if not shops:
        return redirect("seller:open")
    if len(shops) == 1 and "pilih" not in request.GET:
        return redirect("seller:home", shops[0].slug)
    return render(request, "seller_centre/index.html", {"shops": shops, **_frame_without_shop()})


@signed_in
def open_shop(request: SignedInRequest) -> HttpResponse:
    kept = take_back(request)
    data = request.POST if request.method == "POST" else kept
    form = OpenShopForm(data, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            seller = services.open_shop(
                opening=form.opening(), key=form.cleaned_data["key"], owner=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            text = _(
                "%(shop)s is open. %(hub)s serves you and will check the shop. Now list your first product."
            )
            messages.success(request, text % {"shop": seller.name, "hub": seller.hub.name})
            return redirect("seller:home", seller.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "seller_centre/open.html", {"form": form, **_frame_without_shop()}, status=status)


def _frame_without_shop() -> dict[str, object]:
    ways = [
        (reverse("seller:index"), _("My shops"), "shop"),
        ("/", _("Store"), "home"),
        (reverse("account:home"), _("Account"), "user"),
    ]
    nav = [
        {"url": url, "label": label, "icon": icon, "current": False, "count": 0} for url, label, icon in ways
    ]
    return {"office_name": _("Sell on Sedulang"), "office_nav": nav, "office_view_url": ""}


@for_keeper
def profile(request: SignedInRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    kept = take_back(request)
    data = request.POST if request.method == "POST" else kept
    this_year = timezone.localdate(now).year
    files = request.FILES if request.method == "POST" else None
    form = ProfileForm(data, files, initial=ProfileForm.values_of(seller), this_year=this_year)
    banner_id = _banner(request, seller, form) if data is not None else seller.banner_id
    if request.method == "POST" and form.is_valid():
        services.save_profile(
            seller=seller, profile=form.profile(banner_id=banner_id), actor=request.user, now=now
        )
        messages.success(request, _("The profile is saved."))
        return redirect("seller:profile", seller.slug)
    shown = photos.shown([banner_id] if banner_id else [], seller_id=seller.pk, alt=seller.name)
    return render(
        request,
        "seller_centre/profile.html",
        {**frame(request, seller, "profile"), "form": form, "photos": shown},
        status=422 if request.method == "POST" else 200,
    )


def _banner(request: SignedInRequest, seller: Seller, form: ProfileForm) -> int | None:
    """The photo this form stands for: a new one, stored at once, else the one it carried."""
    if form.is_bound and not form.errors.get("banner") and (file := form.cleaned_data.get("banner")):
        return keep([file], title=seller.name, user=request.user, now=timezone.now())[0].pk
    carried = photos.carried(form.data, seller_id=seller.pk)
    return carried[0] if carried else None


@in_shop
def holiday(request: SignedInRequest, seller: Seller) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method == "POST" and "open" in request.POST:
        services.end_closure(seller=seller, today=today, actor=request.user, now=now)
        messages.success(request, _("The shop is open."))
        return redirect("seller:holiday", seller.slug)
    kept = take_back(request)
    data = request.POST if request.method == "POST" else kept
    form = HolidayForm(data, initial=_closure(seller))
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data
        try:
            services.announce_closure(
                seller=seller,
                first=days["first"],
                last=days["last"],
                note=days["note"],
                today=today,
                actor=request.user,
                now=now,
            )
        except Refusal as refusal:
            form.add_error("last", refusal.message)
        else:
            text = _("The shop is closed from %(first)s until %(last)s. Orders you have still need sending.")
            words = {"first": format_day(days["first"]), "last": format_day(days["last"])}
            messages.success(request, text % words)
            return redirect("seller:holiday", seller.slug)
    return _holiday_page(request, seller, form, HoursForm(initial={"hours": seller.opening_hours}))


def _holiday_page(
    request: SignedInRequest, seller: Seller, form: HolidayForm, hours_form: HoursForm
) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request,
        "seller_centre/holiday.html",
        {
            **frame(request, seller, "holiday"),
            "form": form,
            "hours_form": hours_form,
            "is_closed": is_closed(seller, on=today),
            "is_announced": seller.closed_until is not None and seller.closed_until >= today,
        },
        status=422 if request.method == "POST" else 200,
    )


@in_shop
def hours(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """When the shop is open. Who has nothing to say leaves it empty."""
    if request.method != "POST":
        return redirect("seller:holiday", seller.slug)
    form = HoursForm(request.POST)
    if not form.is_valid():
        return _holiday_page(request, seller, HolidayForm(initial=_closure(seller)), form)
    sellers.set_hours(seller=seller, hours=form.cleaned_data["hours"], actor=request.user, now=timezone.now())
    messages.success(request, _("The opening hours are saved."))
    return redirect("seller:holiday", seller.slug)


def _closure(seller: Seller) -> dict[str, object]:
    return {"first": seller.closed_from, "last": seller.closed_until, "note": seller.closed_note}


@in_shop
def staff(request: SignedInRequest, seller: Seller) -> HttpResponse:
    is_owner = role_in(request.user, seller.pk) in MANAGE
    form = StaffForm(request.POST if request.method == "POST" and is_owner else None)
    if request.method == "POST" and is_owner and form.is_valid():
        try:
            member = sellers.add_staff(
                seller=seller, login=form.cleaned_data["login"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            text = _("%(name)s may now work in this shop: goods, prices, stock and orders.")
            messages.success(request, text % {"name": member.user.name})
            return redirect("seller:staff", seller.slug)
    return render(
        request,
        "seller_centre/staff.html",
        {
            **frame(request, seller, "staff"),
            "form": form,
            "people": staff_of(seller),
            "is_owner": is_owner,
            "consent": assistance.live_consent(seller),
            "consent_text": assistance.text_of(assistance.CURRENT_TEXT),
            "steps": assisted_steps(seller),
        },
        status=422 if form.is_bound else 200,
    )


@for_owner
def end_staff(request: SignedInRequest, seller: Seller, pk: int) -> HttpResponse:
    member = get_object_or_404(SellerStaff.objects.active().select_related("user"), pk=pk, seller=seller)
    if request.method == "POST":
        try:
            sellers.end_staff(member=member, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            text = _("%(name)s no longer works in this shop.")
            messages.success(request, text % {"name": member.user.name})
    return redirect("seller:staff", seller.slug)


@for_owner
def consent(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """The owner lets the BUMDes act for the shop, or ends it at once."""
    if request.method == "POST" and request.POST.get("consent") == "1":
        assistance.consent_online(seller=seller, actor=request.user, now=timezone.now())
        text = _("%(hub)s may now act for your shop. You see every step here.")
        messages.success(request, text % {"hub": seller.hub.name})
    elif request.method == "POST":
        assistance.withdraw_consent(seller=seller, actor=request.user, now=timezone.now())
        text = _("%(hub)s can no longer act for your shop.")
        messages.success(request, text % {"hub": seller.hub.name})
    return redirect("seller:staff", seller.slug)
