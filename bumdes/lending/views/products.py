"""The products a BUMDes lends on: the list, one with an example, offering, changing and closing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bumdes.lending.calculations.requests import BadRequest, reason
from bumdes.lending.calculations.schedule import Unschedulable
from bumdes.lending.forms import NewProductForm, ProductForm, conditions_of
from bumdes.lending.models import Product
from bumdes.lending.queries.examples import Example, example_of
from bumdes.lending.services.products import change_product, close_product, offer_product
from bumdes.organisations.desk import Desk, at_office, for_offices, frame, with_book
from bumdes.organisations.permissions import MANAGE
from core.refusals import Refusal, say_no
from core.users.decorators import SignedInRequest

EXAMPLE = 1_000_000


def product_of(desk: Desk, pk: int) -> Product:
    """A version of this BUMDes's product, else 404."""
    found = get_object_or_404(Product.objects.of(desk.book).select_related("unit"), pk=pk)
    found.book = desk.book
    return found


def crumbs_to(desk: Desk, *rest: tuple[str, str]) -> list[tuple[str, str]]:
    code = desk.organisation.code
    return [
        (_("Loans"), reverse("lending:home", args=[code])),
        (_("Products"), reverse("lending:products", args=[code])),
        *rest,
    ]


@at_office
@with_book
def home(request: SignedInRequest, desk: Desk) -> HttpResponse:
    closed = request.GET.get("tampil") == "tutup"
    rows = (
        Product.objects.of(desk.book).filter(closed_at__isnull=not closed).order_by("name", "-version", "pk")
    )
    context = {
        **frame(request, desk, "lending"),
        "products": [(row, _example(row)) for row in rows[:100]],
        "closed": closed,
        "may_manage": desk.holds(MANAGE),
    }
    return render(request, "lending/products.html", context)


@at_office
@with_book
def product(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = product_of(desk, pk)
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (found.name, ""))),
        "product": found,
        "example": _example(found),
        "may_manage": desk.holds(MANAGE),
    }
    return render(request, "lending/product.html", context)


def _example(product: Product) -> Example | None:
    """An example of a middling size; one with an agreed instalment has a tenth of it."""
    principal = max(product.principal_min, min(EXAMPLE, product.member_max or product.group_max or EXAMPLE))
    try:
        return example_of(
            product,
            principal,
            product.periods_max,
            on=timezone.localdate(),
            instalment=-(-principal // 10) if product.method == "annuity_fixed_instalment" else None,
        )
    except (BadRequest, Unschedulable):
        return None  # the page says that it depends on what is agreed


@for_offices(MANAGE)
@with_book
def new(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = NewProductForm(request.POST or None, book=desk.book)
    if request.method == "POST" and form.is_valid() and "example" not in request.POST:
        try:
            made = offer_product(
                book=desk.book,
                code=form.cleaned_data["code"],
                conditions=form.conditions(),
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("%(name)s is offered.") % {"name": made.name})
            return redirect("lending:product", desk.organisation.code, made.pk)
    return _form_page(request, desk, form, title=_("A new loan product"))


@for_offices(MANAGE)
@with_book
def change(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = product_of(desk, pk)
    form = ProductForm(request.POST or None, book=desk.book, initial=conditions_of(found))
    if request.method == "POST" and form.is_valid() and "example" not in request.POST:
        try:
            made = change_product(
                product=found,
                conditions=form.conditions(),
                key=form.cleaned_data["key"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("New loans get these conditions; running ones keep theirs."))
            return redirect("lending:product", desk.organisation.code, made.pk)
    return _form_page(request, desk, form, title=_("Change %(name)s") % {"name": found.name})


def _form_page(request: SignedInRequest, desk: Desk, form: ProductForm, *, title: str) -> HttpResponse:
    """The form, with the schedule and effective rate that what is typed comes to."""
    example = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            example = example_of(
                Product(**form.conditions()),
                asked["example_principal"],
                asked["example_periods"],
                on=timezone.localdate(),
                instalment=asked["example_instalment"],
            )
        except BadRequest as bad:
            form.add_error(None, " ".join(bad.errors.values()))
        except Unschedulable as error:
            form.add_error(None, reason(error))
    context = {
        **frame(request, desk, "lending", crumbs=crumbs_to(desk, (title, ""))),
        "form": form,
        "example": example,
        "title": title,
    }
    return render(request, "lending/product_form.html", context, status=422 if form.errors else 200)


@require_POST
@for_offices(MANAGE)
@with_book
def close(request: SignedInRequest, desk: Desk, pk: int) -> HttpResponse:
    found = product_of(desk, pk)
    close_product(product=found, actor=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is no longer offered.") % {"name": found.name})
    return redirect("lending:products", desk.organisation.code)
