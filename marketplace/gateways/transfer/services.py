"""Bank transfer: an amount that only one open payment has, and matching it with the bank's lines."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.locks import lock
from core.refusals import Refusal
from marketplace.gateways.transfer.models import BankAccount, TransferInstruction
from marketplace.gateways.wanted import Wanted
from marketplace.payment.models import Method, Payment

MOST_CODE = 999
_TRIES = 5


class NoTransferNow(Refusal):
    message = _("Bank transfer is not available just now. Please choose another way to pay.")
    field = "method"


class TransferGateway:
    method = Method.TRANSFER

    @property
    def time_to_pay(self) -> timedelta:
        return timedelta(hours=settings.PAY_TRANSFER_WITHIN_HOURS)

    @property
    def grace(self) -> timedelta:
        return timedelta(hours=settings.PAY_TRANSFER_GRACE_HOURS)  # banks book late

    def is_offered(self, wanted: Wanted) -> bool:
        return True

    def create(self, *, payment: Payment, now: datetime) -> None:
        """Choose the account and a free unique code of 1 … 999. Raises NoTransferNow.

        The code is added to the amount; the pair of account and amount is unique among open
        instructions (database constraint), so one statement line means one payment.
        """
        account = BankAccount.objects.filter(is_active=True).order_by("pk").first()
        if account is None:
            raise NoTransferNow
        for _attempt in range(_TRIES):
            taken = set(
                TransferInstruction.objects.filter(
                    account=account,
                    is_open=True,
                    amount_due__range=(payment.amount + 1, payment.amount + MOST_CODE),
                ).values_list("amount_due", flat=True)
            )
            free = [code for code in range(1, MOST_CODE + 1) if payment.amount + code not in taken]
            if not free:
                raise NoTransferNow
            code = secrets.choice(free)
            try:
                with transaction.atomic():
                    TransferInstruction.objects.create(
                        payment=payment, account=account, amount_due=payment.amount + code
                    )
            except IntegrityError:  # another buyer took the same code between look and insert
                continue
            payment.surplus = code
            payment.save(update_fields=["surplus"])
            return
        raise NoTransferNow

    def close(self, *, payment: Payment) -> None:
        """The amount may be given to somebody else."""
        TransferInstruction.objects.filter(payment=payment, is_open=True).update(is_open=False)


def attach_proof(*, instruction: TransferInstruction, file: File, now: datetime) -> None:
    """Keep the buyer's picture of the transfer in the private store. It proves nothing by itself."""
    with transaction.atomic():
        lock(instruction)
        instruction.proof = file
        instruction.proof_at = now
        instruction.save(update_fields=["proof", "proof_at"])
