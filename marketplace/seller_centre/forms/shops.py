"""Forms about the shop itself: opening, profile, holiday, staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from bumdes.organisations.models import Organisation
from bumdes.villages.queries import villages_by_district
from core.idempotency.fields import KeyField
from core.users.models import User
from core.users.phones import display_phone
from marketplace.seller_centre.forms.fields import (
    DigitsField,
    LineField,
    PhoneField,
    TextField,
    choice_field,
)
from marketplace.seller_centre.services.shops import Opening
from marketplace.sellers.models import Certificate, Seller
from marketplace.sellers.queries import hubs_by_district
from marketplace.sellers.services import Profile
from media.forms import PaperField, PhotoField

FIRST_YEAR = 1900


def nib_field() -> DigitsField:
    return DigitsField(
        label=_("Business number (NIB)"),
        digits=13,
        error=_("A NIB has 13 digits. Leave it empty if you have none yet."),
        required=False,
        help_text=_("13 digits, from OSS. Your BUMDes helps you to get one, free of charge."),
    )


def grouped_choices(groups: list[tuple[str, list[tuple[Any, str]]]], first: Any) -> list[Any]:
    """Choices of a select with groups, after a first one that chooses nothing."""
    return [("", first), *groups]


class OpenShopForm(forms.Form):
    key = KeyField()
    name = LineField(
        label=_("Shop name"),
        max_length=60,
        letters=3,
        help_text=_("As your neighbours call it: Kemplang Cek Sari."),
    )
    owner_name = LineField(label=_("Your name"), max_length=120, letters=2)
    phone = PhoneField(
        label=_("Mobile number of the shop"),
        help_text=_("Buyers see it only after you have accepted their order."),
    )
    village = forms.ChoiceField(label=_("Village of the shop"))
    hub = forms.ChoiceField(
        label=_("BUMDes that serves you"),
        required=False,
        help_text=_("It checks your shop, keeps parcels for pick-up and pays out."),
    )
    tagline = LineField(
        label=_("In one line, what do you make?"),
        max_length=120,
        required=False,
    )
    nib = nib_field()
    terms = forms.BooleanField(
        label=_("I have read the rules for sellers and agree to them."),
        error_messages={"required": _("Tick this box to open a shop.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choice_field(self, "village").choices = grouped_choices(
            villages_by_district(), _("Choose your village")
        )
        choice_field(self, "hub").choices = grouped_choices(
            hubs_by_district(), _("The one nearest to my village")
        )
        self.fields["owner_name"].initial = user.name
        self.fields["phone"].initial = user.phone

    def clean_hub(self) -> int | None:
        code = self.cleaned_data["hub"]
        if not code:
            return None
        return Organisation.objects.values_list("pk", flat=True).get(code=code)

    def opening(self) -> Opening:
        data = self.cleaned_data
        return Opening(
            name=data["name"],
            owner_name=data["owner_name"],
            phone=data["phone"],
            village_id=data["village"],
            hub_id=data["hub"],
            tagline=data["tagline"],
            nib=data["nib"],
        )


class ProfileForm(forms.Form):
    data: MultiValueDict[str, Any]  # as browsers send it

    name = LineField(label=_("Shop name"), max_length=60, letters=3)
    tagline = LineField(label=_("In one line, what do you make?"), max_length=120, required=False)
    story = TextField(
        label=_("Your story"),
        max_length=2000,
        rows=8,
        required=False,
        help_text=_("Who makes it, how, and since when? Buyers read this before they trust a new shop."),
    )
    owner_name = LineField(label=_("Owner's name"), max_length=120, letters=2)
    phone = PhoneField(label=_("Mobile number of the shop"))
    nib = nib_field()
    since_year = forms.CharField(label=_("In business since"), max_length=4, required=False)
    banner = PhotoField(
        label=_("Photo of the shop"),
        required=False,
        help_text=_("Wide, of the place or of you at work. It stands on top of your shop page."),
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.this_year = this_year
        self.fields["since_year"].widget.attrs.update({"inputmode": "numeric", "placeholder": "2012"})

    @classmethod
    def values_of(cls, seller: Seller) -> dict[str, Any]:
        """What the form shows for a shop."""
        return {
            "name": seller.name,
            "tagline": seller.tagline,
            "story": seller.story,
            "owner_name": seller.owner_name,
            "phone": display_phone(seller.phone),
            "nib": seller.nib,
            "since_year": seller.since_year or "",
        }

    def clean_since_year(self) -> int | None:
        typed = self.cleaned_data["since_year"].strip()
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and FIRST_YEAR <= int(typed) <= self.this_year):
            raise ValidationError(_("Write a year, such as 2012."))
        return int(typed)

    def profile(self, *, banner_id: int | None) -> Profile:
        words = {name: value for name, value in self.cleaned_data.items() if name != "banner"}
        return Profile(**words, banner_id=banner_id)


class HolidayForm(forms.Form):
    first = forms.DateField(
        label=_("First day closed"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write a day, such as 24/12/2026.")},
    )
    last = forms.DateField(
        label=_("Last day closed"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write a day, such as 24/12/2026.")},
    )
    note = LineField(
        label=_("Note for buyers"),
        max_length=120,
        required=False,
        help_text=_("For example: going home for Lebaran, open again on Monday."),
    )


class HoursForm(forms.Form):
    hours = LineField(
        label=_("Opening hours"),
        max_length=120,
        required=False,
        help_text=_("As on your door: Monday to Saturday 08.00–16.00. Buyers see it on your shop's page."),
    )


class CertificateForm(forms.Form):
    kind = forms.ChoiceField(label=_("What paper is it?"), choices=Certificate.Kind.choices)
    note = LineField(
        label=_("Number, or what it is for"),
        max_length=80,
        required=False,
    )
    file = PaperField(
        label=_("Photo or PDF"),
        help_text=_("Your BUMDes and the platform's operator see it, buyers never."),
        error_messages={"required": _("Choose the photo or the PDF.")},
    )


class StaffForm(forms.Form):
    login = LineField(
        label=_("Mobile number or e-mail address"),
        max_length=254,
        help_text=_("The one with which this person signs in. Ask her to open an account first."),
    )
