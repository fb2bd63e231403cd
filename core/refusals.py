"""Refusals: the expected "no" of a service, with words fit for the person who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refusal(Exception):
    """A service said no. `message` is a whole sentence, `field` names the form field or is None."""

    message: str | _StrPromise = _("This cannot be done.")
    field: str | None = None

    def __init__(self, message: str | _StrPromise | None = None, *, field: str | None = None, **values: Any):
        if field is not None:
            self.field = field
        self.values = values
        text = message if message is not None else self.message
        self.message = str(text) % values if values else text
        super().__init__(str(self.message))


class Conflict(Refusal):
    """The same idempotency key came again with other content."""

    message = _("This form was already sent with other content. Open the page again.")
