"""Refusals: the expected "no" of a service, with words fit for the person who asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.forms import BaseForm
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


def broken_rule(error: IntegrityError) -> str | None:
    """The name of the constraint that a statement broke, or of the one a trigger of ours spoke for."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


@contextmanager
def spoken_as(refusals: Mapping[str, type[Refusal]]) -> Iterator[None]:
    """Turn a broken rule of the database into its Refusal, by the rule's name; the rest is left to fail."""
    try:
        yield
    except IntegrityError as error:
        if (name := broken_rule(error)) is not None and name in refusals:
            raise refusals[name] from error
        raise


def say_no(form: BaseForm, refusal: Refusal) -> None:
    """Put a refusal beside the field it speaks of, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
