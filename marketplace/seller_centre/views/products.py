"""Products: the list, a new one, changing one, and putting it into the store."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.ids import random_token
from core.money import format_rupiah
from core.paging import paged
from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.catalogue.models import Product
from marketplace.catalogue.queries import pictures_of, variants_of
from marketplace.catalogue.services import MAX_PICTURES, Stale, TooManyPictures, version_of
from marketplace.seller_centre.access import frame, in_shop, take_back
from marketplace.seller_centre.forms import photos
from marketplace.seller_centre.forms.products import (
    BaseVariants,
    MoreVariants,
    NewVariants,
    ProductForm,
    differences,
    variant_values,
)
from marketplace.seller_centre.queries import products as queries
from marketplace.seller_centre.services import products as services
from marketplace.seller_centre.services.photos import keep
from marketplace.sellers.models import Seller

PER_PAGE = 24


def products_of(request: SignedInRequest, seller: Seller) -> QuerySet[Product]:
    """The product pages of this shop that the reader may change; variants stand on their parent's."""
    return Product.objects.for_user(request.user).filter(seller=seller, parent=None)


@in_shop
def products(request: SignedInRequest, seller: Seller) -> HttpResponse:
    state = request.GET.get("tampil", "")
    state = state if state in queries.STATES else "semua"
    words = request.GET.get("q", "").strip()[:100]
    found = queries.listed(products_of(request, seller), seller=seller, state=state, words=words)
    page = paged(found, number=request.GET.get("page"), size=PER_PAGE, tampil=state, q=words)
    here = reverse("seller:products", args=[seller.slug])
    labels = [_("All"), _("On sale"), _("Drafts"), _("Sold out")]
    tabs = [
        {"url": f"{here}?tampil={name}", "label": label, "current": name == state}
        for name, label in zip(queries.STATES, labels, strict=True)
    ]
    return render(
        request,
        "seller_centre/products.html",
        {
            **frame(request, seller, "products"),
            "tabs": tabs,
            "state": state,
            "words": words,
            "page": page,
            "rows": queries.rows_of(list(page.rows)),
        },
    )


@in_shop
def new(request: SignedInRequest, seller: Seller) -> HttpResponse:
    sent = request.method == "POST"
    data = request.POST if sent else take_back(request)
    rows = NewVariants(data, prefix="v")
    form = ProductForm(data, request.FILES if sent else None, has_variants=_has_rows(rows))
    picture_ids = _photos(request, seller, form, data) if data is not None else []
    if sent and all([form.is_valid(), rows.is_valid()]):
        try:
            product = services.create_product(
                seller=seller,
                content=form.content(),
                terms=form.terms(),
                variants=[(row.variant(), row.first_terms()) for row in rows.filled()],
                picture_ids=picture_ids,
                publish="draft" not in request.POST,
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _said(product, form, rows))
            return redirect("seller:product", seller.slug, product.pk)
    crumbs = [(_("Products"), reverse("seller:products", args=[seller.slug])), (_("New product"), "")]
    return _form_page(request, seller, crumbs, form=form, rows=rows, picture_ids=picture_ids)


@in_shop
def change(request: SignedInRequest, seller: Seller, pk: int) -> HttpResponse:
    product = get_object_or_404(products_of(request, seller).select_related("product_class"), pk=pk)
    children = variants_of(product)
    stored = ProductForm.values_of(product, version=version_of(product))
    sent = request.method == "POST"
    data = request.POST if sent else take_back(request)
    known = frozenset(child.pk for child in children)
    rows = MoreVariants(data, prefix="v", initial=variant_values(children), known=known)
    form = ProductForm(
        data, request.FILES if sent else None, initial=stored, product=product, has_variants=product.is_parent
    )
    picture_ids = (
        _photos(request, seller, form, data)
        if data is not None
        else [image.picture_id for image in pictures_of(product)]
    )
    compared: list[tuple[str, str, str]] = []
    if sent and form.is_valid() and (not product.is_parent or rows.is_valid()):
        try:
            services.change_product(
                product=product,
                content=form.content(),
                variants=[(row.variant(), row.terms()) for row in rows.filled()] if product.is_parent else [],
                picture_ids=picture_ids,
                version=form.cleaned_data["version"],
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Stale as refusal:
            product.refresh_from_db()
            stored = ProductForm.values_of(product, version=version_of(product))
            compared = differences(stored, form)
            if not compared and _adds_nothing(rows, product):
                # The same form sent twice: what was written is what is there.
                return redirect("seller:product", seller.slug, product.pk)
            form.add_error(None, refusal.message)
            form.data = form.data.copy()
            form.data["version"] = stored["version"]
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, _("“%(title)s” is saved.") % {"title": product.title})
            return redirect("seller:product", seller.slug, product.pk)
    crumbs = [(_("Products"), reverse("seller:products", args=[seller.slug])), (product.title, "")]
    return _form_page(
        request,
        seller,
        crumbs,
        form=form,
        rows=rows if product.is_parent else None,
        picture_ids=picture_ids,
        product=product,
        compared=compared,
        offers=list(queries.offers(seller, product=product)),
        token=random_token(),
    )


