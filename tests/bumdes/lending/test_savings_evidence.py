"""What somebody saves here speaks for a loan: as far as she consents, and only what is there now."""

from __future__ import annotations

import pytest

from bumdes.ledger.access import opened
from bumdes.lending.queries.evidence import evidence_about
from bumdes.members.enums import Purpose
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import consent, make_application
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON
from tests.factories.savings import make_account, make_product, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        yield organisation


def saver(hub, *amounts: int, **owner):
    for amount in amounts:
        put_in(make_account(make_product(hub.book, term_months=6, kind="term"), hub, **owner), amount)


def test_all_open_accounts_of_a_member_count(hub):
    siti = make_member(hub)
    consent(siti, Purpose.CREDIT)
    saver(hub, 150_000, 50_000, owner=siti)
    saver(hub, 900_000)  # somebody else's

    evidence = evidence_about(make_application(hub, member=siti), on=NOON.date())

    assert evidence.savings == 200_000


def test_without_her_consent_savings_are_not_read(hub):
    siti = make_member(hub)
    saver(hub, 150_000, owner=siti)

    assert evidence_about(make_application(hub, member=siti), on=NOON.date()).savings is None


def test_a_group_brings_its_fund(hub):
    group = make_group(hub)
    put_in(make_account(make_product(hub.book, kind="group"), hub, owner=group), 75_000)

    assert evidence_about(make_application(hub, group=group), on=NOON.date()).savings == 75_000


def test_where_nobody_can_save_nothing_is_said(hub):
    siti = make_member(hub)
    consent(siti, Purpose.CREDIT)
    application = make_application(hub, member=siti)

    assert evidence_about(application, on=NOON.date()).savings is None
    make_product(hub.book)
    assert evidence_about(application, on=NOON.date()).savings == 0
