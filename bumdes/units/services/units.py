"""Founding a business unit, changing and ending it, writing down its permits, moving money between units."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.drafts import Draft, cr, dr
from bumdes.ledger.models import Account, Book, Entry, Unit
from bumdes.ledger.queries import accounts_of, balance, units_of
from bumdes.ledger.services import add_account, add_unit, post
from bumdes.ledger.services.books import CodeTaken
from bumdes.organisations.between_units import claims_of, inter_unit_lines
from bumdes.organisations.books import book_of
from bumdes.organisations.models import Organisation
from bumdes.units.enums import UnitKind
from bumdes.units.kinds import ACCOUNT_ROLES
from bumdes.units.models import BusinessUnit, InternetService, Permit
from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Refusal
from core.users.models import User


class BadUnitCode(Refusal):
    message = _("A code has capital letters and digits, 20 signs at most.")
    field = "code"


class UnitCodeTaken(Refusal):
    message = _("There is already a unit with this code.")
    field = "code"


class NoAccountLeft(Refusal):
    message = _("There is no free inter-unit account left in the chart. End a unit first.")
    field = "kind"


class AlreadyEnded(Refusal):
    message = _("This unit has ended.")


class EndsTooEarly(Refusal):
    message = _("It cannot end before it started.")
    field = "ended_on"


class PermitExists(Refusal):
    message = _("This permit is already written down.")
    field = "number"


class ExpiresTooEarly(Refusal):
    message = _("It cannot expire before it was issued.")
    field = "expires_on"


class SameUnit(Refusal):
    message = _("Choose two different units.")
    field = "to_unit"


class UnitHoldsLess(Refusal):
    message = _("%(unit)s holds %(held)s in %(account)s.")
    field = "amount"


def found_unit(
    *,
    organisation: Organisation,
    code: str,
    name: str,
    kind: str,
    started_on: date,
    key: str,
    actor: User,
    now: datetime,
    manager: str = "",
    manager_phone: str = "",
    about: str = "",
) -> BusinessUnit:
    """A business unit with its unit in the books and an inter-unit account of its own.

    A unit that the books know already (from an import) becomes the business unit of that code.
    The same key gives the same unit. Raises BadUnitCode, UnitCodeTaken, NoAccountLeft, Conflict.
    """
    if not (code.isascii() and code.isalnum() and code == code.upper() and len(code) <= 20):
        raise BadUnitCode
    book = book_of(organisation)
    content = content_hash("unit", organisation.pk, code, name, kind)
    with transaction.atomic(durable=True), opened(book):
        lock(organisation)
        if earlier := earlier_answer(key=key, user=actor, content=content):
            return BusinessUnit.objects.select_related("unit").get(pk=earlier)
        if BusinessUnit.objects.filter(organisation=organisation, unit__code=code).exists():
            raise UnitCodeTaken
        if code == Unit.HEAD_OFFICE:
            raise UnitCodeTaken
        known = units_of(book).get(code)
        try:
            unit = known or add_unit(book=book, code=code, name=name)
        except CodeTaken as error:
            raise UnitCodeTaken from error
        business = BusinessUnit.objects.create(
            organisation=organisation,
            unit=unit,
            kind=kind,
            account=_free_account(book, UnitKind(kind), name=unit.name, actor=actor, now=now),
            manager=manager,
            manager_phone=manager_phone,
            about=about,
            started_on=started_on,
        )
        if kind == UnitKind.INTERNET:
            InternetService.objects.create(business=business)
        record(action="unit.founded", subject=business, actor=actor, at=now, code=code, kind=kind)
        remember(key=key, user=actor, content=content, answer=business.pk, now=now)
    return business


def _free_account(book: Book, kind: UnitKind, *, name: str, actor: User, now: datetime) -> Account:
    """The chart's account of the kind, or, when another unit has it, a new one under the same heading."""
    accounts = accounts_of(book)
    own = accounts[ACCOUNT_ROLES[kind]]
    if not BusinessUnit.objects.filter(account=own).exists():
        return own
    heading = own.code.rpartition(".")[0]
    for number in range(11, 99):
        code = f"{heading}.{number:02d}"
        if not accounts.has_code(code):
            return add_account(book=book, code=code, name=f"RK {name}"[:120], like=own, actor=actor, now=now)
    raise NoAccountLeft


