"""Products, the licence, and opening, renewing and closing accounts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bumdes.members.enums import Standing
from bumdes.savings import services
from bumdes.savings.enums import Basis, Kind
from bumdes.savings.models import SavingsAccount, SavingsProduct
from bumdes.savings.services import Terms, refusals
from core.refusals import Conflict
from tests.factories.books import NEW_YEAR, make_organisation_with_book
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_user
from tests.factories.savings import make_account, make_product, put_in, take_out


def test_accounts_are_numbered_in_one_bumdes(hub):
    product = make_product(hub.book)
    other = make_organisation_with_book()

    numbers = [make_account(product, hub).number for _n in range(2)]

    assert numbers == ["S-0001", "S-0002"]
    assert make_account(make_product(other.book), other).number == "S-0001"


def test_a_form_sent_twice_opens_one(hub):
    product, member, actor = make_product(hub.book), make_member(hub), make_user()
    facts = {"product": product, "opened_on": NEW_YEAR, "key": "k" * 16, "actor": actor, "now": NOON}

    first, again = (services.begin_account(member=member, **facts) for _n in range(2))

    assert first == again == SavingsAccount.objects.get()
    with pytest.raises(Conflict):
        services.begin_account(member=make_member(hub), **facts)


def test_a_member_has_one_account_of_a_product_but_many_terms(hub):
    member = make_member(hub)
    for kind in (Kind.VOLUNTARY, Kind.COMPULSORY):
        product = make_product(hub.book, kind)
        first = make_account(product, hub, owner=member)
        with pytest.raises(refusals.HasThisAccount):
            make_account(product, hub, owner=member)
        services.close_account(account=first, on=date(2026, 2, 1), actor=make_user(), now=NOON)
        make_account(product, hub, owner=member)
    term = make_product(hub.book, Kind.TERM)

    assert [make_account(term, hub, owner=member).due_on for _n in range(2)] == [date(2026, 7, 1)] * 2


def test_a_group_has_one_fund(hub):
    product, group = make_product(hub.book, Kind.GROUP), make_group(hub)
    make_account(product, hub, owner=group)

    with pytest.raises(refusals.HasThisAccount):
        make_account(product, hub, owner=group)


@pytest.mark.parametrize("known", ["customer", "left"])
def test_only_members_save_until_there_is_a_licence(hub, known):
    product = make_product(hub.book)
    member = make_member(hub, standing=Standing.CUSTOMER if known == "customer" else Standing.MEMBER)
    if known == "left":
        member.left_on = date(2026, 2, 1)
        member.save()
    with pytest.raises(refusals.MembersOnly):
        make_account(product, hub, owner=member)

    services.set_licence(book=hub.book, lkm_licence=" KEP-12/KO.0701/2026 ", actor=make_user(), now=NOON)
    assert make_account(product, hub, owner=member).number == "S-0001"

    services.set_licence(book=hub.book, lkm_licence="", actor=make_user(), now=NOON)
    with pytest.raises(refusals.MembersOnly):
        make_account(make_product(hub.book), hub, owner=member)


def test_a_stranger_to_the_bumdes_opens_nothing(hub):
    stranger = make_member(make_organisation_with_book())

    with pytest.raises(refusals.OtherBumdes):
        make_account(make_product(hub.book), hub, owner=stranger)


def test_interest_goes_to_voluntary_savings_of_the_same_member(hub):
    own = make_account(make_product(hub.book), hub)
    others = make_account(own.product, hub)
    term = make_product(hub.book, Kind.TERM)

    made = make_account(term, hub, owner=own.member, interest_to=own)

    assert made.interest_to == own
    with pytest.raises(refusals.InterestElsewhere):
        make_account(term, hub, owner=own.member, interest_to=others)
    with pytest.raises(refusals.InterestElsewhere):
        make_account(term, hub, owner=own.member, interest_to=made)


def test_an_account_closes_when_it_is_empty(hub):
    saved, actor = make_account(make_product(hub.book), hub), make_user()
    put_in(saved, 5_000)
    with pytest.raises(refusals.NotEmpty):
        services.close_account(account=saved, on=date(2026, 3, 1), actor=actor, now=NOON)
    take_out(saved, 5_000)
    with pytest.raises(refusals.NotInOrder):
        services.close_account(account=saved, on=date(2026, 2, 19), actor=actor, now=NOON)

    for _n in range(2):
        services.close_account(account=saved, on=date(2026, 2, 20), actor=actor, now=NOON)

    with pytest.raises(refusals.AccountClosed):
        put_in(saved, 5_000)


def test_a_term_is_renewed_from_its_due_date(hub):
    saved, actor = make_account(make_product(hub.book, Kind.TERM, term_months=3), hub), make_user()
    with pytest.raises(refusals.TermNotOver):
        services.renew_term(account=saved, actor=actor, now=datetime(2026, 3, 31, tzinfo=NOON.tzinfo))

    services.renew_term(account=saved, actor=actor, now=datetime(2026, 4, 5, tzinfo=NOON.tzinfo))

    assert saved.due_on == date(2026, 7, 1)


def test_a_product_keeps_what_fits_its_kind(hub):
    terms = Terms(
        name="  Simpanan   Hari Raya ",
        unit=hub.book.units.get(code="PUSAT"),
        rate_bps=250,
        basis=Basis.LOWEST,
        smallest_balance=10_000,
        monthly_amount=20_000,
        term_months=12,
    )
    kept = {}
    for kind in Kind:
        made = services.add_product(
            book=hub.book,
            kind=kind,
            terms=Terms(**{**vars(terms), "name": f"{terms.name}{kind}"}),
            actor=None,
            now=NOON,
        )
        kept[kind] = (made.basis, made.smallest_balance, made.monthly_amount, made.term_months)

    assert kept == {
        Kind.VOLUNTARY: (Basis.LOWEST, 10_000, 0, 0),
        Kind.COMPULSORY: (Basis.LOWEST, 0, 20_000, 0),
        Kind.TERM: (Basis.AVERAGE, 0, 0, 12),
        Kind.GROUP: (Basis.LOWEST, 0, 0, 0),
    }
    first = SavingsProduct.objects.order_by("pk")[0]
    assert first.name == "Simpanan Hari Raya voluntary"
    with pytest.raises(refusals.NameTaken):
        services.change_product(
            product=first,
            terms=Terms(name="Simpanan Hari Raya group", unit=first.unit),
            actor=None,
            now=NOON,
        )


def test_what_is_no_longer_offered_opens_no_account(hub):
    product = make_product(hub.book, is_active=False)

    with pytest.raises(refusals.ProductOutOfUse):
        make_account(product, hub)
