"""The form of an everyday act: it asks only what the act leaves open."""

from __future__ import annotations

from datetime import date as day
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.acts import ON_CREDIT, Act, Side
from bumdes.bookkeeping.forms.fields import DayField, DescriptionField, place_choices, unit_choices
from bumdes.bookkeeping.queries.money import Place
from bumdes.ledger.models import Unit
from bumdes.ledger.queries import AccountIndex
from core.fields import RupiahField
from core.idempotency.fields import KeyField
from media.fields import PhotoField


class ActForm(forms.Form):
    key = KeyField()
    amount = RupiahField(
        smallest=1,
        label=_("How much?"),
        help_text=_("15000, 15.000 or 15rb."),
        error_messages={"required": _("Write the amount.")},
    )
    what = forms.ChoiceField(error_messages={"required": _("Choose what it is for.")})
    out_of = forms.ChoiceField(label=_("From"), error_messages={"required": _("Choose where from.")})
    into = forms.ChoiceField(label=_("Into"), error_messages={"required": _("Choose where to.")})
    unit = forms.ChoiceField(label=_("For which unit?"), required=False)
    date = DayField(label=_("When?"), error_messages={"required": _("Write the day.")})
    description = DescriptionField(
        label=_("Note"), help_text=_("Who, what, how many. It stands in the books.")
    )
    photo = PhotoField(
        label=_("Photo of the receipt"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 8 MB. Only people of this BUMDes see it."),
    )

    def __init__(
        self,
        *args: Any,
        act: Act,
        accounts: AccountIndex,
        units: dict[str, Unit],
        places: list[Place],
        today: day,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = today
        self.fields["date"].widget.attrs["max"] = today.isoformat()
        for name, side in (("out_of", act.credit), ("into", act.debit)):
            self._place(name, side, places)
        if Side.WHAT in (act.debit, act.credit):
            field = self.fields["what"]
            field.label = act.question
            field.choices = [("", _("Choose …")), *_answers(act, accounts)]  # type: ignore[attr-defined]
        else:
            del self.fields["what"]
        choices = unit_choices(units)
        if len(choices) > 1:
            self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

    def _place(self, name: str, side: str, places: list[Place]) -> None:
        given: dict[str, list[Place]] = {
            Side.CASH: [place for place in places if place.is_in_hand and place.is_offered],
            Side.BANK: [place for place in places if place.is_bank and place.is_offered],
            Side.MONEY: [place for place in places if place.is_offered],
            Side.MONEY_OR_DEBT: [place for place in places if place.is_offered],
            Side.ANYWHERE: places,
        }
        if side not in given:
            del self.fields[name]
            return
        choices: list[tuple[str, Any]] = list(place_choices(given[side]))
        if side == Side.MONEY_OR_DEBT:
            choices.append((ON_CREDIT, _("Not paid yet: on credit")))
        if side == Side.ANYWHERE:
            choices.insert(0, ("", _("Choose …")))
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        into = cleaned.get("into")
        if into and into == cleaned.get("out_of"):
            self.add_error("into", _("Choose two different places."))
        return cleaned


def _answers(act: Act, accounts: AccountIndex) -> list[tuple[Any, Any]]:
    """The act's choices that this chart has an account in use for, under their headings."""
    shown = []
    for label, choices in act.groups:
        known = [
            (choice.name, choice.label)
            for choice in choices
            if choice.role in accounts and accounts[choice.role].is_active
        ]
        if known:
            shown.append((label, known))
    return shown


class UndoForm(forms.Form):
    key = KeyField()
    reason = DescriptionField(
        label=_("Why?"), required=True, error_messages={"required": _("Write why it is taken back.")}
    )


class ReceiptForm(forms.Form):
    photo = PhotoField(label=_("Photo of the receipt"), help_text=_("JPEG, PNG or WebP, up to 8 MB."))
