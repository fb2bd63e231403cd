"""Second factors: asked at sign-in, needed for offices, and kept encrypted."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.urls import reverse

from core.users.mfa import MFAAdapter
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


def test_secret_is_encrypted_in_the_database():
    user = make_user()

    TOTP.activate(user, SECRET)

    stored = Authenticator.objects.get(user=user).data["secret"]
    assert SECRET not in stored
    assert MFAAdapter().decrypt(stored) == SECRET


def test_secret_survives_a_new_secret_key(settings):
    kept = MFAAdapter().encrypt(SECRET)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert MFAAdapter().decrypt(kept) == SECRET


def test_sign_in_asks_for_the_second_lock(client):
    user = make_user(email="siti@contoh.test")
    TOTP.activate(user, SECRET)

    first = client.post("/akun/masuk/", {"login": "siti@contoh.test", "password": "rahasia-sekali-1"})
    between = "_auth_user_id" in client.session
    page = client.get(first["Location"])
    client.post(first["Location"], {"code": code_now()})

    assert first["Location"] == "/akun/masuk/kunci-kedua/"
    assert not between
    assert page.status_code == 200
    assert client.session["_auth_user_id"] == str(user.pk)


def test_second_lock_cannot_be_guessed(client):
    user = make_user(email="siti@contoh.test")
    TOTP.activate(user, SECRET)
    client.post("/akun/masuk/", {"login": "siti@contoh.test", "password": "rahasia-sekali-1"})
    for _ in range(10):
        client.post("/akun/masuk/kunci-kedua/", {"code": "000000"})

    client.post("/akun/masuk/kunci-kedua/", {"code": code_now()})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/bumdes/x/", "/operator/", "/cms/", "/kabupaten/"])
def test_offices_need_a_second_lock_where_it_is_required(client, settings, path):
    settings.STAFF_MFA_REQUIRED = True
    client.force_login(make_user())

    answer = client.get(path)

    assert answer["Location"] == reverse("mfa_index")


def test_offices_open_with_a_second_lock(settings, rf):
    from core.users.decorators import staff_mfa_required

    settings.STAFF_MFA_REQUIRED = True
    user = make_user()
    TOTP.activate(user, SECRET)
    request = rf.get("/bumdes/x/")
    request.user = user

    assert staff_mfa_required(lambda request: HttpResponse("in"))(request).content == b"in"


def test_shops_need_none(client, settings):
    settings.STAFF_MFA_REQUIRED = True
    client.force_login(make_user())

    assert client.get(reverse("account:home")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_inactive",
        "account_password_reset_completed",
    ],
)
def test_pages_for_visitors_open(client, name):
    answer = client.get(reverse(name), headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert "style=" not in answer.text


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "account_logout",
        "mfa_list_webauthn",
    ],
)
def test_pages_for_members_open(client, name):
    client.force_login(make_user())

    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"])
def test_changes_to_the_locks_ask_for_the_password_again(client, name):
    client.force_login(make_user(email="siti@contoh.test"))

    asked = client.get(reverse(name))
    wrong = client.post(asked["Location"], {"password": "salah"})
    right = client.post(asked["Location"], {"password": "rahasia-sekali-1", "next": reverse(name)})

    assert asked["Location"].startswith("/akun/konfirmasi/")
    assert wrong.status_code == 200
    assert right["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_authenticator_app_can_be_switched_on_and_gives_backup_codes(client):
    make_user(email="siti@contoh.test")
    client.post("/akun/masuk/", {"login": "siti@contoh.test", "password": "rahasia-sekali-1"})
    client.post("/akun/konfirmasi/", {"password": "rahasia-sekali-1"})

    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    counter = next(iter(yield_hotp_counters_from_time()))
    on = client.post(reverse("mfa_activate_totp"), {"code": format_hotp_value(hotp_value(secret, counter))})
    codes = client.get(on["Location"])

    assert "data:image/svg+xml" in page.text
    assert on["Location"] == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("mfa_index")).status_code == 200
