"""Asking for a loan, and preparing it for the committee: taking it on, survey, securities, withdrawal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book
from bumdes.lending.application_kinds import BEING_PREPARED, ApplicationState, House, Reputation
from bumdes.lending.calculations.requests import BadRequest, reason
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.calculations.terms import Terms
from bumdes.lending.models import Application, Guarantor, Pledge, Product, Survey, SurveyPhoto
from bumdes.lending.services.refusals import (
    AmountOutside,
    BeforeCommittee,
    NoSchedule,
    NotAnymore,
    NotForThem,
    OtherBumdes,
    PeriodsOutside,
    ProductClosed,
    ReasonMissing,
    spoken,
)
from bumdes.members.models import Group, Member
from core.audit.services import record
from core.ids import random_reference
from core.locks import lock, lock_name
from core.money import format_rupiah
from core.refusals import Conflict
from core.users.models import User
from core.users.phones import normalise_phone
from media.inspection import InspectedFile


@dataclass(frozen=True)
class Wish:
    """What is asked for. `first_due` of a yarnen is the harvest; `instalment` only where it is agreed."""

    principal: int
    periods: int
    purpose: str
    first_due: date | None = None
    instalment: int | None = None


@dataclass(frozen=True)
class Visit:
    """What the officer saw and heard; amounts are rupiah of a month."""

    visited_on: date
    income: int
    expenses: int
    other_debts: int = 0
    dependants: int = 0
    business_years: int = 0
    house: str = House.OWN
    reputation: str = Reputation.NOT_ASKED
    notes: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def apply_for(
    *,
    book: Book,
    product: Product,
    wish: Wish,
    officer: User | None,
    key: str,
    actor: User,
    now: datetime,
    member: Member | None = None,
    group: Group | None = None,
) -> Application:
    """Ask for a loan, through an officer or, with `officer=None`, by the member herself.

    The same key gives the same application. Raises ProductClosed, NotForThem, AmountOutside,
    PeriodsOutside, NoSchedule, HasOpenApplication, OtherBumdes, Conflict.
    """
    with transaction.atomic(durable=True), opened(book), spoken():
        lock_name(f"lending.applications:{book.pk}:{key}")
        if earlier := Application.objects.of(book).filter(key=key).first():
            same = (earlier.product_id, earlier.member_id, earlier.group_id) == (
                product.pk,
                member.pk if member else None,
                group.pk if group else None,
            )
            if not same or any(getattr(earlier, name) != value for name, value in asdict(wish).items()):
                raise Conflict
            return earlier
        if product.closed_at is not None:
            raise ProductClosed
        if product.book_id != book.pk:
            raise OtherBumdes
        check_wish(product, wish, for_group=group is not None, now=now)
        application = Application.objects.create(
            book=book,
            reference=random_reference(),
            product=product,
            member=member,
            group=group,
            officer=officer,
            key=key,
            made_by=actor,
            made_at=now,
            **asdict(wish),
        )
        record(action="application.made", subject=application, actor=actor, at=now, amount=wish.principal)
    return application


def check_wish(product: Product, wish: Wish, *, for_group: bool, now: datetime) -> None:
    """Does the product lend so much for so long? Raises as apply_for()."""
    most = product.most(for_group=for_group)
    if most is None:
        raise NotForThem
    if not product.principal_min <= wish.principal <= most:
        raise AmountOutside(least=format_rupiah(product.principal_min), most=format_rupiah(most))
    if not product.periods_min <= wish.periods <= product.periods_max:
        raise PeriodsOutside(least=product.periods_min, most=product.periods_max)
    terms_of_wish(product, wish, disbursed=now.date())


def terms_of_wish(product: Product, wish: Wish, *, disbursed: date) -> Terms:
    """Terms that make a schedule. Raises NoSchedule with the field of the wish."""
    try:
        terms = product.terms_for(
            wish.principal,
            wish.periods,
            disbursed=disbursed,
            first_due=wish.first_due,
            instalment=wish.instalment,
        )
        schedule(terms)
    except BadRequest as bad:
        name, words = next(iter(bad.errors.items()))
        raise NoSchedule(words, field=_FIELD.get(name, name)) from bad
    except Unschedulable as error:
        raise NoSchedule(reason(error), field=_FIELD.get(error.field, error.field)) from error
    return terms


_FIELD = {"due_dates": "first_due", "cost": "principal"}


def take_on(*, application: Application, actor: User, now: datetime) -> Application:
    """An officer makes the application his or hers, also from a colleague. Raises BeforeCommittee."""
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        if application.officer_id != actor.pk:
            application.officer = actor
            application.save(update_fields=["officer"])
            record(action="application.taken_on", subject=application, actor=actor, at=now)
    return application


def change_wish(*, application: Application, wish: Wish, actor: User, now: datetime) -> Application:
    """Ask for something else, until the committee has it. Raises BeforeCommittee, and as apply_for()."""
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        check_wish(application.product, wish, for_group=application.group_id is not None, now=now)
        for name, value in asdict(wish).items():
            setattr(application, name, value)
        application.save(update_fields=[*asdict(wish)])
        record(action="application.changed", subject=application, actor=actor, at=now, amount=wish.principal)
    return application


def withdraw(*, application: Application, note: str, actor: User, now: datetime) -> Application:
    """It goes no further, before a loan was made of it. Raises NotAnymore, ReasonMissing."""
    with transaction.atomic(durable=True), opened(application.book), spoken():
        lock(application)
        if application.state == ApplicationState.WITHDRAWN:
            return application
        if not note.strip():
            raise ReasonMissing
        application.state, application.closed_note = ApplicationState.WITHDRAWN, note.strip()[:200]
        application.save(update_fields=["state", "closed_note"])
        record(action="application.withdrawn", subject=application, actor=actor, at=now)
    return application


def record_survey(
    *,
    application: Application,
    visit: Visit,
    actor: User,
    now: datetime,
    photos: Sequence[InspectedFile] = (),
) -> Survey:
    """Write the visit down, or write it anew, until the committee has it; photos are added to those there.

    Who surveys takes the application on when it is nobody's. Raises BeforeCommittee.
    """
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        survey, _is_new = Survey.objects.update_or_create(
            application=application,
            defaults={"book": application.book, "made_by": actor, "made_at": now, **asdict(visit)},
        )
        there = set(application.photos.values_list("sha256", flat=True))
        for photo in photos:
            sha256 = hashlib.sha256(photo.inspected.content).hexdigest()
            if sha256 not in there:  # the form sent again
                there.add(sha256)
                SurveyPhoto.objects.create(
                    book=application.book,
                    application=application,
                    file=photo,
                    sha256=sha256,
                    added_by=actor,
                    added_at=now,
                )
        application.state = ApplicationState.SURVEYED
        application.officer = application.officer or actor
        application.save(update_fields=["state", "officer"])
        record(action="application.surveyed", subject=application, actor=actor, at=now)
    return survey


def add_pledge(
    *, application: Application, kind: str, description: str, value: int, actor: User, now: datetime
) -> Pledge:
    """Collateral that is offered; the same at the same value is written once. Raises BeforeCommittee."""
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        pledge, is_new = Pledge.objects.get_or_create(
            book=application.book,
            application=application,
            kind=kind,
            description=" ".join(description.split()),
            value=value,
        )
        if is_new:
            record(action="application.pledged", subject=application, actor=actor, at=now, value=value)
    return pledge


def add_guarantor(
    *, application: Application, name: str, relation: str, phone: str, actor: User, now: datetime
) -> Guarantor:
    """Somebody who stands in. Raises GuarantorThere, BeforeCommittee, NotAPhone."""
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        guarantor = Guarantor.objects.create(
            book=application.book,
            application=application,
            name=" ".join(name.split()),
            relation=" ".join(relation.split()),
            phone=normalise_phone(phone) if phone.strip() else "",
        )
        record(action="application.guaranteed", subject=application, actor=actor, at=now)
    return guarantor


def take_out(*, security: Pledge | Guarantor, actor: User, now: datetime) -> None:
    """Cross out a collateral or guarantor. Raises BeforeCommittee."""
    application = security.application
    with transaction.atomic(durable=True), opened(application.book), spoken():
        _prepared(application)
        record(
            action="application.security_removed",
            subject=application,
            actor=actor,
            at=now,
            kind=security._meta.model_name,
        )
        security.delete()


def _prepared(application: Application) -> None:
    """Lock it and see that it is still prepared. Raises BeforeCommittee, NotAnymore."""
    lock(application)
    if application.state == ApplicationState.WITHDRAWN:
        raise NotAnymore
    if application.state not in BEING_PREPARED:
        raise BeforeCommittee
