"""Consent to act for a shop: given, used, seen by the owner, and ended at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditLine
from core.invariants import violations
from core.messages.models import Message
from marketplace.hub_desk.bringing import note_consent
from marketplace.sellers import assistance
from marketplace.sellers.models import AssistanceConsent, Seller, SellerStaff
from tests.factories.people import NOON, make_officer, make_organisation, make_seller, make_user, owner_of
from tests.factories.seller_centre import make_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def hub():
    return make_organisation()


@pytest.fixture
def shop(hub):
    return make_seller(hub=hub)


@pytest.fixture
def cashier(hub):
    return make_officer(hub, "cashier")


def consent(shop, actor, **kw):
    values = {"how": "paper", "note": "map 3", "now": NOON} | kw
    return note_consent(seller=shop, organisation=values.pop("hub", shop.hub), actor=actor, **values)


def test_consent_says_who_wrote_down_which_text_when_and_how(shop, cashier):
    given = consent(shop, cashier)

    assert (given.recorded_by, given.given_at, given.how, given.note) == (cashier, NOON, "paper", "map 3")
    assert assistance.text_of(given.text_version).startswith("I let the BUMDes")
    line = AuditLine.objects.get(action="consent.given")
    assert (line.actor, line.data) == (cashier, {"how": "paper", "text": assistance.CURRENT_TEXT})
    assert Message.objects.get(event="consent.given", channel="inbox").recipient == owner_of(shop)
    assert list(violations()) == []


def test_consent_given_again_is_the_one_that_holds(shop, cashier):
    assert consent(shop, cashier) == consent(shop, cashier, how="voice")


@pytest.mark.parametrize("role", ["treasurer", "credit_officer", "supervisor"])
def test_other_offices_write_no_consent_and_open_no_shop(shop, hub, cashier, role):
    other = make_officer(hub, role)

    with pytest.raises(assistance.NotYourWork):
        consent(shop, other)
    consent(shop, cashier)
    assert not Seller.objects.for_user(other).exists()


def test_a_hub_that_does_not_serve_the_shop_gets_no_consent(shop):
    elsewhere = make_organisation()

    with pytest.raises(assistance.NotYourWork):
        consent(shop, make_officer(elsewhere, "director"), hub=elsewhere)


def test_who_works_in_the_shop_writes_no_consent_for_it(shop, hub):
    helper = make_officer(hub, "cashier")
    SellerStaff.objects.create(seller=shop, user=helper, role="staff", started_at=NOON)

    with pytest.raises(assistance.OwnShop):
        consent(shop, helper)


def test_with_consent_the_desk_opens_the_shop_and_without_it_does_not(client, shop, cashier):
    client.force_login(cashier)
    url = reverse("seller:home", args=[shop.slug])

    before = client.get(url).status_code
    consent(shop, cashier)
    page = client.get(url)

    assert before == 404
    assert page.status_code == 200
    assert page.context["acting_for"] == shop.owner_name
    assert Seller.objects.worked_in_by(cashier).count() == 0


def test_an_officer_elsewhere_and_a_former_one_find_nothing(client, shop, hub, cashier):
    consent(shop, cashier)
    former = make_officer(hub, "cashier")
    former.offices.update(ended_at=NOON)

    for user in (former, make_officer(make_organisation(), "director"), make_user()):
        client.force_login(user)
        assert client.get(reverse("seller:home", args=[shop.slug])).status_code == 404


def test_a_shop_that_moves_to_another_hub_is_closed_to_the_first(shop, cashier):
    consent(shop, cashier)

    Seller.objects.filter(pk=shop.pk).update(hub=make_organisation())

    assert not Seller.objects.for_user(cashier).exists()
    shop.refresh_from_db()
    consent(shop, make_officer(shop.hub, "director"))
    assert AssistanceConsent.objects.live().get().hub == shop.hub


def test_a_step_is_kept_under_the_name_of_who_took_it(client, shop, cashier):
    given = consent(shop, cashier)
    order = make_order(shop, now=timezone.now())
    client.force_login(cashier)

    client.post(reverse("seller:accept", args=[shop.slug, order.number]))

    order.refresh_from_db()
    assert order.status == "accepted"
    assert order.events.get(to_status="accepted").actor == cashier
    line = AuditLine.objects.get(action="seller.assisted")
    assert line.actor == cashier
    assert line.data == {"step": "accept", "of": {"number": order.number}, "consent": given.pk}
    assert list(violations()) == []


def test_a_helper_keeps_the_profile_but_neither_people_nor_consent(client, shop, cashier):
    consent(shop, cashier)
    client.force_login(cashier)
    member = shop.staff.get()

    assert client.get(reverse("seller:profile", args=[shop.slug])).status_code == 200
    assert client.post(reverse("seller:consent", args=[shop.slug]), {"consent": "0"}).status_code == 403
    assert client.post(reverse("seller:end_staff", args=[shop.slug, member.pk])).status_code == 403
    client.post(reverse("seller:staff", args=[shop.slug]), {"login": make_user().email})
    assert shop.staff.count() == 1
    assert AssistanceConsent.objects.live().exists()


def test_the_owner_sees_the_steps_and_ends_the_consent_at_once(client, shop, cashier):
    consent(shop, cashier)
    order = make_order(shop, now=timezone.now())
    accept = reverse("seller:accept", args=[shop.slug, order.number])
    people = reverse("seller:staff", args=[shop.slug])
    client.force_login(cashier)
    client.post(accept)

    client.force_login(owner_of(shop))
    (step,) = client.get(people).context["steps"]
    client.post(reverse("seller:consent", args=[shop.slug]), {"consent": "0"})
    client.force_login(cashier)

    assert (step.who, step.what, step.of) == (cashier.name, "menerima pesanan", order.number)
    assert client.post(reverse("seller:pack", args=[shop.slug, order.number])).status_code == 404
    ended = AssistanceConsent.objects.get()
    assert ended.withdrawn_by == owner_of(shop)


def test_the_owner_agrees_in_her_own_pages(client, shop, cashier):
    client.force_login(owner_of(shop))

    for _ in range(2):
        client.post(reverse("seller:consent", args=[shop.slug]), {"consent": "1"})

    given = AssistanceConsent.objects.get()
    assert (given.how, given.recorded_by) == ("online", owner_of(shop))
    assert Seller.objects.for_user(cashier).get() == shop


def test_withdrawing_twice_changes_nothing_and_strangers_may_not(shop, cashier):
    consent(shop, cashier)
    with pytest.raises(assistance.NotYourWork):
        assistance.withdraw_consent(seller=shop, actor=make_user(), now=NOON)

    for hours in (1, 2):
        assistance.withdraw_consent(seller=shop, actor=cashier, now=NOON + timedelta(hours=hours))

    assert AssistanceConsent.objects.get().withdrawn_at == NOON + timedelta(hours=1)


def test_the_database_keeps_the_rules(shop, cashier):
    given = consent(shop, cashier)
    row = {"seller": shop, "text_version": "x", "how": "paper", "recorded_by": cashier, "given_at": NOON}

    for constraint, values in (
        ("consent_one_live_per_shop", {"hub": shop.hub}),
        ("served by another BUMDes", {"hub": make_organisation(), "withdrawn_at": NOON}),
        ("consent_names_its_text", {"hub": shop.hub, "text_version": "", **_ended(cashier, hours=1)}),
        ("consent_withdrawn_by_somebody_later", {"hub": shop.hub, **_ended(cashier, hours=-1)}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            AssistanceConsent.objects.create(**row | values)
    mine = AssistanceConsent.objects.filter(pk=given.pk)
    for change in (lambda: mine.update(how="voice"), mine.delete):
        with pytest.raises(IntegrityError, match="only ever withdrawn"), transaction.atomic():
            change()
    mine.update(**_ended(cashier, hours=1))
    with pytest.raises(IntegrityError, match="only ever withdrawn"), transaction.atomic():
        mine.update(withdrawn_at=None, withdrawn_by=None)


def _ended(user, *, hours):
    return {"withdrawn_at": NOON + timedelta(hours=hours), "withdrawn_by": user}


def test_verify_finds_a_step_without_consent(shop, cashier):
    AuditLine.objects.create(
        action="seller.assisted",
        subject=f"sellers.seller:{shop.pk}",
        actor=cashier,
        at=NOON,
        data={"step": "accept", "of": {}, "consent": 0},
    )

    assert [found.invariant for found in violations()] == ["assistance.every_step_had_a_consent"]
