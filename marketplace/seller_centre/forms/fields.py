"""Fields that read what people type on a phone: rupiah, counts, phones, P-IRT numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import RupiahField
from core.refusals import Refusal
from core.users.phones import display_phone, normalise_phone
from marketplace.catalogue.services import plain_line, plain_text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_PRICE = 999_999_999  # one piece; more is a slip of the finger
MAX_COUNT = 1_000_000
# 1.000 is a thousand here, so Django's own field, which reads it as one, will not do.
_COUNT = re.compile(r"\d{1,9}|\d{1,3}(\.\d{3}){1,2}", re.ASCII)


def choice_field(form: forms.Form, name: str) -> forms.ChoiceField:
    """A field of a form that is known to be a choice, to give it its choices."""
    return cast(forms.ChoiceField, form.fields[name])


class PriceField(RupiahField):
    """The price of one piece: more than nothing, below a milliard."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            smallest=1, largest=MAX_PRICE, too_small=_("The price must be more than Rp0."), **kwargs
        )


class CountField(forms.CharField):
    """A whole number of something: 12 or 1.200, between its bounds."""

    def __init__(self, *, smallest: int = 0, largest: int = MAX_COUNT, **kwargs: Any):
        self.smallest, self.largest = smallest, largest
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        if not _COUNT.fullmatch(typed):
            raise ValidationError(_("Write a whole number, such as 12 or 1.200."))
        count = int(typed.replace(".", ""))
        if not self.smallest <= count <= self.largest:
            bounds = {"smallest": self.smallest, "largest": self.largest}
            raise ValidationError(_("Write a number from %(smallest)d to %(largest)d.") % bounds)
        return count


class LineField(forms.CharField):
    """One line of plain text; `letters` is how many letters or digits it needs at least."""

    def __init__(self, *, letters: int = 0, **kwargs: Any):
        self.letters = letters
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return plain_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and sum(sign.isalnum() for sign in value) < self.letters:
            raise ValidationError(_("Write it in words, with at least %(n)d letters.") % {"n": self.letters})


class TextField(forms.CharField):
    """Several lines of plain text."""

    def __init__(self, *, rows: int = 5, **kwargs: Any):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return plain_text(super().to_python(value) or "")


class PhoneField(forms.CharField):
    """A mobile number in any common spelling; gives E.164."""

    widget = forms.TelInput

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=30, **kwargs)
        self.widget.attrs.update({"autocomplete": "tel"})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return normalise_phone(typed)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal

    def prepare_value(self, value: Any) -> Any:
        return display_phone(value) if isinstance(value, str) and value.startswith("+62") else value


class DigitsField(forms.CharField):
    """An official number: `digits` digits, however grouped, with a dash after `dash_after` of them."""

    def __init__(self, *, digits: int, error: str | _StrPromise, dash_after: int = 0, **kwargs: Any):
        self.digits, self.error, self.dash_after = digits, error, dash_after
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({"inputmode": "numeric"})

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed:
            return ""
        # People copy the words before the number too: "P-IRT No. 1234567890123-45".
        number = re.sub(r"(?i)^\s*(p-?irt|nib)?\s*(no\.?)?\s*:?\s*", "", typed)
        found = re.sub(r"[\s.-]", "", number)
        if not re.fullmatch(rf"[0-9]{{{self.digits}}}", found):
            raise ValidationError(self.error)
        return f"{found[: self.dash_after]}-{found[self.dash_after :]}" if self.dash_after else found
