"""A BUMDes and its book, for whoever cannot do without one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.organisations.models import Organisation
from core.refusals import Refusal


class NoBook(Refusal):
    message = _("This BUMDes keeps no book here yet.")


def book_of(organisation: Organisation) -> Book:
    """Raises NoBook."""
    if organisation.book is None:
        raise NoBook
    return organisation.book
