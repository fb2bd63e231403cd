"""A member's own loans on her own sign-in: what she owes, an example, and asking for one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from bumdes.ledger.access import every_book, opened
from bumdes.lending.models import Application, Loan
from bumdes.lending.services.repaying import repay, reverse_payment
from bumdes.members.models import Member
from bumdes.members.services import join_group
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import make_application, make_product
from tests.factories.loans import make_running_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON, make_user

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 10, 4, tzinfo=UTC)


@pytest.fixture
def hub():
    return make_organisation_with_book()


@pytest.fixture
def siti(client, hub, monkeypatch) -> Member:
    """A member of the BUMDes, signed in on 10 March 2026."""
    member = make_member(hub, name="Siti Contoh", user=make_user(email="siti@contoh.test"))
    client.force_login(member.user)
    client.cookies["django_language"] = "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: MARCH)
    return member


def lend(hub, **facts) -> Loan:
    with opened(hub.book):
        return make_running_loan(hub.book, **facts)


def asked(offered, **other) -> dict[str, str]:
    return {
        "key": "k" * 22,
        "product": str(offered.pk),
        "principal": "1,2jt",
        "periods": "12",
        "first_due": "",
        "purpose": "Modal kemplang",
        **other,
    }


def test_member_sees_what_is_due_and_what_comes_next(client, hub, siti):
    loan = lend(hub, member=siti)

    page = client.get(reverse("account:loans"))

    each = page.context["standings"][0]
    assert (each.loan, each.owed) == (loan, 248_000)
    assert (each.next_due, each.next_amount) == (date(2026, 4, 5), 124_000)


def test_loan_of_her_group_is_hers_to_see_until_she_leaves_it(client, hub, siti):
    group = make_group(hub)
    inside = join_group(group=group, member=siti, on=group.formed_on, actor=make_user(), now=NOON)
    loan = lend(hub, group=group)
    page = reverse("account:loan", args=[loan.reference])

    assert client.get(page).status_code == 200
    inside.until = date(2026, 3, 1)
    inside.save(update_fields=["until"])
    assert client.get(page).status_code == 404


def test_nobody_sees_anothers_loan(client, hub, siti):
    loan = lend(hub, member=make_member(hub))

    assert client.get(reverse("account:loan", args=[loan.reference])).status_code == 404
    assert client.get(reverse("account:loans")).context["standings"] == []


def test_history_leaves_out_what_was_taken_back(client, hub, siti):
    loan = lend(hub, member=siti)
    with opened(hub.book):
        for key, amount in (("right", 124_000), ("wrong", 50_000)):
            event = repay(
                loan=loan,
                amount=amount,
                channel="cash",
                date=date(2026, 2, 5),
                key=key,
                actor=make_user(),
                now=MARCH,
            )
        reverse_payment(
            event=event, date=date(2026, 3, 10), reason="x", key="back", actor=make_user(), now=MARCH
        )
    page = reverse("account:loan", args=[loan.reference])

    shown = client.get(page)
    sheet = load_workbook(BytesIO(client.get(page, {"unduh": "xlsx"}).content)).active

    assert [event.amount for event in shown.context["history"]] == [124_000, 1_200_000]
    assert [row[3] for row in sheet.values][-2:] == [124_000, 1_200_000]
    assert [row.unpaid for row in shown.context["rows"]][:3] == [0, 124_000, 124_000]


def test_list_costs_the_same_for_one_loan_as_for_three(client, hub, siti, django_assert_num_queries):
    for loans in (1, 3):
        while len(client.get(reverse("account:loans")).context["standings"]) < loans:
            lend(hub, member=siti)
        # Two for who reads it, then memberships, book open, loans, two of them, applications, book shut.
        with django_assert_num_queries(9):
            client.get(reverse("account:loans"))


def test_example_is_worked_out_and_asks_for_nothing(client, hub, siti):
    product = make_product(hub.book, rate_percent=2, rounding_unit=1, rounding_mode="HALF_UP")

    shown = client.post(reverse("account:loan_ask"), asked(product, purpose="", hitung="1"))

    assert shown.status_code == 200
    assert shown.context["example"].rows[0].total == 124_000
    with every_book():
        assert not Application.objects.exists()


def test_member_asks_once_for_herself(client, hub, siti):
    product = make_product(hub.book)

    for _ in range(2):
        assert client.post(reverse("account:loan_ask"), asked(product)).status_code == 302

    with every_book():
        made = Application.objects.get()
        assert (made.member, made.officer, made.made_by, made.principal) == (siti, None, siti.user, 1_200_000)
    assert client.get(reverse("account:loans")).context["applications"] == [made]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"principal": "99jt"}, "principal"),
        ({"periods": "13"}, "periods"),
        ({"purpose": ""}, "purpose"),
        ({"product": "0"}, "product"),
        ({"first_due": "2026-01-01"}, "first_due"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_its_field(client, hub, siti, wrong, field):
    product = make_product(hub.book)

    answer = client.post(reverse("account:loan_ask"), asked(product, **wrong))

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert answer.context["form"][field].value() == wrong[field]


def test_second_open_application_is_refused(client, hub, siti):
    product = make_product(hub.book)
    with opened(hub.book):
        make_application(hub, member=siti, product=product)

    answer = client.post(reverse("account:loan_ask"), asked(product))

    assert answer.status_code == 422


def test_products_of_other_bumdes_are_not_offered(client, hub, siti):
    elsewhere = make_product(make_organisation_with_book().book)

    answer = client.post(reverse("account:loan_ask"), asked(elsewhere))

    assert list(answer.context["form"].errors) == ["product"]


def test_who_is_no_member_is_told_the_way(client):
    client.force_login(make_user())

    page = client.get(reverse("account:loans"))

    assert (page.status_code, page.context["members"]) == (200, [])
