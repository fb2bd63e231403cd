"""Joint liability of a group: paying for a member who is short, and giving it back.

To the loan it is a payment like any other. Who paid for whom is a fact among the members.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Posting
from bumdes.ledger.queries import accounts_in_roles
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.calculations.liability import Covered
from bumdes.lending.loan_kinds import Channel, LiabilityKind
from bumdes.lending.models import LiabilityFact, Loan
from bumdes.lending.queries.liability import FUND, debts_of, fund_of
from bumdes.lending.queries.sheets import owed_by
from bumdes.lending.services.loan_refusals import LOAN_RULES, NoAmount, NotYet, OtherBorrower, TooMuch
from bumdes.lending.services.recording import Act, asked, at_loan
from bumdes.lending.services.repaying import take_payment
from bumdes.members.models import Group, Member
from bumdes.savings.models import SavingsAccount
from bumdes.savings.services import deposit, ledger_account, withdraw
from bumdes.savings.services.movements import hold_row
from core.audit.services import record
from core.locks import lock
from core.money import format_rupiah
from core.refusals import Conflict, Refusal, spoken_as
from core.users.models import User


class NoFund(Refusal):
    message = _("This group has no fund. Open a savings account of the kind group for it first.")
    field = "payer"


class NotOfTheGroup(Refusal):
    message = _("Payer and borrower must be members of this group, and not the same person.")
    field = "payer"


LIABILITY_RULES: dict[str, type[Refusal]] = {
    **LOAN_RULES,
    "liability_of_its_group": NotOfTheGroup,
    "liability_between_two": NotOfTheGroup,
    "liability_gives_back_what_is_owed": TooMuch,
    "liability_key_once_a_book": Conflict,
}


def cover(
    *,
    group: Group,
    loan: Loan,
    debtor: Member,
    payers: Sequence[Covered],
    channel: str,
    date: date,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> list[LiabilityFact]:
    """Others pay for a member who is short: one payment on the loan, a fact for each who paid.

    `payers` name members of the group by their keys; `calculations.liability.share_out` makes them for
    a shortage that all bear. The same key gives the same facts. Raises NotOfTheGroup, OtherBorrower,
    TooMuch (more than is due), Conflict, and as repay().
    """
    content = asked(
        what="cover",
        group=group.pk,
        loan=loan.pk,
        of=debtor.pk,
        payers=payers,
        channel=channel,
        date=date,
        account=account and account.pk,
    )
    with spoken_as(LIABILITY_RULES), at_loan(loan):
        if earlier := _earlier(loan.book, key=key, content=content):
            return earlier
        lock(group)
        act = Act(loan, key, date, actor, now)
        amount = _whole(loan, group, debtor, [payer.amount for payer in payers], on=date)
        event = take_payment(act, amount=amount, channel=channel, account=account, content=content)
        facts = [
            _write(
                loan.book,
                group=group,
                kind=LiabilityKind.COVERED,
                debtor_id=debtor.pk,
                creditor_id=payer.payer,
                amount=payer.amount,
                date=date,
                event=event,
                key=key if at == 0 else "",
                content_hash=content,
                made_by=actor,
                made_at=now,
            )
            for at, payer in enumerate(payers)
        ]
        record(action="liability.covered", subject=loan, actor=actor, at=now, amount=amount)
    return facts


def cover_from_fund(
    *, group: Group, loan: Loan, debtor: Member, amount: int, date: date, key: str, actor: User, now: datetime
) -> LiabilityFact:
    """The group's fund pays for a member who is short; she owes it to the fund.

    The same key gives the same fact. Raises NoFund, TooMuch (for what is due, or what the fund has),
    OtherBorrower, Conflict, and as repay().
    """
    content = asked(what="fund", group=group.pk, loan=loan.pk, of=debtor.pk, amount=amount, date=date)
    with spoken_as(LIABILITY_RULES), at_loan(loan):
        if earlier := _earlier(loan.book, key=key, content=content):
            return earlier[0]
        fund = fund_of(group)
        if fund is None:
            raise NoFund
        lock(group)
        hold_row(fund)
        act = Act(loan, key, date, actor, now)
        _whole(loan, group, debtor, [amount], on=date)
        if amount > fund.free:
            raise TooMuch(most=format_rupiah(fund.free))
        event = take_payment(act, amount=amount, channel=Channel.FUND, account=None, content=content)
        _take_from(fund, act)
        fact = _write(
            loan.book,
            group=group,
            kind=LiabilityKind.COVERED,
            debtor_id=debtor.pk,
            creditor_id=None,
            amount=amount,
            date=date,
            event=event,
            key=key,
            content_hash=content,
            made_by=actor,
            made_at=now,
        )
        record(action="liability.covered", subject=loan, actor=actor, at=now, amount=amount, by="fund")
    return fact


def _take_from(fund: SavingsAccount, act: Act) -> None:
    """Move on the fund's account what each entry of a payment moved; ta'zir has an entry of its own."""
    entries = {event.entry.pk: event.entry for event in act.events if event.entry is not None}
    rows = Posting.objects.filter(entry__in=entries, account=ledger_account(fund))
    taken = rows.values_list("entry").annotate(sum=Sum("debit") - Sum("credit")).order_by("sum", "entry")
    for at, (pk, amount) in enumerate(taken):
        # A payment of an earlier day may put back a part of what another of its entries takes.
        move = withdraw if amount > 0 else deposit
        move(
            account=fund,
            amount=abs(amount),
            entry=entries[pk],
            on=act.day,
            note=f"Pinjaman {act.loan.reference}",
            key=f"liability:{act.key}:{at}",
            actor=act.actor,
            now=act.now,
        )


def give_back(
    *,
    group: Group,
    book: Book,
    debtor: Member,
    creditor: Member | None,
    amount: int,
    date: date,
    key: str,
    actor: User,
    now: datetime,
) -> LiabilityFact:
    """What was paid for somebody is given back: to the member, or in cash to the group's fund.

    Between members no money goes through the BUMDes. The same key gives the same fact. Raises NoAmount,
    NotYet, TooMuch (more than is owed), NoFund, Conflict.
    """
    content = asked(
        what="back", group=group.pk, by=debtor.pk, to=creditor and creditor.pk, amount=amount, date=date
    )
    with opened(book), spoken(), spoken_as(LIABILITY_RULES), transaction.atomic(durable=True):
        fund = fund_of(group) if creditor is None else None
        lock(group)
        if earlier := _earlier(book, key=key, content=content):
            return earlier[0]
        if amount <= 0:
            raise NoAmount
        if date > timezone.localdate(now):
            raise NotYet
        owed = debts_of(group).get((debtor.pk, creditor.pk if creditor else FUND), 0)
        if amount > owed:
            raise TooMuch(most=format_rupiah(owed))
        entry = None
        if creditor is None:
            if fund is None:
                raise NoFund
            hold_row(fund)
            moved = deposit(
                account=fund,
                amount=amount,
                against=accounts_in_roles([book], roles=["cash"])[book.pk]["cash"],
                on=date,
                note="Pengembalian tanggung renteng",
                key=f"liability:{key}"[:80],
                actor=actor,
                now=now,
            )
            entry = moved.entry
        fact = _write(
            book,
            group=group,
            kind=LiabilityKind.GIVEN_BACK,
            debtor_id=debtor.pk,
            creditor_id=creditor.pk if creditor else None,
            amount=amount,
            date=date,
            entry=entry,
            key=key,
            content_hash=content,
            made_by=actor,
            made_at=now,
        )
        record(action="liability.given_back", subject=group, actor=actor, at=now, amount=amount)
    return fact


def _earlier(book: Book, *, key: str, content: str) -> list[LiabilityFact]:
    """What this key made before: the keyed fact, and those of the same payment. Raises Conflict."""
    first = LiabilityFact.objects.filter(book=book, key=key).first()
    if first is None:
        return []
    if first.content_hash != content:
        raise Conflict
    if first.event_id is None:
        return [first]
    return list(LiabilityFact.objects.filter(event=first.event_id).order_by("pk"))


def _whole(loan: Loan, group: Group, debtor: Member, amounts: Sequence[int], *, on: date) -> int:
    """What is paid in all: no more than is due, for nobody is liable for what is not due yet.

    Raises NoAmount, TooMuch; OtherBorrower unless the loan is the debtor's or the group's.
    """
    if not amounts or min(amounts) <= 0:
        raise NoAmount
    if loan.member_id != debtor.pk and loan.group_id != group.pk:
        raise OtherBorrower
    whole = sum(amounts)
    due = owed_by([loan], on=on).get(loan.pk, 0)
    if whole > due:
        raise TooMuch(most=format_rupiah(due))
    return whole


def _write(book: Book, **facts: object) -> LiabilityFact:
    fact = LiabilityFact(book=book, **facts)
    fact.save(force_insert=True)
    return fact
