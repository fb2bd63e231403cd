"""Products, the licence, and opening, renewing and closing accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Unit
from bumdes.members.models import Group, Member
from bumdes.savings.calculations import add_months
from bumdes.savings.enums import Basis, Kind
from bumdes.savings.models import SavingsAccount, SavingsProduct, SavingsSettings
from bumdes.savings.services.refusals import AccountClosed, DayToCome, ProductOutOfUse, TermNotOver, spoken
from core.audit.services import record
from core.idempotency.services import content_hash
from core.locks import lock, lock_name
from core.refusals import Conflict
from core.users.models import User


@dataclass(frozen=True)
class Terms:
    """What a product says. Term savings always earn on the average; only they have months."""

    name: str
    unit: Unit
    rate_bps: int = 0
    basis: str = Basis.LOWEST
    smallest_balance: int = 0
    monthly_amount: int = 0
    term_months: int = 0
    is_active: bool = True


def add_product(*, book: Book, kind: str, terms: Terms, actor: User | None, now: datetime) -> SavingsProduct:
    """Offer a product. Raises NameTaken."""
    with transaction.atomic(durable=True), opened(book), spoken():
        product = SavingsProduct(book=book, kind=Kind(kind))
        _set(product, terms)
        product.save(force_insert=True)
        record(action="savings.product_added", subject=product, actor=actor, at=now, rate_bps=terms.rate_bps)
    return product


def change_product(
    *, product: SavingsProduct, terms: Terms, actor: User | None, now: datetime
) -> SavingsProduct:
    """Change what a product says, from the next run of interest on. Raises NameTaken."""
    with transaction.atomic(durable=True), opened(product.book), spoken():
        lock(product)
        before = product.rate_bps
        _set(product, terms)
        product.save()
        record(
            action="savings.product_changed",
            subject=product,
            actor=actor,
            at=now,
            rate_bps=[before, terms.rate_bps],
        )
    return product


def _set(product: SavingsProduct, terms: Terms) -> None:
    is_term = product.kind == Kind.TERM
    product.name, product.unit = " ".join(terms.name.split()), terms.unit
    product.rate_bps, product.is_active = terms.rate_bps, terms.is_active
    product.basis = Basis.AVERAGE if is_term else terms.basis
    product.term_months = terms.term_months if is_term else 0
    product.monthly_amount = terms.monthly_amount if product.kind == Kind.COMPULSORY else 0
    product.smallest_balance = terms.smallest_balance if product.kind == Kind.VOLUNTARY else 0


def set_licence(*, book: Book, lkm_licence: str, actor: User, now: datetime) -> SavingsSettings:
    """Write the LKM licence down, or take it away: then only members open accounts."""
    with transaction.atomic(durable=True), opened(book):
        kept, _is_new = SavingsSettings.objects.update_or_create(
            book=book,
            defaults={"lkm_licence": lkm_licence.strip(), "changed_by": actor, "changed_at": now},
        )
        record(action="savings.licence_set", subject=kept, actor=actor, at=now, licence=kept.lkm_licence)
    return kept


def open_account(
    *,
    product: SavingsProduct,
    member: Member | None = None,
    group: Group | None = None,
    opened_on: date,
    interest_to: SavingsAccount | None = None,
    key: str,
    actor: User | None,
    now: datetime,
) -> SavingsAccount:
    """Open an account under the next number, in the caller's transaction; the same key gives the first.

    Term savings get their due date. Raises ProductOutOfUse, MembersOnly, OtherBumdes, HasThisAccount,
    InterestElsewhere, DayToCome, Conflict.
    """
    book = product.book
    content = content_hash(
        product.pk,
        member.pk if member else None,
        group.pk if group else None,
        opened_on,
        interest_to.pk if interest_to else None,
    )
    with opened(book), spoken():
        # Numbers run without a gap, so one is given at a time.
        lock_name(f"savings:{book.pk}")
        if earlier := SavingsAccount.objects.filter(book=book, key=key).first():
            if earlier.content != content:
                raise Conflict
            return earlier
        if not product.is_active:
            raise ProductOutOfUse
        if opened_on > timezone.localdate(now):
            raise DayToCome
        account = SavingsAccount(
            book=book,
            product=product,
            kind=product.kind,
            number=f"S-{SavingsAccount.objects.of(book).count() + 1:04d}",
            member=member,
            group=group,
            opened_on=opened_on,
            due_on=add_months(opened_on, product.term_months) if product.kind == Kind.TERM else None,
            interest_to=interest_to,
            key=key,
            content=content,
            made_by=actor,
            made_at=now,
        )
        account.save(force_insert=True)
        record(action="savings.opened", subject=account, actor=actor, at=now, product=product.pk)
    return account


def renew_term(*, account: SavingsAccount, actor: User, now: datetime) -> SavingsAccount:
    """Bind term savings that are due for another term, from their due date. Raises TermNotOver."""
    with transaction.atomic(durable=True), opened(account.book), spoken():
        lock(account)
        if account.closed_on is not None:
            raise AccountClosed
        today = timezone.localdate(now)
        if account.due_on is None or account.due_on > today:
            raise TermNotOver
        months = account.product.term_months
        due = account.due_on
        while due <= today:
            due = add_months(due, months)
        account.due_on = due
        account.save(update_fields=["due_on"])
        record(action="savings.renewed", subject=account, actor=actor, at=now, due_on=str(due))
    return account


def close_account(*, account: SavingsAccount, on: date, actor: User, now: datetime) -> SavingsAccount:
    """Close an empty account for good. Raises NotEmpty, NotInOrder, DayToCome."""
    with transaction.atomic(durable=True), opened(account.book), spoken():
        lock(account)
        if account.closed_on is None:
            if on > timezone.localdate(now):
                raise DayToCome
            account.closed_on = on
            account.save(update_fields=["closed_on"])
            record(action="savings.closed", subject=account, actor=actor, at=now, on=str(on))
    return account
