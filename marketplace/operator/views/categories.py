"""The tree of categories."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.refusals import Refusal
from core.users.decorators import SignedInRequest
from marketplace.catalogue.models import Category
from marketplace.operator.access import frame, operators_only
from marketplace.operator.forms.categories import CategoryForm, MoveForm, NewCategoryForm
from marketplace.operator.queries import trade
from marketplace.operator.services import categories as services


@operators_only
def categories(request: SignedInRequest) -> HttpResponse:
    form = NewCategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_category(**form.cleaned_data, actor=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Category “%(name)s” is there.") % {"name": made.name})
            return redirect("operator:categories")
    context = {**frame("categories"), "tree": trade.tree(), "form": form}
    return render(request, "operator/categories.html", context, status=422 if form.errors else 200)


@operators_only
def category(request: SignedInRequest, pk: int) -> HttpResponse:
    """One category: its words; moving and hiding stand below them."""
    found = get_object_or_404(Category, pk=pk)
    initial = {"name": found.name, "name_en": found.name_en, "icon": found.icon}
    form = CategoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.rename_category(
                category=found,
                name=data["name"],
                name_en=data["name_en"],
                icon=data["icon"],
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, _("Saved. The search follows within a minute."))
            return redirect("operator:categories")
    return _page(request, found, form=form)


def _page(
    request: SignedInRequest,
    found: Category,
    *,
    form: CategoryForm | None = None,
    move_form: MoveForm | None = None,
) -> HttpResponse:
    initial = {"name": found.name, "name_en": found.name_en, "icon": found.icon}
    crumbs = [(_("Categories"), reverse("operator:categories")), (found.name, "")]
    form = form or CategoryForm(initial=initial)
    move_form = move_form or MoveForm(initial={"parent": found.get_parent()})
    context = {
        **frame("categories", crumbs=crumbs),
        "category": found,
        "form": form,
        "move_form": move_form,
    }
    status = 422 if form.errors or move_form.errors else 200
    return render(request, "operator/category.html", context, status=status)


@operators_only
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Category, pk=pk)
    if request.method != "POST":
        return redirect("operator:category", pk)
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            services.move_category(
                category=found, parent=form.cleaned_data["parent"], actor=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("parent", refusal.message)
        else:
            messages.success(request, _("Moved. The search follows within a minute."))
            return redirect("operator:categories")
    return _page(request, found, move_form=form)


@operators_only
def shift(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Category, pk=pk)
    if request.method == "POST":
        services.shift_category(
            category=found, is_up=request.POST.get("to") == "up", actor=request.user, now=timezone.now()
        )
    return redirect("operator:categories")


@operators_only
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Category, pk=pk)
    if request.method == "POST":
        is_public = request.POST.get("public") == "1"
        services.set_category_public(
            category=found, is_public=is_public, actor=request.user, now=timezone.now()
        )
        messages.success(
            request,
            _("The category is shown.")
            if is_public
            else _("The category and all below it are hidden; their goods stay in the search."),
        )
    return redirect("operator:categories")
