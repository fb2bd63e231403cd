"""What a whole group pays at one meeting: all of it is written down, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book
from bumdes.ledger.services.refusals import spoken
from bumdes.lending.models import Loan, LoanEvent
from bumdes.lending.services.loan_refusals import LOAN_RULES
from bumdes.lending.services.recording import Act, asked, earlier_event
from bumdes.lending.services.repaying import take_payment
from core.audit.services import record
from core.locks import lock
from core.refusals import Refusal, spoken_as
from core.users.models import User


class RowRefused(Refusal):
    """One row of the sheet was refused, and so nothing of it was written. `loan` says whose."""

    def __init__(self, loan: Loan, refusal: Refusal):
        self.loan = loan
        super().__init__(refusal.message, field=refusal.field)


@contextmanager
def at_loans(book: Book, *loans: Loan) -> Iterator[None]:
    """One transaction on several loans of a book, all locked and read anew."""
    with opened(book), spoken(), spoken_as(LOAN_RULES), transaction.atomic(durable=True):
        lock(*loans)
        yield


def collect(
    *,
    book: Book,
    amounts: Mapping[Loan, int],
    channel: str,
    date: date,
    key: str,
    actor: User,
    now: datetime,
    account: Account | None = None,
) -> list[LoanEvent]:
    """Take a payment of each loan, in rupiah, in one transaction; in the order of the loans' keys.

    The same key gives the same payments again. Raises RowRefused with what repay() would have said
    of that loan; then nothing is written.
    """
    loans = sorted(amounts, key=lambda loan: loan.pk)
    taken = []
    with at_loans(book, *loans):
        for loan in loans:
            amount = amounts[loan]
            content = asked(
                what="collect",
                loan=loan.pk,
                amount=amount,
                channel=channel,
                date=date,
                account=account and account.pk,
            )
            act = Act(loan, f"{key}:{loan.pk}", date, actor, now)
            try:
                event = earlier_event(loan, key=act.key, content=content)
                if event is None:
                    event = take_payment(
                        act, amount=amount, channel=channel, account=account, content=content
                    )
                    record(
                        action="loan.repaid",
                        subject=loan,
                        actor=actor,
                        at=now,
                        amount=amount,
                        channel=channel,
                    )
            except Refusal as refusal:
                raise RowRefused(loan, refusal) from refusal
            taken.append(event)
    return taken
