"""The pages of products, applications and the committee, by role, with their exact queries."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from bumdes.ledger.access import opened
from bumdes.ledger.models import Unit
from bumdes.lending.application_kinds import ApplicationState
from bumdes.lending.models import Application, Decision, Product, Survey, SurveyPhoto
from tests.factories.books import make_organisation_with_book
from tests.factories.lending import make_application, make_decided, make_product, make_proposed, make_surveyed
from tests.factories.members import make_member
from tests.factories.people import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    organisation = make_organisation_with_book()
    with opened(organisation.book):
        yield organisation


def client_of(hub, role, user=None) -> Client:
    client = Client(HTTP_SEC_FETCH_SITE="same-origin")
    client.force_login(user or make_officer(hub, role))
    client.cookies["django_language"] = "en"
    return client


def at(name, hub, *parts) -> str:
    return reverse(f"lending:{name}", args=[hub.code, *parts])


def product_data(hub, **other) -> dict[str, str]:
    return {
        "key": "k" * 22,
        "code": "spp",
        "name": "SPP contoh",
        "unit": Unit.objects.get(book=hub.book, code="PUSAT").pk,
        "method": "flat",
        "rate_percent": "1.5",
        "rate_basis": "period",
        "margin_percent": "0",
        "frequency": "monthly",
        "periods_min": "1",
        "periods_max": "12",
        "day_count": "30/360",
        "rounding_unit": "100",
        "rounding_mode": "UP",
        "grace_principal": "0",
        "grace_interest_payment": "0",
        "fee_percent": "1",
        "fee_amount": "0",
        "fee_per_instalment": "0",
        "penalty_percent": "0",
        "penalty_amount": "0",
        "penalty_base": "instalment",
        "penalty_grace_days": "0",
        "allocation_order": "vertical",
        "payoff_rule": "full",
        "class_scale": "pojk_41_2024",
        "principal_min": "100rb",
        "member_max": "5jt",
        "group_max": "",
        "loans_at_once": "1",
        "collateral_from": "",
        "guarantors": "0",
        "example_principal": "1jt",
        "example_periods": "6",
        **other,
    }


def test_director_offers_a_product_and_sees_what_it_comes_to(hub):
    client = client_of(hub, "director")

    shown = client.post(at("new_product", hub), product_data(hub, rate_percent="2", example="1"))

    # 2 % flat over 6 months is 40 % effective, as OJK's booklet has it (Rp186.700 by rounding up).
    assert round(shown.context["example"].effective) == 40
    assert not Product.objects.exists()
    answer = client.post(at("new_product", hub), product_data(hub))
    made = Product.objects.get()
    assert answer.url == at("product", hub, made.pk)
    assert (made.member_max, made.group_max, made.fee_of(1_000_000)) == (5_000_000, None, 10_000)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"periods_max": "0"}, "periods_max"),
        ({"rate_percent": "-3"}, "rate_percent"),
        ({"fee_percent": "101"}, "fee_percent"),
        ({"rounding_unit": "0"}, "rounding_unit"),
        ({"principal_min": "0"}, "principal_min"),
        ({"member_max": ""}, "member_max"),
        ({"day_count": "7/364"}, "day_count"),
        ({"method": "qardh"}, "rate_percent"),
    ],
)
def test_wrong_conditions_are_said_beside_their_field(hub, wrong, field):
    answer = client_of(hub, "director").post(at("new_product", hub), product_data(hub, **wrong))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["name"].value() == "SPP contoh"


def test_change_makes_a_version_and_close_ends_it(hub):
    client = client_of(hub, "director")
    first = make_product(hub.book)
    page = client.get(at("change_product", hub, first.pk))
    assert page.context["form"]["rate_percent"].value() == first.rate_percent

    answer = client.post(at("change_product", hub, first.pk), product_data(hub, rate_percent="2"))
    second = Product.objects.offered().get()
    assert (answer.url, second.version) == (at("product", hub, second.pk), 2)
    client.post(at("close_product", hub, second.pk))

    assert not Product.objects.offered().exists()


@pytest.mark.parametrize("role", ["credit_officer", "treasurer", "supervisor"])
def test_only_the_director_offers_products(hub, role):
    assert client_of(hub, role).get(at("new_product", hub)).status_code == 403


def asked(hub, product, borrower, **other) -> dict[str, str]:
    return {
        "key": "a" * 22,
        "borrower": borrower,
        "product": product.pk,
        "principal": "1,2jt",
        "periods": "12",
        "purpose": "Modal kemplang",
        **other,
    }


def test_officer_writes_an_application_down_once(hub):
    client, member, product = client_of(hub, "credit_officer"), make_member(hub), make_product(hub.book)

    answers = [client.post(at("new", hub), asked(hub, product, member.number)) for _n in range(2)]

    made = Application.objects.get()
    assert [answer.url for answer in answers] == [at("application", hub, made.reference)] * 2
    assert (made.member, made.principal) == (member, 1_200_000)


def test_two_of_one_name_are_told_apart(hub):
    product = make_product(hub.book)
    for _n in range(2):
        make_member(hub, name="Siti contoh")

    answer = client_of(hub, "credit_officer").post(at("new", hub), asked(hub, product, "siti"))

    assert answer.status_code == 422
    assert "A-0001" in answer.context["form"].errors["borrower"][0]


def photo() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (400, 300), "white").save(file, "JPEG")
    file.seek(0)
    file.name = "warung.jpg"
    return file


def test_survey_keeps_photos_privately(hub):
    application = make_application(hub)
    client = client_of(hub, "credit_officer", application.officer)
    visit = {
        "visited_on": "2026-11-20",
        "income": "3jt",
        "expenses": "2jt",
        "other_debts": "0",
        "dependants": "3",
        "business_years": "5",
        "house": "own",
        "reputation": "good",
        "latitude": "-2.3521",
        "longitude": "104.9012",
    }

    for _n in range(2):
        client.post(at("survey", hub, application.reference), {**visit, "photos": photo()})

    survey, kept = Survey.objects.get(), SurveyPhoto.objects.get()
    assert (survey.free_income, str(survey.latitude)) == (1_000_000, "-2.352100")
    shown = client.get(at("photo", hub, application.reference, kept.pk))
    assert shown.status_code == 200
    assert shown["Cache-Control"].startswith("private, no-store")


def test_half_a_place_is_refused(hub):
    application = make_application(hub)
    client = client_of(hub, "credit_officer", application.officer)

    answer = client.post(at("survey", hub, application.reference), {"latitude": "-2.3"})

    assert answer.status_code == 422
    assert "longitude" in answer.context["form"].errors


def test_application_goes_from_survey_to_decision(hub):
    application = make_surveyed(hub)
    officer = client_of(hub, "credit_officer", application.officer)
    here = application.reference
    officer.post(at("pledge", hub, here), {"kind": "vehicle", "description": "Perahu contoh", "value": "3jt"})
    officer.post(at("guarantor", hub, here), {"name": "Penjamin contoh", "relation": "Kakak", "phone": ""})
    officer.post(at("propose", hub, here))
    assert officer.get(at("application", hub, here)).context["may_vote"] is False

    director, treasurer = client_of(hub, "director"), client_of(hub, "treasurer")
    for voter in (director, treasurer):
        assert voter.get(at("application", hub, here)).context["may_vote"] is True
        voter.post(at("vote", hub, here), {"in_favour": "yes", "note": ""})
    page = treasurer.get(at("application", hub, here))
    assert (page.context["may_decide"], page.context["would_approve"]) == (True, True)
    treasurer.post(
        at("decide", hub, here), {"principal": "1jt", "periods": "10", "disburse_on": "2026-12-01"}
    )

    application.refresh_from_db()
    assert application.state == ApplicationState.APPROVED
    assert Decision.objects.get().principal == 1_000_000
    agreed = director.get(at("application", hub, here)).context["dossier"].agreed
    assert (len(agreed.rows), agreed.totals["principal"]) == (10, 1_000_000)


def test_officers_own_vote_is_refused_in_words(hub):
    application = make_proposed(hub)

    answer = client_of(hub, "credit_officer", application.officer).post(
        at("vote", hub, application.reference), {"in_favour": "yes"}
    )

    assert answer.status_code == 422
    assert "does not vote" in answer.content.decode()


def test_who_may_only_look_changes_nothing(hub):
    application = make_surveyed(hub)
    client = client_of(hub, "supervisor")

    assert client.get(at("application", hub, application.reference)).status_code == 200
    for name in ("propose", "withdraw", "take_on", "pledge", "vote", "decide"):
        assert client.post(at(name, hub, application.reference)).status_code == 403


def test_withdrawing_needs_its_reason(hub):
    application = make_surveyed(hub)
    client = client_of(hub, "credit_officer", application.officer)
    here = at("withdraw", hub, application.reference)

    assert client.post(here, {"note": ""}).status_code == 422
    client.post(here, {"note": "Tidak jadi"})

    assert Application.objects.get().state == ApplicationState.WITHDRAWN


@pytest.mark.parametrize(("name", "queries"), [("home", 6), ("committee", 5), ("products", 5)])
def test_lists_need_the_same_queries_for_one_and_three(hub, name, queries, django_assert_num_queries):
    client = client_of(hub, "treasurer")
    for _n in range(2):
        make_proposed(hub)
        client.get(at(name, hub))  # the session, once
        with django_assert_num_queries(queries):
            client.get(at(name, hub))
        make_proposed(hub)


def test_application_page_needs_a_fixed_number_of_queries(hub, django_assert_num_queries):
    application = make_decided(hub)
    client = client_of(hub, "treasurer")
    client.get(at("application", hub, application.reference))

    with django_assert_num_queries(12):
        page = client.get(at("application", hub, application.reference))

    assert len(page.context["dossier"].votes) == 2


def test_list_is_searched_and_filtered(hub):
    asked_, decided = make_application(hub), make_decided(hub)
    client = client_of(hub, "treasurer")

    def found(**query):
        return [row.reference for row in client.get(at("home", hub), query).context["page"].rows]

    assert found(status="approved") == [decided.reference]
    assert found(cari=asked_.member.number) == [asked_.reference]
    assert set(found()) == {asked_.reference, decided.reference}
