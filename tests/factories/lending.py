"""Small real loan products, and applications in every state."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

from bumdes.ledger.access import opened
from bumdes.ledger.models import Book, Unit
from bumdes.lending.models import Application, Product
from bumdes.lending.services.applications import Visit, Wish, apply_for, record_survey
from bumdes.lending.services.committee import cast_vote, decide, propose
from bumdes.lending.services.products import offer_product
from bumdes.members.enums import How, Purpose
from bumdes.members.models import Group, Member
from bumdes.members.services import give_consent
from bumdes.organisations.models import Organisation
from core.users.models import User
from tests.factories.members import make_member
from tests.factories.people import NOON, make_officer, make_user

_n = count(1)


def make_product(book: Book, *, code: str | None = None, actor: User | None = None, **conditions) -> Product:
    """Flat 1,5 % a month over up to 12 months, up to Rp10 million of a member and Rp50 of a group."""
    n = next(_n)
    if "unit" not in conditions:
        with opened(book):
            conditions["unit"] = Unit.objects.get(book=book, code=Unit.HEAD_OFFICE)
    usual = {
        "name": f"Pinjaman contoh {n}",
        "rate_percent": Decimal("1.5"),
        "member_max": 10_000_000,
        "group_max": 50_000_000,
    }
    if conditions.get("method") in ("murabahah", "qardh"):
        usual["rate_percent"] = Decimal(0)
    return offer_product(
        book=book,
        code=code or f"contoh-{n}",
        conditions=usual | conditions,
        key=f"product-key-{n:08d}",
        actor=actor,
        now=NOON,
    )


def consent(member: Member, *purposes: Purpose, actor: User | None = None) -> None:
    for purpose in purposes:
        give_consent(
            member=member, purpose=purpose, how=How.PAPER, note="", actor=actor or make_user(), now=NOON
        )


def make_application(
    organisation: Organisation,
    *,
    officer: User | None = None,
    actor: User | None = None,
    product: Product | None = None,
    member: Member | None = None,
    group: Group | None = None,
    **wish,
) -> Application:
    """Rp1,2 million over 12 months, asked for through an officer."""
    n = next(_n)
    book = organisation.book
    officer = officer or (None if actor else make_officer(organisation, "credit_officer"))
    if member is None and group is None:
        member = make_member(organisation, actor=officer or actor)
    wish = {"principal": 1_200_000, "periods": 12, "purpose": "Modal kemplang contoh"} | wish
    return apply_for(
        book=book,
        product=product or make_product(book),
        member=member,
        group=group,
        wish=Wish(**wish),
        officer=officer,
        key=f"application-key-{n:08d}",
        actor=actor or officer,
        now=NOON,
    )


def make_surveyed(organisation: Organisation, *, visit: dict | None = None, **kw) -> Application:
    application = make_application(organisation, **kw)
    facts = {"visited_on": NOON.date(), "income": 3_000_000, "expenses": 2_500_000} | (visit or {})
    record_survey(
        application=application,
        visit=Visit(**facts),
        actor=application.officer or make_officer(organisation, "credit_officer"),
        now=NOON,
    )
    return application


def make_proposed(organisation: Organisation, **kw) -> Application:
    application = make_surveyed(organisation, **kw)
    return propose(application=application, actor=application.officer, now=NOON)


def make_decided(organisation: Organisation, *, votes=(True, True), note: str = "", **kw) -> Application:
    """Agreed to by director and treasurer, unless the votes say otherwise."""
    application = make_proposed(organisation, **kw)
    for in_favour in votes:
        voter = make_officer(organisation, "treasurer")
        cast_vote(
            application=application,
            in_favour=in_favour,
            note="" if in_favour else "Terlalu besar",
            actor=voter,
            now=NOON,
        )
    decide(
        application=application,
        disburse_on=NOON.date(),
        note=note or ("" if sum(votes) > 1 else "Belum cukup kuat"),
        actor=voter,
        now=NOON,
    )
    return application