@in_shop
def publish(request: SignedInRequest, seller: Seller, pk: int) -> HttpResponse:
    product = get_object_or_404(products_of(request, seller), pk=pk)
    if request.method == "POST":
        is_public = request.POST.get("public") == "1"
        try:
            services.publish_product(
                product=product, is_public=is_public, actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            text = _("“%(title)s” is on sale.") if is_public else _("“%(title)s” is no longer in the store.")
            messages.success(request, text % {"title": product.title})
    return redirect("seller:product", seller.slug, product.pk)


def _form_page(
    request: SignedInRequest,
    seller: Seller,
    crumbs: list[tuple[str, str]],
    *,
    form: ProductForm,
    rows: BaseVariants | None,
    picture_ids: list[int],
    **more: Any,
) -> HttpResponse:
    shown = photos.shown(picture_ids, seller_id=seller.pk)
    return render(
        request,
        "seller_centre/product_form.html",
        {
            **frame(request, seller, "products", crumbs=crumbs),
            "form": form,
            "rows": rows,
            "photos": shown,
            "places": range(1, len(shown) + 1),
            "is_full": len(shown) >= MAX_PICTURES,
            "has_rows": rows is not None and rows.is_bound and _has_rows(rows),
            **more,
        },
        status=422 if request.method == "POST" else 200,
    )


def _has_rows(rows: BaseVariants) -> bool:
    """Whether any row of variants was filled in, however badly."""
    return rows.is_bound and any(row.has_changed() for row in rows.forms)


def _adds_nothing(rows: BaseVariants, product: Product) -> bool:
    """Whether every variant that was sent is there already, by its name."""
    there = {child.variant_label for child in variants_of(product)}
    return not product.is_parent or all(row.cleaned_data["label"] in there for row in rows.filled())


def _photos(request: SignedInRequest, seller: Seller, form: ProductForm, data: Any) -> list[int]:
    """The photos this form stands for: those it carried and those that have just arrived.

    New ones are stored even when the rest of the form is wrong, so that nobody sends them twice.
    """
    kept = photos.carried(data, seller_id=seller.pk)
    if request.method != "POST":
        return kept
    form.full_clean()
    arrived = cast(photos.PatientPhotosField, form.fields["photos"]).arrived
    if len(kept) + len(arrived) > MAX_PICTURES:
        form.add_error("photos", ValidationError(TooManyPictures.message))
        arrived = arrived[: max(MAX_PICTURES - len(kept), 0)]
    stored = keep(arrived, title=seller.name, user=request.user, now=timezone.now())
    return kept + [picture.pk for picture in stored]


def _said(product: Product, form: ProductForm, rows: BaseVariants) -> str:
    """What was understood, read back: the price as an amount, however it was typed."""
    if row_prices := [row.cleaned_data["price"] for row in rows.filled()]:
        price = _("from %(price)s") % {"price": format_rupiah(min(row_prices))}
    else:
        price = format_rupiah(form.cleaned_data["price"])
    values = {"title": product.title, "price": price}
    if product.is_public:
        return _("“%(title)s” is on sale, %(price)s.") % values
    return _("“%(title)s” is saved as a draft, %(price)s. Buyers do not see it yet.") % values
