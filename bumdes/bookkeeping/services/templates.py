"""Saving an entry as a template, and posting a template once a period."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bumdes.bookkeeping.acts import OURS
from bumdes.bookkeeping.calculations import due_dates
from bumdes.bookkeeping.models import EntryTemplate
from bumdes.bookkeeping.services.sending import send
from bumdes.ledger.access import opened
from bumdes.ledger.drafts import draft_to_json
from bumdes.ledger.models import Entry, Proposal
from bumdes.ledger.services import Draft, Line
from bumdes.ledger.services.proposals import draft_from_json
from core.audit.services import record
from core.locks import lock, lock_name
from core.refusals import Refusal
from core.users.models import User


class NameTaken(Refusal):
    message = _("There is already a template with this name.")
    field = "name"


class NotATemplate(Refusal):
    message = _("Only what is written by hand here can become a template.")


class NotDue(Refusal):
    message = _("This template is not due then.")


class Ended(Refusal):
    message = _("This template is no longer in use.")


class AmountIsFixed(Refusal):
    message = _("A template of more than two lines keeps its amounts.")
    field = "amount"


def save_template(
    *, entry: Entry, name: str, monthly_on: int | None, actor: User, now: datetime
) -> EntryTemplate:
    """Keep what an entry says for other days; due from the day after it. Raises NameTaken, NotATemplate."""
    book = entry.book
    if entry.source not in OURS:
        raise NotATemplate
    with transaction.atomic(durable=True), opened(book):
        lock_name(f"template:{book.pk}:{name}")
        if EntryTemplate.objects.in_use().filter(book=book, name=name).exists():
            raise NameTaken
        lines = [
            Line(posting.account, posting.debit, posting.credit, posting.unit, posting.memo)
            for posting in entry.postings.select_related("account", "unit").order_by("pk")
        ]
        said = Draft(
            book=book,
            date=entry.date,
            description=entry.description,
            lines=lines,
            source=entry.source,
            key="",
            made_by=actor,
        )
        content = draft_to_json(said)
        del content["date"]
        template = EntryTemplate.objects.create(
            book=book,
            name=name,
            draft=content,
            total=said.total,
            day=monthly_on,
            starts_on=entry.date + timedelta(days=1),
            made_by=actor,
            made_at=now,
        )
        record(action="books.template_saved", subject=template, actor=actor, at=now)
    return template


def end_template(*, template: EntryTemplate, actor: User, now: datetime) -> None:
    """Take it out of use; what it posted stays."""
    with transaction.atomic(durable=True), opened(template.book):
        lock(template)
        if template.is_active:
            template.is_active = False
            template.save(update_fields=["is_active"])
            record(action="books.template_ended", subject=template, actor=actor, at=now)


def use_template(
    *,
    template: EntryTemplate,
    date: day,
    due: day | None,
    key: str,
    amount: int | None = None,
    actor: User,
    now: datetime,
) -> Entry | Proposal:
    """Post a template: once for the period of `due`, or by hand (due None) once for the page's key.

    `amount` may replace that of a template of two lines. What was posted for the period already is
    given back. Raises Ended, NotDue, AmountIsFixed, InTheFuture, and as post().
    """
    book = template.book
    with transaction.atomic(durable=True), opened(book):
        lock(template)
        if due is not None:
            name = template.key_for(due)
            if earlier := _answer(template, name):
                return earlier
            if template.day is None or due not in due_dates(
                day=template.day, starts_on=template.starts_on, until=due
            ):
                raise NotDue
        else:
            name = f"template:{template.pk}:{key}"
        if not template.is_active:
            raise Ended
        content = {**template.draft, "date": date.isoformat(), "subject": f"template:{template.pk}"}
        if amount is not None and amount != template.total:
            content["lines"] = _with_amount(content["lines"], amount)
        return send(draft_from_json(book, content, key=name, made_by=actor), now=now)


def _answer(template: EntryTemplate, key: str) -> Entry | Proposal | None:
    entry = Entry.objects.filter(book=template.book, key=key).first()
    return entry or Proposal.objects.filter(book=template.book, key=key).first()


def _with_amount(lines: list[dict[str, object]], amount: int) -> list[dict[str, object]]:
    if len(lines) != 2:
        raise AmountIsFixed
    return [
        {**line, "debit": amount if line["debit"] else 0, "credit": amount if line["credit"] else 0}
        for line in lines
    ]
