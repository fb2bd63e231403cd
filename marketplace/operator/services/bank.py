"""Our bank accounts, and the lists of movements that the bank gives for them."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.idempotency.services import content_hash, earlier_answer, remember
from core.locks import lock
from core.refusals import Conflict, Refusal
from core.users.models import User
from marketplace.gateways.transfer.matching import find_payment, reference_of
from marketplace.gateways.transfer.models import (
    BankAccount,
    StatementImport,
    StatementLine,
    TransferInstruction,
)
from marketplace.gateways.transfer.statements import Row, fingerprints, read_statement
from marketplace.operator.models import ManualMatch, StatementUpload
from marketplace.payment.models import Payment
from marketplace.purchases.services import apply_receipt


class AccountExists(Refusal):
    message = _("This account number is already in the list.")
    field = "number"


class NothingComesIn(Refusal):
    message = _("The file holds no money coming in (%(outgoing)d lines of money going out).")
    field = "file"


class NothingToImport(Refusal):
    message = _("No line of this file can be read, so there is nothing to import.")


def add_account(*, bank: str, number: str, holder: str, actor: User, key: str, now: datetime) -> BankAccount:
    """A further account that buyers may transfer to; the same key gives the same one again.

    Raises AccountExists, Conflict.
    """
    content = content_hash("account", bank, number, holder)
    with transaction.atomic(durable=True):
        if pk := earlier_answer(key=key, user=actor, content=content):
            return BankAccount.objects.get(pk=pk)
        account, is_new = BankAccount.objects.get_or_create(
            number=number, defaults={"bank": bank, "holder": holder}
        )
        if not is_new:
            raise AccountExists
        record(action="bank_account.added", subject=account, actor=actor, at=now, number=number)
        remember(key=key, user=actor, content=content, answer=account.pk, now=now)
    return account


def set_account_active(*, account: BankAccount, is_active: bool, actor: User, now: datetime) -> BankAccount:
    """Offer an account to buyers, or no longer; payments that wait for it stay open."""
    with transaction.atomic(durable=True):
        lock(account)
        if account.is_active != is_active:
            account.is_active = is_active
            account.save(update_fields=["is_active"])
            record(action="bank_account.active", subject=account, actor=actor, at=now, active=is_active)
    return account


def upload_statement(
    *, account: BankAccount, content: bytes, file_name: str, actor: User, key: str, now: datetime
) -> StatementUpload:
    """Read a bank's CSV; where every line can be read, import and match it at once.

    Where some cannot, nothing is imported: import_the_rest() goes on without them. The same
    key gives the first answer again. Raises NothingComesIn, Conflict and what reading raises.
    """
    read = read_statement(content, today=timezone.localdate(now))
    if not read.rows and not read.errors:
        raise NothingComesIn(outgoing=read.outgoing)
    file_hash = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        # The account's row is the queue: two uploads of one file see each other's lines.
        lock(account)
        if earlier := StatementUpload.objects.filter(key=key).first():
            if (earlier.file_hash, earlier.account_id) != (file_hash, account.pk):
                raise Conflict
            return earlier
        upload = StatementUpload.objects.create(
            key=key,
            account=account,
            file_name=file_name[:120],
            file_hash=file_hash,
            uploaded_by=actor,
            uploaded_at=now,
            rows=[[row.line, row.booked_on.isoformat(), row.description, row.amount] for row in read.rows],
            errors=[[error.line, error.message] for error in read.errors],
            outgoing=read.outgoing,
        )
        if not read.errors:
            _import(upload, actor=actor, now=now)
    if upload.result is not None:
        match_lines(source=upload.result, now=now)
    return upload


def import_the_rest(*, upload: StatementUpload, actor: User, now: datetime) -> StatementUpload:
    """Import the readable lines of a file, leaving out the wrong ones. Raises NothingToImport."""
    with transaction.atomic(durable=True):
        lock(upload.account, upload)
        if upload.result_id is None:
            if not upload.rows:
                raise NothingToImport
            _import(upload, actor=actor, now=now)
    if upload.result is not None:
        match_lines(source=upload.result, now=now)
    return upload


def _import(upload: StatementUpload, *, actor: User, now: datetime) -> None:
    """Write the lines that are not there yet. The caller holds the lock on the account."""
    rows = [Row(line, date.fromisoformat(day), text, amount) for line, day, text, amount in upload.rows]
    names = fingerprints(rows, account=upload.account.number)
    lines = StatementLine.objects.filter(account=upload.account, fingerprint__in=names)
    known = set(lines.values_list("fingerprint", flat=True))
    source = StatementImport.objects.create(
        account=upload.account,
        imported_by=actor,
        imported_at=now,
        added=len(rows) - len(known),
        repeated=len(known),
    )
    StatementLine.objects.bulk_create(
        StatementLine(
            account=upload.account,
            source=source,
            booked_on=row.booked_on,
            description=row.description,
            amount=row.amount,
            fingerprint=name,
        )
        for row, name in zip(rows, names, strict=True)
        if name not in known
    )
    upload.result, upload.rows = source, []
    upload.save(update_fields=["result", "rows"])
    record(
        action="statement.imported",
        subject=source,
        actor=actor,
        at=now,
        added=source.added,
        repeated=source.repeated,
        skipped=len(upload.errors),
    )


def match_lines(*, source: StatementImport, now: datetime) -> int:
    """Apply every waiting line of the account whose payment is certain; gives how many.

    Each in a transaction of its own, and repeatable: a run that was cut off is taken up by the
    next import.
    """
    expected = TransferInstruction.objects.filter(account=OuterRef("account"), amount_due=OuterRef("amount"))
    proposed = ManualMatch.objects.filter(line=OuterRef("pk"), withdrawn_at=None)
    waiting = StatementLine.objects.filter(
        Exists(expected), ~Exists(proposed), account=source.account_id, payment=None, set_aside_reason=""
    )
    matched = 0
    for line in waiting.order_by("booked_on", "pk"):
        payment = find_payment(line)
        if payment is not None and _apply(line, payment, now=now):
            matched += 1
    StatementImport.objects.filter(pk=source.pk).update(
        matched=source.lines.filter(payment__isnull=False).count()
    )
    return matched


def _apply(line: StatementLine, payment: Payment, *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        lock(line, payment.purchase, payment)
        if line.payment_id is not None or line.set_aside_reason:
            return False
        apply_receipt(payment=payment, amount=line.amount, reference=reference_of(line), now=now)
        line.payment = payment
        line.save(update_fields=["payment"])
    return True
