"""Founding a BUMDes here, and beginning its books."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.ledger.services import open_book
from bumdes.ledger.services.books import newest_chart
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal
from core.users.models import User


class NoSuchVillage(Refusal):
    message = _("There is no village with the code %(code)s.")
    field = "village"


class BumdesExists(Refusal):
    message = _("There is already a BUMDes with the code %(code)s.")
    field = "code"


class BadBumdesCode(Refusal):
    message = _("A code has small letters, digits and hyphens only, 40 signs at most.")
    field = "code"


def create_bumdes(
    *, code: str, name: str, village: str, chart: str, opened_on: date, actor: User | None, now: datetime
) -> Organisation:
    """A BUMDes of a village (by its official code) with a book of its own on the named chart.

    Raises BadBumdesCode, BumdesExists, NoSuchVillage, NoSuchChart.
    """
    if slugify(code) != code or not 0 < len(code) <= 40:
        raise BadBumdesCode
    with transaction.atomic(durable=True):
        if Organisation.objects.filter(code=code).exists():
            raise BumdesExists(code=code)
        place = Village.objects.filter(code=village).first()
        if place is None:
            raise NoSuchVillage(code=village)
        organisation = Organisation.objects.create(code=code, name=name, village=place)
        begin_books(organisation=organisation, chart=chart, opened_on=opened_on, actor=actor, now=now)
    return organisation


def begin_books(
    *, organisation: Organisation, chart: str, opened_on: date, actor: User | None, now: datetime
) -> Book:
    """Open the book of a BUMDes, once; in the caller's transaction. Raises NoSuchChart."""
    lock(organisation)
    if organisation.book is not None:
        return organisation.book
    organisation.book = open_book(
        code=organisation.code, name=organisation.name, opened_on=opened_on, chart=newest_chart(chart)
    )
    organisation.save(update_fields=["book"])
    record(action="books.begun", subject=organisation, actor=actor, at=now, opened_on=opened_on.isoformat())
    return organisation.book
