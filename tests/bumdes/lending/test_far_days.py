"""A year with a wrong digit is named beside its field, and moves nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bumdes.lending.calculations.frozen import terms_from_json
from bumdes.lending.calculations.schedule import Unschedulable, schedule
from bumdes.lending.models import LoanRequest
from tests.bumdes.lending.test_loan_pages import at, client_of, days_ago, filled, hub, running
from tests.factories.loans import make_loan

pytestmark = pytest.mark.django_db
__all__ = ["hub"]
REST = {"note": "Banjir", "periods": "24", "reason": "rescheduled", "waives_penalties": ""}


@pytest.mark.parametrize("due", ["9999-12-31", "2206-02-05", "2001-01-01"])
@pytest.mark.parametrize(
    ("page", "field", "rest", "product"),
    [
        ("reschedule", "first_due", REST, {}),
        ("harvest", "due", {"note": "Banjir"}, {"method": "bullet", "periods": 6}),
    ],
)
def test_far_day_is_refused_beside_its_field(hub, *, due, page, field, rest, product):
    loan = running(hub, days=10, **product)
    client, url = client_of(hub, "credit_officer"), at(page, hub, loan.reference)

    answer = client.post(url, filled(client.get(url), **rest | {field: due}))

    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form[field].value()) == (422, [field], due)
    assert not LoanRequest.objects.exists()


@pytest.mark.parametrize("method", ["flat", "bullet"])
def test_no_schedule_ends_after_the_last_year_there_is(hub, method):
    loan = make_loan(hub.book, disbursed=days_ago(0), method=method, periods=6)
    terms = replace(terms_from_json(loan.terms), first_due=date(9999, 12, 31))

    with pytest.raises(Unschedulable, match="first_due"):
        schedule(terms)
