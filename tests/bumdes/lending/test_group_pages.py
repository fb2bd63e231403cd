"""The officer's day, the groups' collection sheets and joint liability, on their pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse

from bumdes.ledger.access import opened
from bumdes.lending.loan_kinds import EventKind
from bumdes.lending.models import LiabilityFact, Loan, LoanEvent
from bumdes.lending.queries.liability import debts_of
from bumdes.lending.queries.today import reminder
from bumdes.members.models import Group
from bumdes.members.services import join_group
from tests.bumdes.lending.test_group_liability import FEBRUARY, Circle, paid_off
from tests.bumdes.lending.test_pages import client_of
from tests.factories.lending import make_application
from tests.factories.loans import make_running_loan
from tests.factories.members import make_group, make_member
from tests.factories.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(monkeypatch):
    """Its pages are opened in the morning of 5 February, a Thursday."""
    made = Circle()
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 2, 5, 4, tzinfo=UTC))
    with opened(made.book):
        yield made


def address(circle, name: str) -> str:
    of_group = () if name == "today" else (circle.group.pk,)
    return reverse(f"lending:{name}", args=[circle.hub.code, *of_group])


def test_day_names_who_owes_what_and_whom_to_visit(circle):
    application = make_application(circle.hub, officer=circle.officer, member=circle.cici)

    page = client_of(circle.hub, "", user=circle.officer).get(address(circle, "today"))

    rows = page.context["page"].rows
    assert [(row.name, row.owed, row.days_late) for row in rows] == [
        (name, 124_000, 0) for name in sorted((circle.ani.name, circle.beti.name))
    ]
    assert (page.context["sums"].loans, page.context["sums"].owed) == (2, 248_000)
    assert page.context["visits"] == [application]


def test_day_begins_with_ones_own_loans(circle):
    mine = make_running_loan(circle.book, member=circle.cici)
    Loan.objects.filter(pk=mine.pk).update(officer=circle.officer)
    client = client_of(circle.hub, "", user=circle.officer)

    own, everybody = (
        client.get(address(circle, "today")),
        client.get(address(circle, "today"), {"petugas": "semua"}),
    )

    assert [row.reference for row in own.context["page"].rows] == [mine.reference]
    assert len(everybody.context["page"].rows) == 3


def test_day_costs_the_same_for_one_loan_as_for_three(circle, django_assert_num_queries):
    client = client_of(circle.hub, "", user=circle.officer)
    Loan.objects.filter(pk=circle.of_beti.pk).update(deposit=124_000)
    for expected in (1, 3):
        # Four for who reads it, then officers, rows, their sum, visits and groups.
        with django_assert_num_queries(9):
            page = client.get(address(circle, "today"))
        assert len(page.context["page"].rows) == expected
        Loan.objects.filter(pk=circle.of_beti.pk).update(deposit=0)
        make_running_loan(circle.book, member=circle.cici)


def test_reminder_has_its_words_ready_and_needs_a_number():
    said = {"name": "Ani", "owed": 124_000, "on": FEBRUARY, "office": "BUMDes Contoh"}

    today = unquote(reminder("+628120000111", due=FEBRUARY, **said))
    late = unquote(reminder("+628120000111", due=FEBRUARY - timedelta(days=3), **said))

    assert today.startswith("https://wa.me/628120000111?text=")
    assert "Today an instalment of Rp124.000" in today
    assert "has been due since" in late
    assert reminder("", due=FEBRUARY, **said) == ""


@pytest.mark.parametrize(
    ("weeks", "day", "meets"),
    [
        (1, date(2026, 2, 5), True),
        (1, date(2026, 2, 6), False),
        (2, date(2026, 2, 5), False),
        (2, date(2026, 2, 12), True),
        (1, date(2026, 1, 22), False),
    ],
)
def test_group_meets_in_weeks_from_its_first_meeting(weeks, day, meets):
    # Formed on a Saturday; the first Thursday after it is 29 January.
    group = Group(formed_on=date(2026, 1, 24), meeting_weekday=3, meeting_every=weeks)

    assert group.meets_on(day) is meets


def send_sheet(circle, **other):
    data = {
        "key": "k" * 22,
        "date": "2026-02-05",
        "channel": "cash",
        f"amount_{circle.of_ani.reference}": "124.000",
        f"amount_{circle.of_beti.reference}": "",
    }
    client = client_of(circle.hub, "", user=circle.officer)
    return client.post(address(circle, "sheet"), data | other)


def test_sheet_takes_what_was_paid_once(circle):
    assert send_sheet(circle).status_code == 302
    assert send_sheet(circle).status_code == 302

    paid = LoanEvent.objects.get(kind=EventKind.PAID)
    assert (paid.loan, paid.amount, paid.made_by) == (circle.of_ani, 124_000, circle.officer)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": "2026-02-06"}, "date"),
        ({"date": "besok"}, "date"),
        ({"beti": "-5"}, "beti"),
        ({"beti": "banyak"}, "beti"),
        ({"ani": ""}, "__all__"),
    ],
)
def test_a_wrong_sheet_is_named_and_keeps_what_was_typed(circle, wrong, field):
    names = {name: f"amount_{getattr(circle, f'of_{name}').reference}" for name in ("ani", "beti")}
    typed = {names.get(name, name): value for name, value in wrong.items()}

    answer = send_sheet(circle, **typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [names.get(field, field)]
    for name, value in typed.items():
        assert answer.context["form"][name].value() == value
    assert not LoanEvent.objects.filter(kind=EventKind.PAID).exists()


@pytest.mark.parametrize("role", ["supervisor", "credit_officer"])
def test_who_moves_no_money_reads_the_sheet_and_writes_nothing(circle, role):
    client = client_of(circle.hub, role)

    shown = client.get(address(circle, "sheet"))
    sent = client.post(address(circle, "sheet"), {"key": "k" * 22})
    refused = client.post(address(circle, "cover"), {"key": "k" * 22})

    assert "<form" not in shown.content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    assert (sent.status_code, refused.status_code) == (200, 403)


def send(circle, name: str, **data):
    client = client_of(circle.hub, "", user=circle.officer)
    return client.post(address(circle, name), {"key": f"{name}-key-0123456789"} | data)


def test_short_instalment_is_paid_by_another_and_given_back(circle):
    asked = {"loan": circle.of_ani.reference, "payer": circle.beti.pk, "amount": "24.000"}

    assert send(circle, "cover", **asked).status_code == 302
    page = client_of(circle.hub, "", user=circle.officer).get(address(circle, "liability"))
    assert [(debt.debtor, debt.creditor, debt.amount) for debt in page.context["debts"]] == [
        (circle.ani, circle.beti, 24_000)
    ]
    back = send(circle, "give_back", debt=f"{circle.ani.pk}-{circle.beti.pk}", amount="24000")
    assert back.status_code == 302
    assert debts_of(circle.group) == {}


def test_all_the_others_bear_a_shortage_in_equal_parts(circle):
    send(circle, "cover", loan=circle.of_ani.reference, payer="semua", amount="24000")

    assert debts_of(circle.group) == {
        (circle.ani.pk, circle.beti.pk): 12_000,
        (circle.ani.pk, circle.cici.pk): 12_000,
    }


def test_loan_of_the_group_asks_who_is_short(circle):
    of_group = make_running_loan(circle.book, group=circle.group)

    shown = client_of(circle.hub, "", user=circle.officer).get(address(circle, "liability"))
    send(
        circle,
        "cover",
        loan=of_group.reference,
        debtor=circle.cici.pk,
        payer=circle.beti.pk,
        amount="10rb",
    )

    assert "debtor" in shown.context["cover_form"].fields
    assert debts_of(circle.group) == {(circle.cici.pk, circle.beti.pk): 10_000}


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"amount": "124001"}, "amount"), ({"payer": "dana"}, "payer"), ({"loan": "ZZZZZZZZZZ"}, "loan")],
)
def test_what_cannot_be_covered_is_said_beside_its_field(circle, asked, field):
    usual = {"loan": circle.of_ani.reference, "payer": circle.beti.pk, "amount": "1000"}

    answer = send(circle, "cover", **usual | asked)

    assert (answer.status_code, list(answer.context["cover_form"].errors)) == (422, [field])
    assert not LiabilityFact.objects.exists()


def test_groups_lead_to_their_sheets(circle):
    other = make_group(circle.hub, actor=circle.officer)
    join_group(
        group=other,
        member=make_member(circle.hub, actor=circle.officer),
        on=other.formed_on,
        actor=circle.officer,
        now=NOON,
    )

    page = client_of(circle.hub, "cashier").get(reverse("lending:groups", args=[circle.hub.code]))

    assert {group.pk for group in page.context["page"].rows} == {circle.group.pk, other.pk}


def test_incentive_is_paid_by_the_cashier_and_not_offered_again(circle, monkeypatch):
    loan = paid_off(circle)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 9, 4, tzinfo=UTC))
    client = client_of(circle.hub, "cashier")
    asked = {"key": "incentive-key-0123456789", "loan": loan.reference, "percent": "10"}

    by_officer = client_of(circle.hub, "credit_officer").post(address(circle, "incentive"), asked)
    paid = client.post(address(circle, "incentive"), asked)

    assert (by_officer.status_code, paid.status_code) == (403, 302)
    assert LoanEvent.objects.get(kind=EventKind.INCENTIVE_PAID).amount == 4_800
    assert client.get(address(circle, "liability")).context["incentive_form"].loans == {}


def test_incentive_of_a_late_loan_is_refused_on_the_page(circle, monkeypatch):
    loan = paid_off(circle, late=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 9, 4, tzinfo=UTC))

    answer = client_of(circle.hub, "treasurer").post(
        address(circle, "incentive"),
        {"key": "incentive-key-0123456789", "loan": loan.reference, "percent": "10"},
    )

    assert (answer.status_code, list(answer.context["incentive_form"].errors)) == (422, ["__all__"])


def test_form_sent_twice_is_answered_as_done(circle, monkeypatch):
    whole = {"loan": circle.of_ani.reference, "payer": circle.beti.pk, "amount": "124.000"}
    back = {"debt": f"{circle.ani.pk}-{circle.beti.pk}", "amount": "124000"}

    covered = [send(circle, "cover", **whole) for _ in range(2)]
    given = [send(circle, "give_back", **back) for _ in range(2)]

    assert {answer.status_code for answer in (*covered, *given)} == {302}
    assert LiabilityFact.objects.count() == 2
    loan = paid_off(circle)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 3, 9, 4, tzinfo=UTC))
    paid = [send(circle, "incentive", loan=loan.reference, percent="10") for _ in range(2)]
    assert [answer.status_code for answer in paid] == [302, 302]
    assert LoanEvent.objects.filter(kind=EventKind.INCENTIVE_PAID).count() == 1


def test_sheet_that_ended_its_loan_is_answered_as_done(circle):
    last = make_running_loan(circle.book, member=circle.cici, periods=1)
    paid = {f"amount_{last.reference}": "1.224.000", f"amount_{circle.of_ani.reference}": ""}

    answers = [send_sheet(circle, **paid) for _ in range(2)]

    last.refresh_from_db()
    assert ([answer.status_code for answer in answers], last.state) == ([302, 302], "paid_off")
    assert LoanEvent.objects.get(kind=EventKind.PAID).amount == 1_224_000