def change_unit(
    *, business: BusinessUnit, manager: str, manager_phone: str, about: str, actor: User, now: datetime
) -> BusinessUnit:
    """Write down who leads it and what it does; the same words again change nothing."""
    with transaction.atomic(durable=True), opened(book_of(business.organisation)):
        lock(business)
        said = {"manager": manager, "manager_phone": manager_phone, "about": about}
        changed = sorted(name for name, value in said.items() if getattr(business, name) != value)
        if changed:
            for name in changed:
                setattr(business, name, said[name])
            business.save(update_fields=changed)
            record(action="unit.changed", subject=business, actor=actor, at=now, changed=changed)
    return business


def end_unit(*, business: BusinessUnit, ended_on: date, actor: User, now: datetime) -> BusinessUnit:
    """Take a unit out of use: its past stays, no form offers it again. Raises AlreadyEnded, EndsTooEarly."""
    if ended_on < business.started_on:
        raise EndsTooEarly
    with transaction.atomic(durable=True), opened(book_of(business.organisation)):
        lock(business)
        if business.ended_on is not None:
            raise AlreadyEnded
        business.ended_on = ended_on
        business.save(update_fields=["ended_on"])
        Unit.objects.filter(pk=business.unit_id).update(is_active=False)
        record(action="unit.ended", subject=business, actor=actor, at=now, ended_on=ended_on.isoformat())
    return business


def add_permit(
    *,
    business: BusinessUnit,
    kind: str,
    number: str,
    issued_on: date,
    expires_on: date | None,
    actor: User,
    now: datetime,
) -> Permit:
    """Write a permit down. Raises PermitExists, ExpiresTooEarly."""
    if expires_on is not None and expires_on <= issued_on:
        raise ExpiresTooEarly
    try:
        with transaction.atomic(durable=True):
            permit = Permit.objects.create(
                business=business, kind=kind, number=number, issued_on=issued_on, expires_on=expires_on
            )
            record(action="unit.permit", subject=permit, actor=actor, at=now, kind=kind)
    except IntegrityError as error:
        raise PermitExists from error
    return permit


def transfer(
    *,
    organisation: Organisation,
    from_unit: Unit,
    to_unit: Unit,
    account: Account,
    amount: int,
    day: date,
    note: str,
    key: str,
    actor: User,
    now: datetime,
) -> Entry:
    """Move money between units through the head office, so that each side owes what the other claims.

    `account` is the cash or bank account the money lies in, before and after. The same key posts
    once. Raises SameUnit, UnitHoldsLess, NotABusinessUnit, and as post().
    """
    book = book_of(organisation)
    if from_unit.pk == to_unit.pk:
        raise SameUnit
    with transaction.atomic(durable=True), opened(book):
        lock(organisation)
        if earlier := Entry.objects.filter(book=book, key=f"units.transfer:{key}").first():
            return earlier
        held = balance(account, unit=from_unit)
        if held < amount:
            raise UnitHoldsLess(unit=from_unit.name, held=format_rupiah(held), account=account.name)
        accounts = accounts_of(book)
        claims = claims_of([from_unit, to_unit])
        lines = [
            cr(account, amount, from_unit),
            dr(account, amount, to_unit),
            *inter_unit_lines(accounts, claims, from_unit=from_unit, to_unit=to_unit, amount=amount),
        ]
        text = f"Setoran antarunit: {from_unit.name} ke {to_unit.name}"
        return post(
            Draft(
                book=book,
                date=day,
                description=(f"{text}. {note}" if note else text)[:200],
                lines=lines,
                source="units.transfer",
                subject=f"units:{from_unit.code}>{to_unit.code}",
                key=f"units.transfer:{key}",
                made_by=actor,
            ),
            now=now,
        )
