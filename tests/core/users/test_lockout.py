"""Too many tries close the door for one person at one address, and for nobody else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.utils import timezone

from core.moments import format_moment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
HERE, THERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def axes(settings):
    settings.AXES_ENABLED = True


def attempt(client, login="siti@contoh.test", password="salah", ip=HERE):
    return client.post("/akun/masuk/", {"login": login, "password": password}, REMOTE_ADDR=ip)


def fail(client, times=8, **kw):
    for _ in range(times):
        answer = attempt(client, **kw)
    return answer


def test_eighth_wrong_try_closes_the_door_and_says_until_when(client):
    make_user(email="siti@contoh.test")

    seventh = fail(client, times=7)
    eighth = attempt(client)

    until = AccessAttempt.objects.get().attempt_time + timedelta(minutes=15)
    assert seventh.status_code == 200
    assert eighth.status_code == 429
    assert format_moment(until) in eighth.text
    assert 0 < int(eighth["Retry-After"]) <= 900


def test_closed_door_stays_closed_for_the_right_password(client):
    make_user(email="siti@contoh.test")
    fail(client)

    answer = attempt(client, password="rahasia-sekali-1")

    assert answer.status_code == 429
    assert "_auth_user_id" not in client.session


def test_nobody_can_lock_somebody_else_out(client):
    make_user(email="siti@contoh.test")
    fail(client, ip=THERE)

    assert attempt(client, password="rahasia-sekali-1", ip=HERE).status_code == 302


def test_neighbour_at_the_same_address_is_not_locked_out(client):
    make_user(email="siti@contoh.test")
    make_user(email="rina@contoh.test")
    fail(client)

    assert attempt(client, login="rina@contoh.test", password="rahasia-sekali-1").status_code == 302


def test_all_spellings_of_a_number_count_together(client):
    make_user(phone="081234567890")
    fail(client, times=4, login="0812-3456-7890")
    fail(client, times=3, login="6281234567890")

    assert attempt(client, login="+62 812 3456 7890").status_code == 429


def test_unknown_people_are_locked_out_just_the_same(client):
    assert fail(client, login="tidak@ada.test").status_code == 429


def test_door_opens_again_after_the_time_told(client):
    make_user(email="siti@contoh.test")
    fail(client)
    attempt(client)  # does not move the time
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert attempt(client, password="rahasia-sekali-1").status_code == 302


def test_the_cms_has_no_door_of_its_own(settings):
    assert settings.WAGTAILADMIN_LOGIN_URL == "account_login"
