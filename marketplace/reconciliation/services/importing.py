"""A provider's report in: what is there already adds nothing, the rest is matched and booked at once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from core.audit.services import record
from core.locks import lock_name
from core.users.models import User
from marketplace.reconciliation.models import Report, ReportLine
from marketplace.reconciliation.reading import read_report
from marketplace.reconciliation.services.matching import reconcile


def import_report(*, source: str, content: bytes, file_name: str, actor: User, now: datetime) -> Report:
    """Keep every movement of the file that is not here yet, and reconcile.

    The same file gives the first report again; a line that another file brought is not kept twice.
    Raises NotAReport, WrongLines, NothingInIt.
    """
    movements = read_report(content, source=source)
    file_hash = hashlib.sha256(content).hexdigest()
    with transaction.atomic(durable=True):
        lock_name(f"report:{source}")  # two uploads of one file see each other's lines
        if earlier := Report.objects.filter(source=source, file_hash=file_hash).first():
            return earlier
        fresh = {movement.name: movement for movement in movements}
        known = set(ReportLine.objects.filter(source=source, name__in=fresh).values_list("name", flat=True))
        report = Report.objects.create(
            source=source,
            file_name=file_name[:120],
            file_hash=file_hash,
            added=len(fresh) - len(known),
            repeated=len(movements) - len(fresh) + len(known),
            uploaded_by=actor,
            uploaded_at=now,
        )
        ReportLine.objects.bulk_create(
            ReportLine(
                report=report,
                source=source,
                name=movement.name,
                kind=movement.kind,
                reference=movement.reference,
                booked_on=movement.booked_on,
                amount=movement.amount,
                fee=movement.fee,
            )
            for movement in fresh.values()
            if movement.name not in known
        )
        record(action="report.imported", subject=report, actor=actor, at=now, added=report.added)
    reconcile(now=now)
    return report
