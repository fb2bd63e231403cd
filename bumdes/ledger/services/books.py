"""Opening a book, and the accounts and units in it."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.access import opened
from bumdes.ledger.models import Account, Book, Chart, ChartHeading, Unit
from bumdes.ledger.models.charts import AccountFacts
from bumdes.ledger.services.refusals import spoken
from core.audit.services import record
from core.refusals import Refusal
from core.users.models import User

DEFAULT_CHART = "kepmendesa-136-2022"
_CODE = re.compile(r"\d\.\d\.\d{2}\.\d{2}")
_FACTS = ", ".join(str(field.column) for field in AccountFacts._meta.fields)
# Hundreds of rows that differ in nothing but their book: the database copies them in a tenth of the time.
_COPY_CHART = f"""
INSERT INTO ledger_account (book_id, is_from_chart, is_active, {_FACTS})
SELECT %(book)s, TRUE, TRUE, {_FACTS} FROM ledger_chartaccount WHERE chart_id = %(chart)s ORDER BY code
"""  # noqa: S608  built from our own names only


class NoSuchChart(Refusal):
    message = _("There is no chart of accounts named %(name)s.")
    field = "chart"


class BookExists(Refusal):
    message = _("There is already a book with this code.")
    field = "code"


class BadCode(Refusal):
    message = _("Write the code as 1.1.01.09: the heading and two more digits.")
    field = "code"


class NoSuchHeading(Refusal):
    message = _("The chart has no heading %(heading)s. Add accounts under an existing heading.")
    field = "code"


class CodeTaken(Refusal):
    message = _("This code is already in use.")
    field = "code"


def newest_chart(name: str = DEFAULT_CHART) -> Chart:
    """The newest version of a chart; name may end in ".<version>". Raises NoSuchChart."""
    code, _dot, version = name.partition(".")
    charts = Chart.objects.filter(code=code).order_by("-version")
    if version:
        charts = charts.filter(version=int(version) if version.isdigit() else -1)
    chart = charts.first()
    if chart is None:
        raise NoSuchChart(name=name)
    return chart


def open_book(
    *, code: str, name: str, opened_on: date, chart: Chart | None = None, approval_limit: int | None = None
) -> Book:
    """Make a book with all accounts of its chart and the head office as its only unit.

    In the caller's transaction. Raises BookExists.
    """
    chart = chart or newest_chart()
    if Book.objects.filter(code=code).exists():
        raise BookExists
    book = Book.objects.create(
        code=code, name=name, chart=chart, opened_on=opened_on, approval_limit=approval_limit
    )
    with opened(book):
        Unit.objects.create(book=book, code=Unit.HEAD_OFFICE, name="Kantor pusat")
        with connection.cursor() as cursor:
            cursor.execute(_COPY_CHART, {"book": book.pk, "chart": chart.pk})
    return book


def add_unit(*, book: Book, code: str, name: str) -> Unit:
    """A business unit of the book, in the caller's transaction. Raises CodeTaken."""
    with opened(book):
        unit, is_new = Unit.objects.get_or_create(book=book, code=code, defaults={"name": name})
    if not is_new and unit.name != name:
        raise CodeTaken
    return unit


def add_account(*, book: Book, code: str, name: str, like: Account, actor: User, now: datetime) -> Account:
    """Add an account under a heading of the chart; it behaves like `like`, one under the same heading.

    Raises BadCode, NoSuchHeading, CodeTaken.
    """
    if not _CODE.fullmatch(code):
        raise BadCode
    heading = code.rpartition(".")[0]
    if (
        like.code.rpartition(".")[0] != heading
        or not ChartHeading.objects.filter(chart_id=book.chart_id, code=heading).exists()
    ):
        raise NoSuchHeading(heading=heading)
    with opened(book):
        try:
            with transaction.atomic():
                account = Account.objects.create(
                    book=book,
                    code=code,
                    name=name,
                    is_from_chart=False,
                    role=None,
                    **{
                        fact: getattr(like, fact)
                        for fact in ("type", "side", "line", "cash_in", "cash_out", "is_cash", "is_guarded")
                    },
                )
        except IntegrityError as error:
            raise CodeTaken from error
        record(action="ledger.account_added", subject=account, actor=actor, at=now, code=code)
    return account


def change_account(
    *, account: Account, name: str, is_active: bool, is_guarded: bool, actor: User, now: datetime
) -> Account:
    """Rename an account, take it out of use, or let it go below zero. Raises NotEnough to guard a debt."""
    with opened(account.book), spoken():
        before = {"name": account.name, "is_active": account.is_active, "is_guarded": account.is_guarded}
        account.name, account.is_active, account.is_guarded = name, is_active, is_guarded
        account.save(update_fields=["name", "is_active", "is_guarded"])
        record(action="ledger.account_changed", subject=account, actor=actor, at=now, before=before)
    return account


def set_approval_limit(*, book: Book, limit: int | None, actor: User, now: datetime) -> Book:
    """From how much on a journal needs a second person; None: never. In the caller's transaction."""
    before, book.approval_limit = book.approval_limit, limit
    book.save(update_fields=["approval_limit"])
    record(action="ledger.approval_limit_set", subject=book, actor=actor, at=now, before=before, limit=limit)
    return book
