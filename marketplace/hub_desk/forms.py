"""Forms of the desk. The drawer's own are in bumdes.units."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumdes.units.forms import CashField
from bumdes.villages.queries import villages_by_district
from core.idempotency.fields import KeyField
from core.refusals import Refusal
from core.users.fields import PhoneField
from marketplace.catalogue.services import plain_line
from marketplace.gateways.qris.pictures import read_photo
from marketplace.hub_desk.bringing import Newcomer
from marketplace.sellers.models import AssistanceConsent
from media.fields import PhotoField


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


class CashDoorForm(DoorForm):
    """A parcel that is paid at the door: goods and cash change hands together."""

    amount = CashField(
        label=_("Cash you keep"),
        help_text=_("After giving change. Goods are given only for the whole sum."),
        error_messages={"required": _("Write how much cash you received.")},
    )


class RefusalForm(forms.Form):
    """The buyer does not take and pay the goods."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=200,
        help_text=_("For example: nobody at home, no money, not as ordered."),
        error_messages={"required": _("Write why the buyer refused.")},
    )

    def clean_reason(self) -> str:
        reason = line(self.cleaned_data["reason"])
        if not reason:
            raise ValidationError(_("Write why the buyer refused."))
        return reason


class DepositForm(forms.Form):
    """What a courier puts down at the counter. `expected` is what the page listed."""

    key = KeyField()
    courier = forms.IntegerField(widget=forms.HiddenInput)
    expected = forms.IntegerField(widget=forms.HiddenInput)
    counted = CashField(
        label=_("Cash counted"),
        help_text=_("Count notes and coins, and write what is really there."),
        error_messages={"required": _("Count the cash and write the amount; 0 when there is none.")},
    )
    reason = forms.CharField(
        label=_("Why is something missing?"),
        required=False,
        max_length=200,
        help_text=_("Only when it is less. What is missing becomes the courier's debt to the BUMDes."),
    )

    def clean_reason(self) -> str:
        return line(self.cleaned_data["reason"])


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


def line(typed: Any) -> str:
    """One line of plain text, without signs that could disguise a name."""
    return plain_line(str(typed or ""))


class ConsentForm(forms.Form):
    """A shop lets the BUMDes act for it, as it was said to the person at the desk."""

    how = forms.ChoiceField(
        label=_("How was it given?"),
        choices=[choice for choice in AssistanceConsent.How.choices if choice[0] != "online"],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the consent was given.")},
    )
    note = forms.CharField(
        label=_("Where is it kept?"),
        required=False,
        max_length=160,
        help_text=_("For example: folder “Penjual” 2026, or the message of 24 November."),
    )
    agreed = forms.BooleanField(
        label=_("I read the text out, and the owner agrees to it."),
        error_messages={"required": _("Read the text out first. Without consent nobody acts for a shop.")},
    )

    def clean_note(self) -> str:
        return line(self.cleaned_data["note"])


class NewcomerForm(ConsentForm):
    """Somebody opens a shop at the desk: a mobile number is enough."""

    key = KeyField()
    owner_name = forms.CharField(
        label=_("Owner's name"), max_length=120, error_messages={"required": _("Write the owner's name.")}
    )
    phone = PhoneField(
        label=_("Mobile number"),
        help_text=_("The owner signs in with it. No e-mail address is needed."),
        error_messages={"required": _("Write the owner's mobile number.")},
    )
    shop_name = forms.CharField(
        label=_("Shop name"),
        max_length=60,
        help_text=_("As your neighbours call it: Kemplang Cek Sari."),
        error_messages={"required": _("Write the name of the shop.")},
    )
    tagline = forms.CharField(label=_("In one line, what is made?"), max_length=120, required=False)
    village = forms.ChoiceField(label=_("Village of the shop"))
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Turn the screen: the owner types it. Leave it empty for who does not sign in yet."),
    )
    terms = forms.BooleanField(
        label=_("I explained the rules for sellers, and the owner agrees to them."),
        error_messages={"required": _("Explain the rules first.")},
    )
    field_order = (
        "key",
        "owner_name",
        "phone",
        "shop_name",
        "tagline",
        "village",
        "password",
        "how",
        "note",
        "agreed",
        "terms",
    )

    def __init__(self, *args: Any, home: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        village = cast(forms.ChoiceField, self.fields["village"])
        village.choices = villages_by_district()
        village.initial = home

    def clean_owner_name(self) -> str:
        return self._name("owner_name", letters=2)

    def clean_shop_name(self) -> str:
        return self._name("shop_name", letters=3)

    def clean_tagline(self) -> str:
        return line(self.cleaned_data["tagline"])

    def _name(self, field: str, *, letters: int) -> str:
        name = line(self.cleaned_data[field])
        if sum(sign.isalnum() for sign in name) < letters:
            raise ValidationError(_("Write it in words, with at least %(n)d letters.") % {"n": letters})
        return name

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password

    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(
            owner_name=data["owner_name"],
            phone=data["phone"],
            shop_name=data["shop_name"],
            tagline=data["tagline"],
            village_id=data["village"],
            how=data["how"],
            note=data["note"],
            password=data["password"],
        )


class QrisForm(forms.Form):
    """The hub's static QRIS, photographed or as text; cleans to its text in `payload`."""

    photo = PhotoField(
        label=_("Photo of your QRIS"),
        help_text=_("Of the sticker at your counter: straight, sharp, nothing else on it."),
        required=False,
    )
    payload = forms.CharField(
        label=_("Or the text inside the code"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("Begins with 000201. A QR reader shows it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        photo = cleaned.get("photo")
        if photo and not self.errors:
            try:
                cleaned["payload"] = read_photo(photo.file)
            except Refusal as refusal:
                self.add_error("photo", str(refusal.message))
        elif not cleaned.get("payload") and not self.errors:
            self.add_error("photo", _("Photograph your code, or paste its text below."))
        return cleaned


class DeskForm(forms.Form):
    """Where the desk is and when it is open."""

    opening_hours = forms.CharField(
        label=_("Opening hours"),
        max_length=120,
        help_text=_("For example: Monday to Saturday 08.00–15.00. Buyers see it where they choose a desk."),
        error_messages={"required": _("Write when the desk is open.")},
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)

    def clean_opening_hours(self) -> str:
        hours = line(self.cleaned_data["opening_hours"])
        if not hours:
            raise ValidationError(_("Write when the desk is open."))
        return hours

    def clean_address(self) -> str:
        return line(self.cleaned_data["address"])
