"""A loan from the committee's yes to the money in the borrower's hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.queries import accounts_in_roles
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.calculations.frozen import terms_from_json, terms_to_json
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.calculations.terms import Method, Terms
from bumdes.lending.loan_kinds import Channel, EventKind, LoanState, VersionReason
from bumdes.lending.models import Loan, LoanEvent, Product
from bumdes.lending.queries.stories import story_of
from bumdes.lending.services.loan_refusals import (
    LOAN_RULES,
    NeverPaidOut,
    NoReason,
    NoRoomForTheDates,
    NotApproved,
    NotHerSavings,
    NotThisAccount,
    NotYet,
)
from bumdes.lending.services.member_savings import (
    hold_savings,
    move_savings,
    savings_named,
    through_savings,
)
from bumdes.lending.services.recording import (
    Act,
    asked,
    at_loan,
    earlier_event,
    keep,
    reckon,
    write_version,
)
from bumdes.lending.templates import Event
from bumdes.members.models import Group, Member
from bumdes.savings.models import SavingsAccount
from core.audit.services import record
from core.ids import random_reference
from core.refusals import Conflict, spoken_as
from core.users.models import User


def create_loan(
    *,
    book: Book,
    member: Member | None = None,
    group: Group | None = None,
    product: Product,
    terms: Terms,
    officer: User | None,
    key: str,
    actor: User,
    now: datetime,
    principal: int | None = None,
    application_reference: str = "",
    collateral: int = 0,
    fee: int | None = None,
) -> Loan:
    """A loan that was approved and not yet paid out; in the caller's transaction or one of its own.

    `terms` are frozen with it, `collateral` is what counts of it in rupiah, `fee` is kept back at the
    disbursement (without it, what the product says). Whoever makes it cannot pay it out. The same key
    gives the same loan. Raises Conflict, OtherBorrower, EnoughAtOnce (running loans on the product),
    NoRoomForTheDates (no schedule from these terms).
    """
    if principal is not None and principal != terms.principal:
        terms = replace(terms, principal=principal)
    kept_fee = product.fee_of(terms.principal) if fee is None else fee
    content = asked(
        member=member and member.pk,
        group=group and group.pk,
        product=product.pk,
        terms=terms_to_json(terms),
        application=application_reference,
        fee=kept_fee,
        collateral=collateral,
    )
    with opened(book), spoken(), spoken_as(LOAN_RULES), transaction.atomic():
        if earlier := Loan.objects.filter(book=book, key=key).first():
            if earlier.content_hash != content:
                raise Conflict
            return earlier
        try:
            schedule(terms)
        except Unschedulable as error:
            raise NoRoomForTheDates from error
        loan = Loan.objects.create(
            book=book,
            unit=product.unit,
            reference=random_reference(),
            member=member,
            group=group,
            product=product,
            application_reference=application_reference,
            terms=terms_to_json(terms),
            amount=terms.principal,
            fee=kept_fee,
            officer=officer,
            collateral=collateral,
            made_by=actor,
            made_at=now,
            key=key,
            content_hash=content,
        )
        record(action="loan.approved", subject=loan, actor=actor, at=now, amount=loan.amount)
    return loan


def terms_from(terms: Terms, day: date) -> Terms:
    """The terms when the money goes out on another day than agreed; dates that were agreed stay."""
    return terms if terms.disbursed == day else replace(terms, disbursed=day)


def disburse(
    *,
    loan: Loan,
    to: str,
    date: date,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
    savings: SavingsAccount | None = None,
) -> LoanEvent:
    """Pay a loan out in cash, by bank transfer or to savings (`to`), and begin its schedule on that day.

    `account` is the bank's, where the book has several; `savings` the member's own, and nobody else's.
    The same key gives the first event again. Raises NotApproved, NeverPaidOut, NotYet, OnePerson
    (whoever made the loan), NotEnough, NoRoomForTheDates, NotThisAccount, EnoughAtOnce, PeriodClosed,
    Conflict, and as check_savings().
    """
    content = asked(
        what="disburse",
        loan=loan.pk,
        to=to,
        date=date,
        account=account and account.pk,
        **savings_named(savings),
    )
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        if savings is not None:
            hold_savings(loan, savings)
        act = Act(loan, key, date, actor, now)
        if loan.state == LoanState.CANCELLED:
            raise NeverPaidOut
        if loan.state != LoanState.APPROVED:
            raise NotApproved
        if date > act.today:
            raise NotYet
        terms = terms_from(terms_from_json(loan.terms), date)
        try:
            rows = schedule(terms)
        except Unschedulable as error:
            raise NoRoomForTheDates from error
        if rows[0].due <= date:
            raise NoRoomForTheDates
        paid = terms.principal - loan.fee
        if savings is not None:
            money = through_savings(loan, savings, channel=to, amount=paid, day=date)
        else:
            money = money_account(loan.book, to, account)
        if terms.method == Method.MURABAHAH:
            entry = act.post(
                Event.MURABAHAH_SOLD,
                {
                    "price": terms.principal + terms.margin,
                    "paid": paid,
                    "margin": terms.margin,
                    "fee": loan.fee,
                },
                money=money,
                made_by=loan.made_by,
                approved_by=actor,
            )
        else:
            entry = act.post(
                Event.DISBURSED,
                {"principal": terms.principal, "paid": paid, "fee": loan.fee},
                money=money,
                made_by=loan.made_by,
                approved_by=actor,
            )
        event = act.write(
            EventKind.DISBURSED,
            movement={"principal": terms.principal, "margin": terms.margin},
            amount=terms.principal,
            channel=Channel(to),
            entry=entry,
            key=key,
            content_hash=content,
            note=savings.number if savings else "",
        )
        if savings is not None:
            move_savings(act, savings, words="Pencairan pinjaman")
        loan.state, loan.disbursed_by, loan.disbursed_on = LoanState.ACTIVE, actor, date
        numbers = write_version(act, event, number=1, since=date, reason=VersionReason.AGREED, rows=rows)
        story = story_of(loan)
        keep(act, reckon(story, [], on=act.today), [], instalments=numbers)
        record(action="loan.disbursed", subject=loan, actor=actor, at=now, amount=loan.amount, to=to)
    return event


def cancel(*, loan: Loan, reason: str, key: str, actor: User, now: datetime) -> LoanEvent:
    """End a loan that nobody came for; its borrower may ask for another.

    The same key gives the first event again. Raises NotApproved, NeverPaidOut, NoReason, Conflict.
    """
    content = asked(what="cancel", loan=loan.pk)
    with at_loan(loan):
        if earlier := earlier_event(loan, key=key, content=content):
            return earlier
        act = Act(loan, key, timezone.localdate(now), actor, now)
        if loan.state == LoanState.CANCELLED:
            raise NeverPaidOut
        if loan.state != LoanState.APPROVED:
            raise NotApproved
        if not reason.strip():
            raise NoReason
        event = act.write(
            EventKind.CANCELLED, key=key, content_hash=content, note=reason.strip()[:200], entry=None
        )
        loan.state = LoanState.CANCELLED
        loan.save(update_fields=["state"])
        record(action="loan.cancelled", subject=loan, actor=actor, at=now)
    return event


def money_account(book: Book, channel: str, account: Account | None) -> Account:
    """The account that money of a channel goes through. Raises NotThisAccount, and NotHerSavings.

    Savings go through an account of the member's, by through_savings().
    """
    if channel == Channel.SAVINGS:
        raise NotHerSavings
    if account is None or channel in (Channel.CASH, Channel.FUND):
        role = _ROLES[Channel(channel)]
        account = accounts_in_roles([book], roles=[role])[book.pk][role]
    is_bank = account.is_cash and account.role != "cash"
    if account.book_id != book.pk or (channel == Channel.BANK and not is_bank):
        raise NotThisAccount
    return account


_ROLES = {
    Channel.CASH: "cash",
    Channel.FUND: "joint_liability_fund",
    Channel.SALES: "seller_payable",
    Channel.BANK: "bank_1",
}
