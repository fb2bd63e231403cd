"""The first checkout page: who receives the goods, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.users.models import User
from marketplace.address.forms import VillageAddressForm
from marketplace.address.models import UserAddress
from marketplace.checkout.drafts import NEW_ADDRESS, PICKUP, Draft
from media.forms import PhotoField

_SAVED = "saved-"
_ADDRESS_FIELDS = ("dusun", "rt", "rw", "street", "landmark", "river", "channel", "side", "dock")


class RecipientForm(VillageAddressForm):
    """Name and number, then an address, a saved one, or none for who picks up."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("We send the state of your purchase there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    where = forms.ChoiceField(
        label=_("How do you want to receive the goods?"),
        error_messages={
            "required": _("Choose an address or pick-up."),
            "invalid_choice": _("Choose an address or pick-up."),
        },
    )
    use_required_attribute = False  # what is not asked of a choice must not stop the form

    def __init__(
        self, *args: Any, user: User | None, saved: Sequence[UserAddress], travels: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.travels = user, travels
        self.saved = {f"{_SAVED}{address.pk}": address for address in saved}
        choices = [*self.saved, NEW_ADDRESS, PICKUP] if travels else [PICKUP]
        where: Any = self.fields["where"]  # mypy sees a plain Field
        where.choices = [(choice, choice) for choice in choices]
        self.fields["name"].label = _("Your name")
        self.fields["phone"].error_messages["required"] = _("Write the number on which you can be reached.")
        if user is not None:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        """Forget slips in fields that the chosen way does not ask for; what was typed stays typed."""
        where = self.cleaned_data.get("where", "")
        needless: tuple[str, ...] = ()
        if where in self.saved:
            needless = ("name", "phone", "village", *_ADDRESS_FIELDS)
        elif where == PICKUP:
            needless = _ADDRESS_FIELDS
            if not self.data.get("village"):
                needless += ("village",)
        for name in needless:
            self.errors.pop(name, None)
            self.cleaned_data.setdefault(name, None)
        return self.cleaned_data

    @property
    def chosen(self) -> str:
        return str(self["where"].value() or "")

    def draft(self) -> Draft:
        """The cleaned answers; call after is_valid()."""
        cleaned = self.cleaned_data
        where = cleaned["where"]
        email = (self.user.email or "") if self.user else cleaned["email"]
        user_pk = self.user.pk if self.user else None
        if where in self.saved:
            address = self.saved[where]
            fields = {name: getattr(address, name) for name in _ADDRESS_FIELDS}
            fields["village_id"] = address.village_id
            return Draft(where, address.name, address.phone, email, fields, user_pk)
        village = cleaned["village"]
        fields = {"village_id": village.pk} if village else {}
        if where == NEW_ADDRESS:
            fields |= {name: cleaned[name] for name in _ADDRESS_FIELDS}
        return Draft(where, cleaned["name"], cleaned["phone"], email, fields, user_pk)


def initial_of(draft: Draft) -> dict[str, Any]:
    """What the form shows for answers given before."""
    return {
        "where": draft.where,
        "name": draft.name,
        "phone": draft.phone,
        "email": draft.email,
        "village": draft.village_id,
        **draft.address,
    }


class ProofForm(forms.Form):
    """The buyer's picture of a transfer."""

    proof = PhotoField(
        label=_("Photo or screenshot of the transfer"),
        help_text=_("JPEG, PNG or WebP, up to 8 MB. Only our staff see it."),
    )
