"""Forms of members, their consents and papers, and groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bumdes.members.enums import (
    DocumentKind,
    GroupKind,
    GroupOffice,
    How,
    Purpose,
    Rhythm,
    Sex,
    Standing,
    Weekday,
)
from bumdes.members.models import Group, Member
from bumdes.members.nik import read_family_card, read_nik, warnings
from bumdes.members.services.groups import GroupFacts
from bumdes.members.services.people import Facts
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from bumdes.villages.queries import villages_by_district
from core.fields import DayField
from core.idempotency.fields import KeyField
from core.refusals import Refusal
from core.users.fields import PhoneField

_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class PastDayField(DayField):
    """A day that has come: today or earlier."""

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class VillageField(forms.ChoiceField):
    """One of the regency's villages, under the names of their districts."""

    def __init__(self, **kwargs: Any):
        super().__init__(label=_("Village"), choices=villages_by_district, **kwargs)

    def clean(self, value: Any) -> Any:
        return Village.objects.get(pk=super().clean(value))


class PersonForm(forms.Form):
    """What is written of a person. A NIK that does not fit the rest needs a tick."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As on the identity card."))
    standing = forms.ChoiceField(label=_("Known as"), choices=Standing)
    nik = forms.CharField(
        label=_("NIK"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs=_DIGITS),
        help_text=_("16 digits. Kept encrypted; lists show a part of it."),
    )
    nik_confirmed = forms.BooleanField(
        label=_("The NIK is right, I looked at the identity card"), required=False
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("Not written")), *Sex.choices], required=False)
    birth_date = PastDayField(label=_("Born on"), required=False)
    family_card = forms.CharField(
        label=_("Family card number"), max_length=30, required=False, widget=forms.TextInput(attrs=_DIGITS)
    )
    village = VillageField()
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = PhoneField(required=False)
    work = forms.CharField(label=_("Livelihood"), max_length=80, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.doubts: list[str] = []

    def clean_nik(self) -> str:
        return _read(read_nik, self.cleaned_data["nik"])

    def clean_family_card(self) -> str:
        return _read(read_family_card, self.cleaned_data["family_card"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.doubts = warnings(
            data.get("nik", ""), birth_date=data.get("birth_date"), sex=data.get("sex", "")
        )
        if self.doubts and not data.get("nik_confirmed"):
            self.add_error("nik_confirmed", _("Correct what is wrong, or tick this."))
        return data

    def facts(self, *, keep_numbers: bool = False) -> Facts:
        """As the services take it. `keep_numbers`: an empty number leaves what is kept."""
        data = {name: self.cleaned_data[name] for name in Facts.__dataclass_fields__}
        if keep_numbers:
            data |= {name: data[name] or None for name in ("nik", "family_card")}
        return Facts(**data)


class RegisterForm(PersonForm):
    key = KeyField()
    joined_on = PastDayField(label=_("Member since"), initial=timezone.localdate)


class ChangeForm(PersonForm):
    """Numbers that are kept are not shown: an empty field leaves them as they are."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any):
        shown = ("name", "standing", "sex", "birth_date", "address", "phone", "work")
        said = {name: getattr(member, name) for name in shown} | {"village": member.village_id}
        super().__init__(*args, initial=said, **kwargs)
        for field, kept in (("nik", member.nik_masked), ("family_card", member.family_card_masked)):
            if kept:
                self.fields[field].help_text = _now("Kept: %(number)s. Leave empty to keep it.") % {
                    "number": kept
                }


class DayForm(forms.Form):
    """The day something ends."""

    on = PastDayField(label=_("Last day"), initial=timezone.localdate)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why do you need to see it?"),
        max_length=120,
        help_text=_("Your name and this reason are written down."),
    )


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For what"), choices=Purpose)
    how = forms.ChoiceField(label=_("How it was given"), choices=How)
    note = forms.CharField(label=_("Where the paper or message is kept"), max_length=160, required=False)


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=_("Paper"), choices=DocumentKind)
    # The service inspects it, and says what is wrong with an empty one.
    file = forms.FileField(
        label=_("Photo or PDF"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("File, as XLSX or CSV"),
        max_length=200,
        help_text=_("Made from the template. At most 2.000 people and 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name of the group"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of group"), choices=GroupKind)
    village = VillageField()
    meeting_weekday = forms.TypedChoiceField(
        label=_("Meets on"),
        choices=[("", _("No fixed day")), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    meeting_every = forms.TypedChoiceField(label=_("How often"), choices=Rhythm.choices, coerce=int)
    meeting_time = forms.TimeField(
        label=_("At what time"),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    meeting_place = forms.CharField(label=_("Where"), max_length=120, required=False)

    def facts(self) -> GroupFacts:
        """As the services take it."""
        return GroupFacts(**{name: self.cleaned_data[name] for name in GroupFacts.__dataclass_fields__})


class FormGroupForm(GroupForm):
    key = KeyField()
    formed_on = PastDayField(label=_("Formed on"), initial=timezone.localdate)


def said_of(group: Group) -> dict[str, Any]:
    """What a form that changes a group begins with."""
    shown = ("name", "kind", "meeting_weekday", "meeting_every", "meeting_time", "meeting_place")
    return {name: getattr(group, name) for name in shown} | {"village": group.village_id}


class JoinForm(forms.Form):
    """A person by number or name: a list of all members would be too long to choose from."""

    member = forms.CharField(label=_("Member number or name"), max_length=120)
    office = forms.ChoiceField(
        label=_("Office"),
        choices=GroupOffice,
        initial=GroupOffice.MEMBER,
        help_text=_("Who is in the group already is given this office."),
    )
    on = PastDayField(label=_("From"), initial=timezone.localdate)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_member(self) -> Member:
        words = " ".join(self.cleaned_data["member"].split())
        rows = Member.objects.of(self.organisation).active()
        found = list(rows.filter(number__iexact=words)) or list(
            rows.searched(words).order_by("name", "pk")[:4]
        )
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Nobody here is called so."))
        several = ", ".join(f"{each.number} {each.name}" for each in found)
        raise forms.ValidationError(
            _("Several people fit: %(names)s. Write the number."), params={"names": several}
        )


def _read(reader: Any, typed: str) -> str:
    try:
        return str(reader(typed))
    except Refusal as refusal:
        raise forms.ValidationError(refusal.message) from refusal
