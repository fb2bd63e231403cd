"""Price and stock on one page, and selling what another shop has listed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.ids import random_token
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.catalogue.models import Product
from marketplace.partner.models import StockRecord
from marketplace.seller_centre.access import frame, in_shop, take_back
from marketplace.seller_centre.forms.offers import OfferForm, SellTooForm, sent_rows
from marketplace.seller_centre.queries import products as queries
from marketplace.seller_centre.services import offers as services
from marketplace.sellers.models import Seller

PER_PAGE = 30
FOUND = 12


@in_shop
def offers(request: SignedInRequest, seller: Seller) -> HttpResponse:
    product = _product_asked_for(request, seller)
    words = request.GET.get("q", "").strip()[:100]
    found = queries.offers(seller, product=product).filter(pk__in=StockRecord.objects.for_user(request.user))
    if words:
        found = found.filter(product__title__icontains=words)
    page = paged(
        found,
        number=request.GET.get("page"),
        size=PER_PAGE,
        q=words,
        produk=str(product.pk) if product else "",
    )
    kept = take_back(request)
    data = request.POST if request.method == "POST" else kept
    key = (data.get("key") if data else None) or random_token()
    rows = sent_rows(data, page.rows) if data is not None else []
    if request.method == "POST" and all(row.is_valid() for row in rows):
        if answer := _save(request, seller, rows, key=key):
            return answer
        key = random_token()
    return render(
        request,
        "seller_centre/offers.html",
        {
            **frame(request, seller, "offers"),
            "page": page,
            "rows": rows or [OfferForm(offer=offer) for offer in page.rows],
            "has_errors": any(row.errors for row in rows),
            "key": key,
            "words": words,
            "product": product,
        },
        status=422 if request.method == "POST" else 200,
    )


def _product_asked_for(request: SignedInRequest, seller: Seller) -> Product | None:
    """The product page whose offers alone are shown, when the address names one of this shop's."""
    asked = request.GET.get("produk", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    return Product.objects.for_user(request.user).filter(seller=seller, pk=int(asked)).first()


def _save(
    request: SignedInRequest, seller: Seller, rows: list[OfferForm], *, key: str
) -> HttpResponse | None:
    """Save the grid and go on; None when some rows were refused, which then say why."""
    try:
        changed = services.save_offers(
            seller=seller,
            changes=[row.change() for row in rows],
            key=key[:40],
            actor=request.user,
            now=timezone.now(),
        )
    except services.RowsRefused as refusal:
        for row in rows:
            if row.offer.pk in refusal.rows:
                row.offer.refresh_from_db()
                row.add_error(*refusal.rows[row.offer.pk])
                row.renew()
        return None
    if changed:
        said = [_read_back(offer) for offer in changed[:3]]
        text = ngettext("%(n)d row saved: %(what)s", "%(n)d rows saved: %(what)s", len(changed))
        rest = " …" if len(changed) > len(said) else "."
        messages.success(request, text % {"n": len(changed), "what": "; ".join(said) + rest})
    else:
        messages.info(request, _("Nothing was changed."))
    return redirect(request.get_full_path())


def _read_back(offer: StockRecord) -> str:
    if not offer.is_tracked:
        return f"{offer.product.title} {format_rupiah(offer.price_rupiah)}"
    values = {
        "title": offer.product.title,
        "price": format_rupiah(offer.price_rupiah),
        "stock": offer.num_in_stock,
    }
    return _("%(title)s %(price)s, stock %(stock)d") % values


@in_shop
def find(request: SignedInRequest, seller: Seller) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    found = list(queries.to_sell_too(seller, words)[:FOUND]) if len(words) > 1 else []
    here = reverse("seller:products", args=[seller.slug])
    crumbs = [(_("Products"), here), (_("Sell a listed product too"), "")]
    context = {"words": words, "found": found, "has_looked": len(words) > 1}
    return render(
        request, "seller_centre/find.html", {**frame(request, seller, "products", crumbs=crumbs), **context}
    )


@in_shop
def sell_too(request: SignedInRequest, seller: Seller, pk: int) -> HttpResponse:
    """Offer another shop's product. Public pages only: what is not in the store is not found."""
    page = get_object_or_404(queries.to_sell_too(seller, ""), pk=pk)
    products = queries.choices_of(page, seller=seller)
    kept = take_back(request)
    data = request.POST if request.method == "POST" else kept
    labels = [(product.pk, product.variant_label or product.title) for product in products]
    form = SellTooForm(data, choices=labels)
    if request.method == "POST" and form.is_valid():
        chosen = next(product for product in products if str(product.pk) == form.cleaned_data["product"])
        try:
            services.offer_product(
                seller=seller,
                product=chosen,
                price=form.cleaned_data["price"],
                on_hand=form.cleaned_data["stock"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            text = _("You now sell “%(title)s” too, for %(price)s.")
            price = format_rupiah(form.cleaned_data["price"])
            messages.success(request, text % {"title": chosen.title, "price": price})
            return redirect("seller:offers", seller.slug)
    here = reverse("seller:products", args=[seller.slug])
    look = reverse("seller:sell_too_find", args=[seller.slug])
    crumbs = [(_("Products"), here), (_("Sell a listed product too"), look), (page.title, "")]
    return render(
        request,
        "seller_centre/sell_too.html",
        {**frame(request, seller, "products", crumbs=crumbs), "form": form, "page": page},
        status=422 if request.method == "POST" else 200,
    )
