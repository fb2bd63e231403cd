"""A set of statements: the figures with their comparison, who reports, and the notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bumdes.ledger.models import Book, Unit
from bumdes.organisations.models import Office, Organisation
from bumdes.statements.calculations import Figures, figures
from bumdes.statements.models import Basis, ReportSettings
from bumdes.statements.notes import Notes, notes_of
from bumdes.statements.queries.sums import BookSums, sums_of
from bumdes.statements.spans import Span

Role = Office.Role
SIGNERS = (Role.DIRECTOR, Role.TREASURER, Role.ADVISER, Role.SUPERVISOR)


@dataclass(frozen=True)
class BookStatements:
    """The figures of one book for one span, and the same months of the year before."""

    sums: BookSums = field(repr=False)
    unit: Unit | None  # None: the entity, all units together
    now: Figures
    prior: Figures

    @property
    def span(self) -> Span:
        return self.sums.spans[0]

    @property
    def prior_span(self) -> Span:
        return self.sums.spans[1]


@dataclass(frozen=True)
class Letterhead:
    """Who reports, and who signs: names are empty where nobody is known."""

    name: str
    code: str
    village: str
    district: str
    address: str
    phone: str
    founded_on: date | None
    deed: str
    legal_number: str
    basis: str
    director: str
    treasurer: str
    adviser: str
    supervisor: str
    other_information: str

    @property
    def basis_label(self) -> str:
        return str(Basis(self.basis).label)


@dataclass(frozen=True)
class Pack:
    letterhead: Letterhead
    statements: BookStatements
    notes: Notes

    @property
    def span(self) -> Span:
        return self.statements.span

    @property
    def unit(self) -> Unit | None:
        return self.statements.unit


def statements_of(book: Book, *, span: Span, unit: Unit | None = None) -> BookStatements:
    """The four tables for a unit or the entity. Three queries, beside the scope's two statements."""
    sums = sums_of(book, span)
    now, prior = (figures(sums.of(unit, column=n), of_unit=unit is not None) for n in (0, 1))
    return BookStatements(sums=sums, unit=unit, now=now, prior=prior)


def pack_of(organisation: Organisation, *, span: Span, unit: Unit | None = None) -> Pack:
    """Everything that is printed, of an organisation that has a book and its village at hand.

    Two queries more than statements_of: the settings and the offices.
    """
    if organisation.book is None:
        raise ValueError(f"{organisation.code} keeps no book here")
    statements = statements_of(organisation.book, span=span, unit=unit)
    letterhead = letterhead_of(organisation)
    notes = notes_of(
        statements.sums, unit=unit, figures=(statements.now, statements.prior), basis=letterhead.basis
    )
    return Pack(letterhead=letterhead, statements=statements, notes=notes)


def letterhead_of(organisation: Organisation) -> Letterhead:
    """Two queries."""
    settings = settings_of(organisation)
    holders: dict[str, str] = {}
    offices = (
        Office.objects.active()
        .filter(organisation=organisation, role__in=SIGNERS)
        .select_related("user")
        .order_by("-started_at", "-pk")
    )
    for office in offices:
        holders.setdefault(office.role, office.user.name)
    village = organisation.village
    return Letterhead(
        name=organisation.name,
        code=organisation.code,
        village=village.name,
        district=village.district.name,
        address=organisation.address,
        phone=organisation.phone,
        founded_on=settings.founded_on,
        deed=settings.deed,
        legal_number=settings.legal_number,
        basis=settings.basis,
        director=settings.director or holders.get(Role.DIRECTOR, ""),
        treasurer=settings.treasurer or holders.get(Role.TREASURER, ""),
        adviser=settings.adviser or holders.get(Role.ADVISER, ""),
        supervisor=settings.supervisor or holders.get(Role.SUPERVISOR, ""),
        other_information=settings.other_information,
    )


def settings_of(organisation: Organisation) -> ReportSettings:
    """The settings, or the defaults while nobody has written any. One query."""
    return ReportSettings.objects.filter(organisation=organisation).first() or ReportSettings(
        organisation=organisation
    )
