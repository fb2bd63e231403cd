"""Forms of the desk. The drawer's own are in bumdes.units."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.units.forms import CashField
from core.idempotency.fields import KeyField


class CodeForm(forms.Form):
    """A payment code as it is read aloud: in groups, in small letters, with spaces."""

    kode = forms.CharField(
        label=_("Payment code"),
        max_length=24,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        help_text=_("8 signs, on the buyer's phone. Groups and small letters do not matter."),
        error_messages={"required": _("Type the code on the buyer's phone.")},
    )


class CollectForm(forms.Form):
    key = KeyField()
    code = forms.CharField(max_length=24, widget=forms.HiddenInput)
    tendered = CashField(
        label=_("Cash received"),
        help_text=_("What the buyer hands over: 150000, 150.000 or 150rb."),
        error_messages={"required": _("Write how much the buyer hands over.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )


class HandOutForm(forms.Form):
    key = KeyField()
    code = forms.CharField(
        label=_("Pickup code"),
        max_length=16,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("6 signs. The buyer shows it; never hand out a parcel without it."),
        error_messages={"required": _("Type the code that the buyer shows.")},
    )
    recipient = forms.CharField(
        label=_("Taken by"),
        max_length=120,
        required=False,
        help_text=_("Only when somebody else than the buyer takes the parcel."),
    )


class DoorForm(forms.Form):
    key = KeyField()
    recipient = forms.CharField(
        label=_("Received by"),
        max_length=120,
        help_text=_("The name of the person who took the parcel."),
        error_messages={"required": _("Write who took the parcel.")},
    )


class VerifyForm(forms.Form):
    """What must be seen before a shop is called verified. Each tick goes into the trail."""

    phone = forms.BooleanField(
        label=_("I called the shop's number and the owner answered."),
        error_messages={"required": _("Call the number first.")},
    )
    village = forms.BooleanField(
        label=_("The shop is where it says it is."),
        error_messages={"required": _("Make sure of the place first.")},
    )
    nib = forms.ChoiceField(
        label=_("Business number (NIB)"),
        choices=[
            ("seen", _("Seen, and it is right")),
            ("none", _("The shop has none yet; we help to get one")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is true of the NIB.")},
    )
    products = forms.BooleanField(
        label=_("I looked at the goods: they are real, and the photos show them."),
        error_messages={"required": _("Look at the goods first.")},
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=160)
