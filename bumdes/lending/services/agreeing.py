"""From the committee's yes to a loan that waits to be paid out, on the terms that were frozen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bumdes.ledger.access import opened
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.risk import CollateralKind, counted_collateral
from bumdes.lending.models import Application, Decision, Loan
from bumdes.lending.services.disbursing import create_loan
from bumdes.lending.services.refusals import NotAnymore, spoken
from core.audit.services import record
from core.locks import lock
from core.users.models import User


def make_loan(*, application: Application, actor: User, now: datetime) -> Loan:
    """Make the loan of an application that was agreed to; making it again gives the same loan.

    Who makes it cannot pay it out. Collateral counts by the percentages of its kinds. Raises NotAnymore,
    EnoughAtOnce, NoRoomForTheDates.
    """
    book = application.book
    with transaction.atomic(durable=True), opened(book), spoken():
        lock(application)
        if application.state == ApplicationState.LENT:
            return Loan.objects.get(book=book, reference=application.loan_reference)
        if application.state != ApplicationState.APPROVED:
            raise NotAnymore
        decision = Decision.objects.get(application=application)
        pledges = application.pledges.values_list("kind", "value")
        loan = create_loan(
            book=book,
            member=application.member,
            group=application.group,
            product=application.product,
            terms=terms_from_json(decision.terms or {}),  # a yes has them
            officer=application.officer,
            key=f"application:{application.reference}",
            actor=actor,
            now=now,
            application_reference=application.reference,
            collateral=counted_collateral((CollateralKind(kind), value) for kind, value in pledges),
            fee=decision.fee,
        )
        application.state, application.loan_reference = ApplicationState.LENT, loan.reference
        application.save(update_fields=["state", "loan_reference"])
        record(action="application.lent", subject=application, actor=actor, at=now)
    return loan
