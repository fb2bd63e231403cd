"""Fields that several forms of the books share: days, units, places of money, accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.queries.money import Place
from bumdes.ledger.models import Account, Unit
from bumdes.ledger.queries import AccountIndex
from core.money import format_rupiah

DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"]
_NAMED_AT_MOST = 4


class DayField(forms.DateField):
    """A day, from the phone's calendar or typed as 23-11-2026."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            **{
                "input_formats": DAY_FORMATS,
                "widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                **kwargs,
            }
        )
        self.error_messages["invalid"] = _("Write a day, such as 23-11-2026.")


class DescriptionField(forms.CharField):
    """Some words of at most 200 signs, as an entry keeps them."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            **{
                "max_length": 200,
                "required": False,
                "widget": forms.TextInput(attrs={"autocomplete": "off"}),
                **kwargs,
            }
        )


def unit_choices(units: dict[str, Unit]) -> list[tuple[str, str]]:
    """The units in use, the head office first."""
    return [(unit.code, unit.name) for unit in units.values() if unit.is_active]


def place_choices(places: Iterable[Place]) -> list[tuple[str, str]]:
    """Cash and banks by their code, each with what it holds."""
    return [(place.code, f"{place.name} ({format_rupiah(place.balance)})") for place in places]


class AccountField(forms.CharField):
    """An account by its code, its name, or a part of the name that only one has.

    The page gives one <datalist> of all accounts; without it the typed text is looked up here.
    """

    def __init__(self, *, accounts: AccountIndex, **kwargs: Any):
        self.accounts = accounts
        super().__init__(
            **{
                "max_length": 140,
                "widget": forms.TextInput(
                    attrs={"list": "accounts", "autocomplete": "off", "spellcheck": "false"}
                ),
                **kwargs,
            }
        )

    def clean(self, value: Any) -> Account | None:
        typed = super().clean(value)
        if not typed:
            return None
        code = typed.partition(" ")[0]
        if self.accounts.has_code(code):
            return self._in_use(self.accounts.by_code(code))
        asked = typed.casefold()
        same = [account for account in self.accounts if account.name.casefold() == asked]
        near = same or [
            account for account in self.accounts if account.is_active and asked in account.name.casefold()
        ]
        if len(near) == 1:
            return self._in_use(near[0])
        if not near:
            raise ValidationError(_("There is no such account. Write its code, or a part of its name."))
        names = "; ".join(str(account) for account in near[:_NAMED_AT_MOST])
        raise ValidationError(_("Several accounts fit: %(names)s. Write the code."), params={"names": names})

    def _in_use(self, account: Account) -> Account:
        if not account.is_active:
            raise ValidationError(_("This account is no longer in use."))
        return account
