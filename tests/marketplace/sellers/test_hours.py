"""Opening hours: of a shop by who works there, of a BUMDes by its director, read by buyers."""

import pytest
from django.urls import reverse

from bumdes.organisations.services import NotTheDirector, set_desk
from core.audit.models import AuditLine
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, owner_of

pytestmark = pytest.mark.django_db
HOURS = "Senin–Sabtu 08.00–16.00"


def test_staff_says_when_the_shop_is_open_and_buyers_read_it(client):
    shop = make_seller()
    helper = make_user()
    shop.staff.create(user=helper, role="staff", started_at=NOON)
    client.force_login(helper)

    for _ in range(2):
        client.post(reverse("seller:hours", args=[shop.slug]), {"hours": f"  {HOURS} "})
    page = client.get(reverse("store:shop", args=[shop.slug])).text

    shop.refresh_from_db()
    assert shop.opening_hours == HOURS
    assert HOURS in page
    assert AuditLine.objects.filter(action="seller.hours").count() == 1


def test_hours_that_are_too_long_are_said_and_stay_typed(client):
    shop = make_seller()
    client.force_login(owner_of(shop))

    page = client.post(reverse("seller:hours", args=[shop.slug]), {"hours": "x" * 121})

    assert page.status_code == 422
    assert "x" * 121 in page.text
    assert "hours" in page.context["hours_form"].errors


def test_hours_are_taken_away_again(client):
    shop = make_seller(opening_hours=HOURS)
    client.force_login(owner_of(shop))

    client.post(reverse("seller:hours", args=[shop.slug]), {"hours": ""})

    shop.refresh_from_db()
    assert shop.opening_hours == ""


def test_the_director_says_when_the_desk_is_open(client):
    hub = make_organisation()
    client.force_login(make_officer(hub, "director"))
    url = reverse("hub:hours", args=[hub.code])

    wrong = client.post(url, {"opening_hours": "\u202e", "address": "Dermaga 2"})
    done = client.post(url, {"opening_hours": HOURS, "address": "Dermaga 2"})

    hub.refresh_from_db()
    assert wrong.status_code == 422
    assert "Dermaga 2" in wrong.text
    assert done.url == reverse("hub:home", args=[hub.code])
    assert (hub.opening_hours, hub.address) == (HOURS, "Dermaga 2")
    assert AuditLine.objects.get(action="organisation.desk").data == {"changed": ["address", "opening_hours"]}


@pytest.mark.parametrize("role", ["treasurer", "credit_officer", "cashier", "supervisor"])
def test_nobody_else_speaks_for_a_bumdes(client, role):
    hub = make_organisation()
    officer = make_officer(hub, role)
    client.force_login(officer)

    assert client.post(reverse("hub:hours", args=[hub.code]), {"opening_hours": "x"}).status_code == 403
    with pytest.raises(NotTheDirector):
        set_desk(organisation=hub, opening_hours="x", address="", actor=officer, now=NOON)
