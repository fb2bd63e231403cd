"""Lists of the bank: sent in, looked at, imported whole or not at all, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from bumdes.banking.models import BankLine, BankStart, Match, Reconciliation, StatementFile
from bumdes.banking.reading import (
    MEANINGS,
    Movement,
    Reading,
    Table,
    fingerprints,
    in_order,
    open_table,
    read_movements,
)
from bumdes.banking.reading.columns import is_enough
from bumdes.banking.services.matching import BATCH, hold, match_what_is_certain, undo_in_transaction
from bumdes.banking.services.refusals import (
    AlreadyDone,
    ColumnsNotChosen,
    LinesInUse,
    NotABank,
    NothingInIt,
    OpeningBalanceMissing,
    SameColumnTwice,
    WrongLines,
    spoken,
)
from bumdes.ledger.access import opened
from bumdes.ledger.models import Account
from core.audit.services import record
from core.locks import lock
from core.refusals import Conflict
from core.users.models import User


def upload_file(
    *, account: Account, content: bytes, name: str, key: str, actor: User | None, now: datetime
) -> StatementFile:
    """Keep a file to be looked at; nothing is imported yet. The same key gives the same file.

    Raises Conflict, NotABank and what opening a table raises.
    """
    if not account.is_cash or account.role in ("cash", "petty_cash"):
        raise NotABank
    table = open_table(content)
    file_hash = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True), opened(account.book):
        hold(account)
        if earlier := StatementFile.objects.filter(book=account.book, key=key).first():
            if (earlier.account_id, earlier.file_hash) != (account.pk, file_hash):
                raise Conflict
            return earlier
        return StatementFile.objects.create(
            book=account.book,
            account=account,
            name=name[:120] or "mutasi",
            file_hash=file_hash,
            lines=[[number, cells] for number, cells in table.lines],
            header=table.header,
            columns=dict(table.columns),
            key=key,
            made_by=actor,
            made_at=now,
        )


def table_of(file: StatementFile) -> Table:
    return Table(tuple((number, cells) for number, cells in file.lines), file.header, file.columns)


def read_file(file: StatementFile, *, today: date) -> Reading:
    """What the file says with the columns it has; nothing while they are not enough."""
    table = table_of(file)
    if not table.is_understood:
        return Reading((), (), 0)
    return read_movements(table, today=today, carries_sen=True)


def choose_columns(
    *, file: StatementFile, header: int, columns: Mapping[str, int], actor: User, now: datetime
) -> StatementFile:
    """Say what the columns are; `header` is the index of the line above the first movement, or -1.

    Raises AlreadyDone, ColumnsNotChosen, SameColumnTwice.
    """
    chosen = {meaning: at for meaning, at in columns.items() if meaning in MEANINGS}
    if not is_enough(chosen):
        raise ColumnsNotChosen
    if len(set(chosen.values())) < len(chosen):
        raise SameColumnTwice
    with transaction.atomic(durable=True), opened(file.book):
        lock(file)
        if file.state != StatementFile.State.WAITING:
            raise AlreadyDone
        file.columns, file.header = chosen, min(max(header, -1), len(file.lines) - 1)
        file.save(update_fields=["columns", "header"])
    return file


def import_file(
    *, file: StatementFile, opening_balance: int | None, actor: User | None, now: datetime
) -> StatementFile:
    """Write every line that is not there yet, then match what is certain; all of the file or nothing.

    The first file of an account needs `opening_balance`: what the bank held before its first line.
    Sent twice it is imported once. Raises AlreadyDone, ColumnsNotChosen, WrongLines, NothingInIt,
    OpeningBalanceMissing.
    """
    with spoken(), transaction.atomic(durable=True), opened(file.book):
        account = file.account
        hold(account)
        lock(file)
        if file.state == StatementFile.State.IMPORTED:
            return file
        if file.state != StatementFile.State.WAITING:
            raise AlreadyDone
        if not table_of(file).is_understood:
            raise ColumnsNotChosen
        reading = read_file(file, today=timezone.localdate(now))
        if reading.errors:
            raise WrongLines(count=len(reading.errors))
        movements = in_order(reading.movements)
        if not movements:
            raise NothingInIt
        start = _start(account, movements, opening_balance, actor=actor, now=now)
        fresh, repeated = _fresh(account, [one for one in movements if one.day >= start.starts_on])
        BankLine.objects.bulk_create(
            [
                BankLine(
                    book=file.book,
                    account=account,
                    source=file,
                    day=one.day,
                    place=place,
                    debit=one.debit,
                    credit=one.credit,
                    balance=one.balance,
                    reference=one.reference,
                    description=one.description,
                    fingerprint=name,
                )
                for place, (one, name) in enumerate(fresh)
            ],
            batch_size=BATCH,
        )
        file.state, file.lines = StatementFile.State.IMPORTED, []
        file.added, file.repeated = len(fresh), repeated
        file.skipped = len(movements) - len(fresh) - repeated + reading.tiny
        file.save(update_fields=["state", "lines", "added", "repeated", "skipped"])
        match_what_is_certain(account, actor=actor, now=now)
        record(
            action="bank.imported",
            subject=file,
            actor=actor,
            at=now,
            added=file.added,
            repeated=repeated,
        )
    return file


def _start(
    account: Account,
    movements: list[Movement],
    opening_balance: int | None,
    *,
    actor: User | None,
    now: datetime,
) -> BankStart:
    """The account's start, made by its first file. Raises OpeningBalanceMissing."""
    if start := BankStart.objects.filter(account=account).first():
        return start
    if opening_balance is None:
        raise OpeningBalanceMissing
    return BankStart.objects.create(
        book=account.book,
        account=account,
        starts_on=min(one.day for one in movements),
        bank_balance=opening_balance,
        made_by=actor,
        made_at=now,
    )


