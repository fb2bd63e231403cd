"""Founding a BUMDes here, beginning its books, adopting its by-laws, saying where its desk is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.ledger.services import open_book
from bumdes.ledger.services.books import newest_chart
from bumdes.organisations.models import ByLaws, ByLawShare, Organisation
from bumdes.organisations.models.bylaws import WHOLE_BPS
from bumdes.organisations.permissions import SPEAK_FOR, roles_of
from bumdes.villages.models import Village
from core.audit.services import record
from core.locks import lock
from core.money import allocate
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


class SharesNotWhole(Refusal):
    message = _("The shares add up to %(sum)s percent. Together they must make exactly 100.")


class BylawsExist(Refusal):
    message = _("There are already by-laws adopted on this day.")
    field = "adopted_on"


def adopt_bylaws(
    *,
    organisation: Organisation,
    adopted_on: date,
    minutes_number: str,
    shares: Mapping[str, int],
    actor: User | None,
    now: datetime,
) -> ByLaws:
    """A new version of the by-laws. `shares` are basis points by ProfitPurpose; zeros are left out.

    Raises SharesNotWhole, BylawsExist.
    """
    given = {purpose: bps for purpose, bps in shares.items() if bps}
    if sum(given.values()) != WHOLE_BPS or min(given.values()) < 0:
        raise SharesNotWhole(sum=f"{sum(given.values()) / 100:g}".replace(".", ","))
    try:
        with transaction.atomic(durable=True):
            bylaws = ByLaws.objects.create(
                organisation=organisation,
                adopted_on=adopted_on,
                minutes_number=minutes_number,
                made_by=actor,
                made_at=now,
            )
            ByLawShare.objects.bulk_create(
                ByLawShare(bylaws=bylaws, purpose=purpose, share_bps=bps) for purpose, bps in given.items()
            )
            record(action="bylaws.adopted", subject=bylaws, actor=actor, at=now, shares=given)
    except IntegrityError as error:
        raise BylawsExist from error
    return bylaws


def share_out(total: int, shares: Mapping[str, int]) -> dict[str, int]:
    """Split whole rupiah by basis points; shares sum to `total`. Source: largest remainder (core.money)."""
    purposes = list(shares)
    return dict(zip(purposes, allocate(total, [shares[purpose] for purpose in purposes]), strict=True))


class NotTheDirector(Refusal):
    message = _("Only the director of this BUMDes may change this.")


def set_desk(
    *, organisation: Organisation, opening_hours: str, address: str, actor: User, now: datetime
) -> Organisation:
    """Say where the desk is and when it is open; buyers read it where they choose a pickup point.

    The same words again change nothing. Raises NotTheDirector.
    """
    with transaction.atomic(durable=True):
        lock(organisation)
        if not roles_of(actor, organisation.pk) & SPEAK_FOR:
            raise NotTheDirector
        said = {"opening_hours": opening_hours, "address": address}
        changed = sorted(name for name, value in said.items() if getattr(organisation, name) != value)
        if changed:
            for name in changed:
                setattr(organisation, name, said[name])
            organisation.save(update_fields=changed)
            record(action="organisation.desk", subject=organisation, actor=actor, at=now, changed=changed)
    return organisation
