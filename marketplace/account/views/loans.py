"""A member's own loans: what she owes, its history, an example worked out, and asking for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bumdes.lending.forms import WishForm
from bumdes.lending.models import Loan, Product
from bumdes.lending.queries import own
from bumdes.lending.queries.examples import Example, drawn
from bumdes.lending.services import apply_for
from bumdes.lending.services.applications import check_wish, terms_of_wish
from bumdes.members.models import Member
from core.idempotency.fields import KeyField
from core.refusals import Refusal, say_no
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest, sign_in_required


class AskForm(WishForm):
    """What a member wishes for, on a product of a BUMDes she is a member of."""

    key = KeyField()

    def __init__(self, *args: Any, offers: list[tuple[Member, Product]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offers = {str(product.pk): (member, product) for member, product in offers}
        hubs = {member.organisation_id for member, _product in offers}
        self.fields["product"] = forms.ChoiceField(
            label=gettext_lazy("Kind of loan"),
            choices=[
                (pk, f"{product.name} · {member.organisation.name}" if len(hubs) > 1 else product.name)
                for pk, (member, product) in self.offers.items()
            ],
        )
        del self.fields["instalment"]

    def chosen(self) -> tuple[Member, Product]:
        return self.offers[self.cleaned_data["product"]]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "instalment": None}


@require_GET
@sign_in_required
def loans(request: SignedInRequest) -> HttpResponse:
    with own.own_books(request.user) as members:
        context = {
            "nav": "account",
            "members": members,
            "standings": own.standings(list(own.own_loans(members)), on=timezone.localdate()),
            "applications": list(own.own_applications(members)),
        }
        return render(request, "buyer/loans.html", context)


@require_GET
@sign_in_required
def loan(request: SignedInRequest, reference: str) -> HttpResponse:
    with own.own_books(request.user) as members:
        found = own.own_loans(members).filter(reference=reference).first()
        if found is None:
            raise Http404
        history = list(own.own_history(found))
        if request.GET.get("unduh") == "xlsx":
            return _history_file(found, history)
        context = {
            "nav": "account",
            "loan": found,
            "standing": own.standings([found], on=timezone.localdate())[0],
            "rows": own.own_schedule(found),
            "history": history,
            "today": timezone.localdate(),
        }
        return render(request, "buyer/loan.html", context)


def _history_file(loan: Loan, history: list[Any]) -> HttpResponse:
    rows = [
        (event.date, str(event.get_kind_display()), str(event.get_channel_display()), event.amount)
        for event in history
    ]
    content = as_xlsx(
        _("History"),
        (_("Date"), _("What"), _("How"), _("Amount")),
        rows,
        above=[f"{loan.product.name} {loan.reference}", loan.borrower.name],
    )
    return download(content, f"pinjaman-{loan.reference}.xlsx")


@require_http_methods(["GET", "POST"])
@sign_in_required
def ask(request: SignedInRequest) -> HttpResponse:
    """Work an example out, as often as one likes, and then ask for it."""
    with own.own_books(request.user) as members:
        offers = own.products_for(members)
        form = AskForm(request.POST or None, offers=offers)
        only_example = "hitung" in request.POST
        if only_example:
            form.fields["purpose"].required = False
        example: Example | None = None
        if form.is_bound and form.is_valid():
            member, product = form.chosen()
            try:
                if only_example:
                    example = _example(form, product)
                else:
                    apply_for(
                        book=product.book,
                        product=product,
                        member=member,
                        wish=form.wish(),
                        officer=None,
                        key=form.cleaned_data["key"],
                        actor=request.user,
                        now=timezone.now(),
                    )
                    messages.success(request, _("Your BUMDes has your application and will visit you."))
                    return redirect("account:loans")
            except Refusal as refusal:
                say_no(form, refusal)
        context = {"nav": "account", "form": form, "offers": offers, "example": example}
        return render(request, "buyer/loan_ask.html", context, status=422 if form.errors else 200)


def _example(form: AskForm, product: Product) -> Example:
    wish, now = form.wish(), timezone.now()
    check_wish(product, wish, for_group=False, now=now)
    terms = terms_of_wish(product, wish, disbursed=timezone.localdate(now))
    return drawn(terms, fee=product.fee_of(wish.principal))
