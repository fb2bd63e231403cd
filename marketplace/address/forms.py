"""The address form of river villages: one for the address book and the checkout alike."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.cache import cache
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from bumdes.villages.models import Village
from bumdes.villages.queries import villages_by_district
from core.users.fields import PhoneField
from marketplace.address.models import VillageAddress

_RT_RW = re.compile(r"^(?:r[tw]\.?\s*)?(\d{1,3})$", re.IGNORECASE)


_OPTIONS, _OPTIONS_FOR_S = "address:village-options", 600


def _village_options() -> str:
    """Every village under its district as options, none selected; made once in ten minutes."""
    options = cache.get(_OPTIONS)
    if options is None:
        options = "".join(
            format_html(
                '<optgroup label="{}">{}</optgroup>',
                district,
                format_html_join("", '<option value="{}">{}</option>', villages),
            )
            for district, villages in villages_by_district()
        )
        cache.set(_OPTIONS, options, _OPTIONS_FOR_S)
    return str(options)


class VillageSelect(forms.Select):
    """District and village as one grouped select, so that it needs no script.

    Written out, because Django draws a select with a template per option, and here are 313.
    """

    empty_label: Any = ""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The select with the village of this code chosen; a code that is none of ours chooses none."""
        chosen = format_html('value="{}"', "" if value is None else value)
        written = f'<option value="">{escape(self.empty_label)}</option>{_village_options()}'
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            # Whatever was typed stands escaped between its quotes, so it can only match a whole code.
            mark_safe(written.replace(chosen, f"{chosen} selected", 1)),  # noqa: S308
        )


class VillageField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Village"))
        kwargs.setdefault("empty_label", _("Choose your village"))
        kwargs.setdefault("queryset", Village.objects.select_related("district"))
        kwargs.setdefault("widget", VillageSelect)
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid_choice", _("Choose a village from the list.")
        )
        super().__init__(**kwargs)
        self.widget.empty_label = self.empty_label


class NeighbourhoodField(forms.CharField):
    """RT or RW: up to three digits, kept as typed except for a leading "RT" or "RW"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        if match := _RT_RW.match(typed):
            return match[1]
        raise forms.ValidationError(
            _("Write %(name)s as one to three digits, such as 03."), params={"name": self.label}
        )


class VillageAddressForm(forms.Form):
    """Fields of a VillageAddress; `address()` gives them back ready for the model."""

    name = forms.CharField(
        label=_("Recipient's name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write the name of the person who receives the goods.")},
    )
    phone = PhoneField()
    village = VillageField(error_messages={"required": _("Choose the village where the goods should go.")})
    dusun = forms.CharField(label=_("Hamlet (dusun)"), max_length=60, required=False)
    rt = NeighbourhoodField(label="RT")
    rw = NeighbourhoodField(label="RW")
    street = forms.CharField(
        label=_("Street and number"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    river = forms.CharField(label=_("River"), max_length=60, required=False)
    channel = forms.CharField(
        label=_("Channel (jalur)"), max_length=20, required=False, help_text=_("For example 8 or 10 Muara.")
    )
    side = forms.ChoiceField(
        label=_("Side"), required=False, choices=[("", _("Not on a river")), *VillageAddress.Side.choices]
    )
    dock = forms.CharField(
        label=_("Dock"), max_length=60, required=False, help_text=_("The landing stage closest to the house.")
    )
    landmark = forms.CharField(
        label=_("Landmark (patokan)"),
        max_length=160,
        help_text=_("What people ask for, for example: green house behind the mosque."),
        error_messages={"required": _("Write a landmark, so that the courier finds the house.")},
    )

    # How a page may group the fields; checkout and the address book use the same order.
    person_fields = ("name", "phone")
    place_fields = ("village", "dusun", "rt", "rw", "street", "landmark")
    water_fields = ("river", "channel", "side", "dock")

    def person(self) -> list[forms.BoundField]:
        return [self[name] for name in self.person_fields]

    def place(self) -> list[forms.BoundField]:
        return [self[name] for name in self.place_fields]

    def water(self) -> list[forms.BoundField]:
        return [self[name] for name in self.water_fields]

    def has_water_answers(self) -> bool:
        """True when the river part holds something: a typed value, an initial one or an error."""
        return any(self[name].value() or self[name].errors for name in self.water_fields)

    def address(self) -> dict[str, Any]:
        """The cleaned fields as keyword arguments of a VillageAddress; call after is_valid()."""
        names = (*self.person_fields, *self.place_fields, *self.water_fields)
        return {name: self.cleaned_data[name] for name in names}


def initial_of(address: VillageAddress) -> dict[str, Any]:
    """What VillageAddressForm shows for an address already kept; no query."""
    names = ("name", "phone", "dusun", "rt", "rw", "street", "river", "channel", "side", "dock", "landmark")
    return {"village": address.village_id, **{name: getattr(address, name) for name in names}}
