"""Forms of the buyer's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.users.fields import PhoneField
from core.users.models import User
from marketplace.address.forms import VillageAddressForm
from marketplace.catalogue.reviews.services import MAX_BODY


class AddressForm(VillageAddressForm):
    make_default = forms.BooleanField(label=_("Use this address first"), required=False)


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    phone = PhoneField(required=False, help_text=_("You can sign in with this number."))
    password = forms.CharField(
        label=_("Your password"),
        max_length=256,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Only needed to change the number."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.has_usable_password():
            del self.fields["password"]


class ReviewForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Stars"),
        coerce=int,
        choices=[
            (5, _("5 – very good")),
            (4, _("4 – good")),
            (3, _("3 – fair")),
            (2, _("2 – poor")),
            (1, _("1 – bad")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from one to five stars.")},
    )
    title = forms.CharField(label=_("In a few words"), max_length=120, required=False)
    body = forms.CharField(
        label=_("What should other buyers know?"),
        max_length=MAX_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Taste, size, packing, how fresh it was when it came."),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CancelForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write why, so that the shop understands."),
            "max_length": _("Write the reason in at most 200 characters."),
        },
    )
