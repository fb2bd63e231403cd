"""The shop's turnover of a year and the tax withheld of it, and the owner's letter about the limit."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.moments import format_month
from core.refusals import Refusal, say_no
from core.spreadsheets import as_xlsx, download
from core.users.decorators import SignedInRequest
from marketplace.seller_centre.access import for_owner, frame
from marketplace.sellers.models import Seller
from marketplace.settlement.queries.taxing import YearOfTurnover, designation_now, turnover_of
from marketplace.settlement.services.taxing import give_letter
from media.fields import PaperField


class LetterForm(forms.Form):
    tax_number = forms.CharField(
        label=gettext_lazy("NPWP or NIK"),
        max_length=24,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the NPWP or NIK that the letter has.")},
    )
    file = PaperField(label=gettext_lazy("The signed letter, as a photo or a PDF"))


def _asked(request: SignedInRequest, seller: Seller) -> YearOfTurnover:
    this_year = timezone.localdate().year
    typed = request.GET.get("tahun", "")
    is_year = len(typed) == 4 and typed.isascii() and typed.isdigit()
    year = int(typed) if is_year and 2020 <= int(typed) <= this_year else this_year
    return turnover_of(seller, year=year)


@for_owner
def taxes(request: SignedInRequest, seller: Seller) -> HttpResponse:
    """A year month by month; the letter is for the year that is shown."""
    year = _asked(request, seller)
    sent = request.method == "POST" and year.letter is None
    form = LetterForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            give_letter(
                seller=seller,
                year=year.year,
                **form.cleaned_data,
                actor=request.user,
                now=timezone.now(),
            )
        except Refusal as refusal:
            say_no(form, refusal)
        else:
            messages.success(request, _("The letter is kept. It holds for what is paid from now on."))
            return redirect(f"{reverse('seller:taxes', args=[seller.slug])}?tahun={year.year}")
    crumbs = [(_("Money"), reverse("seller:money", args=[seller.slug])), (_("Turnover and tax"), "")]
    context = {
        **frame(request, seller, "money", crumbs=crumbs),
        "year": year,
        "before": year.year - 1,
        "after": year.year + 1 if year.year < timezone.localdate().year else None,
        "designation": designation_now(),
        "form": form,
    }
    return render(request, "seller_centre/taxes.html", context, status=422 if form.errors else 200)


@for_owner
def xlsx(request: SignedInRequest, seller: Seller) -> HttpResponse:
    year = _asked(request, seller)
    content = as_xlsx(
        str(year.year),
        [
            _("Month"),
            _("Orders"),
            _("Goods sold"),
            _("Given back to buyers"),
            _("Turnover"),
            _("Tax withheld"),
        ],
        [
            (format_month(row.month), row.orders, row.goods, row.back, row.turnover, row.tax)
            for row in year.months
        ],
        above=[f"{seller.name}, {seller.owner_name}, {year.year}"],
        sums=(2, 3, 4, 5),
    )
    return download(content, f"omzet-{seller.slug}-{year.year}.xlsx")