def _fresh(account: Account, movements: list[Movement]) -> tuple[list[tuple[Movement, str]], int]:
    """Movements that no standing line is, with their names; and how many are there already."""
    if not movements:
        return [], 0
    names = fingerprints(((one.day, one.sen, one.description) for one in movements), account=str(account.pk))
    days = [one.day for one in movements]
    there = BankLine.objects.standing().filter(account=account, day__range=(min(days), max(days)))
    known = set(there.values_list("fingerprint", flat=True))
    fresh = [(one, name) for one, name in zip(movements, names, strict=True) if name not in known]
    return fresh, len(movements) - len(fresh)


def new_in(file: StatementFile, movements: list[Movement]) -> int:
    """How many movements an import would add. Two queries, beside the scope's."""
    with opened(file.book):
        start = BankStart.objects.filter(account=file.account_id).first()
        since = start.starts_on if start else date.min
        fresh, _repeated = _fresh(file.account, [one for one in movements if one.day >= since])
    return len(fresh)


def take_back(*, file: StatementFile, actor: User, now: datetime) -> StatementFile:
    """Take a wrong file back: its lines no longer stand, nor what was matched with them by itself.

    Raises LinesInUse when a line was matched by hand, booked, or belongs to a reconciled month.
    """
    with spoken(), transaction.atomic(durable=True), opened(file.book):
        account = file.account
        hold(account)
        lock(file)
        if file.state == StatementFile.State.TAKEN_BACK:
            return file
        lines = file.bank_lines.standing()
        oldest = lines.order_by("day").values_list("day", flat=True).first()
        if oldest and Reconciliation.objects.filter(account=account, month_end__gte=oldest).exists():
            raise LinesInUse
        matches = list(Match.objects.filter(undone_at=None, items__line__in=lines).distinct())
        if any(match.kind != Match.Kind.CERTAIN for match in matches):
            raise LinesInUse
        undo_in_transaction(matches, actor=actor, now=now)
        lines.update(taken_back_at=now)
        if not BankLine.objects.standing().filter(account=account).exists():
            _forget_start(account, actor=actor, now=now)
        file.state, file.lines = StatementFile.State.TAKEN_BACK, []
        file.save(update_fields=["state", "lines"])
        record(action="bank.taken_back", subject=file, actor=actor, at=now)
    return file


def _forget_start(account: Account, *, actor: User, now: datetime) -> None:
    """Without a line the account has not begun: postings that mirrored each other are free, too."""
    left = list(Match.objects.filter(account=account, undone_at=None))
    undo_in_transaction(left, actor=actor, now=now)
    BankStart.objects.filter(account=account).delete()
