"""Codes by WhatsApp, over HTTP against a server that speaks the Cloud API's protocol."""

from datetime import timedelta

import pytest

from core.messages.models import Message
from core.users import codes, whatsapp
from core.users.checks import check_phone_sender
from core.users.codes import NotSent, send_phone_code, send_waiting_codes
from core.users.whatsapp import WhatsAppSender
from tests.factories.people import NOON, make_user
from tests.servers import whatsapp as server
from tests.servers.whatsapp import cloud_api

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(settings):
    with cloud_api() as running:
        settings.PHONE_CODE_SENDER = "core.users.whatsapp.WhatsAppSender"
        settings.WHATSAPP_API = running.url
        settings.WHATSAPP_PHONE_ID = server.PHONE_ID
        settings.WHATSAPP_TOKEN = server.TOKEN
        settings.WHATSAPP_TEMPLATE = "kode_masuk"
        yield running


def number(end: str) -> str:
    return f"+62812345678{end}"


def ask(end: str = server.TAKEN, *, at=NOON) -> Message | None:
    """Somebody without an e-mail address asks for a code."""
    phone = number(end)
    user = make_user(email=None, phone=phone) if not _known(phone) else _known(phone)
    before = Message.objects.filter(channel="phone").count()
    send_phone_code(user=user, subject="Kode", text="Kode 123456", code="123456", at=at)
    found = Message.objects.filter(channel="phone").order_by("pk")
    return found.last() if found.count() > before else None


def _known(phone: str):
    from core.users.models import User

    return User.objects.filter(phone=phone).first()


def test_the_code_stands_in_the_text_and_in_the_button(api):
    ask()

    assert send_waiting_codes(now=NOON) == 1
    (sent,) = api.seen
    code = [{"type": "text", "text": "123456"}]
    assert (sent["to"], sent["type"]) == ("628123456781", "template")
    assert sent["template"] == {
        "name": "kode_masuk",
        "language": {"code": "id"},
        "components": [
            {"type": "body", "parameters": code},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": code},
        ],
    }


def test_a_code_is_forgotten_once_it_left_and_not_sent_again(api):
    letter = ask()

    send_waiting_codes(now=NOON)
    send_waiting_codes(now=NOON)

    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.sent_at) == ("sent", "", NOON)
    assert len(api.seen) == 1


@pytest.mark.parametrize(
    ("end", "is_passing"),
    [
        (server.UNDELIVERABLE, False),
        (server.TOO_FAST, True),
        (server.DOWN, True),
        (server.NONSENSE, False),
    ],
)
def test_each_refusal_says_whether_to_try_again(api, end, is_passing):
    with pytest.raises(NotSent) as refused:
        WhatsAppSender().send(phone=number(end), code="123456")

    assert refused.value.is_passing is is_passing


def test_a_server_that_is_slow_or_away_is_tried_again(api, settings, monkeypatch):
    monkeypatch.setattr(whatsapp, "TIMEOUT_S", 0.2)
    with pytest.raises(NotSent, match="TimeoutError") as slow:
        WhatsAppSender().send(phone=number(server.SLOW), code="123456")
    settings.WHATSAPP_API = "http://127.0.0.1:9"
    with pytest.raises(NotSent, match="ConnectionRefusedError") as away:
        WhatsAppSender().send(phone=number(server.TAKEN), code="123456")

    assert slow.value.is_passing
    assert away.value.is_passing


def test_a_passing_fault_is_tried_three_times(api):
    letter = ask(server.DOWN)

    for _ in range(codes.MAX_TRIES + 1):
        send_waiting_codes(now=NOON)

    letter.refresh_from_db()
    assert (letter.state, letter.body, letter.tries) == ("failed", "", codes.MAX_TRIES)
    assert len(api.seen) == codes.MAX_TRIES


def test_a_number_that_cannot_be_reached_is_tried_once(api):
    letter = ask(server.UNDELIVERABLE)

    for _ in range(2):
        send_waiting_codes(now=NOON)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("failed", "")
    assert len(api.seen) == 1


def test_a_code_that_is_too_old_costs_nothing(api):
    letter = ask()

    send_waiting_codes(now=NOON + codes.CODE_LIFE)

    letter.refresh_from_db()
    assert (letter.state, letter.body) == ("failed", "")
    assert api.seen == []


def test_one_number_gets_so_many_codes_a_day(api, settings):
    settings.PHONE_CODES_PER_NUMBER_A_DAY = 2

    asked = [ask(at=NOON + timedelta(minutes=n)) for n in range(3)]

    assert [letter is not None for letter in asked] == [True, True, False]
    assert ask(at=NOON + timedelta(days=1, minutes=1)) is not None
    assert ask("9") is not None


def test_all_numbers_together_cost_so_much_a_day(api, settings, caplog):
    settings.PHONE_CODES_A_DAY = 2

    asked = [ask(end) for end in "789"]

    assert [letter is not None for letter in asked] == [True, True, False]
    assert "used up" in caplog.text


def test_nothing_of_the_person_or_the_code_is_logged(api, caplog):
    ask(server.UNDELIVERABLE)

    with caplog.at_level("DEBUG"):
        send_waiting_codes(now=NOON)

    assert "131026" in caplog.text
    assert "8123456782" not in caplog.text
    assert "123456" not in caplog.text.replace("8123456782", "")


def test_check_deploy_asks_the_provider(api, settings):
    assert check_phone_sender(None) == []

    settings.WHATSAPP_TOKEN = "lama"
    (wrong,) = check_phone_sender(None)
    settings.WHATSAPP_TEMPLATE = ""
    (missing,) = check_phone_sender(None)

    assert wrong.id == "sedulang.E004"
    assert "HTTP 401, code 190" in wrong.msg
    assert "WHATSAPP_TEMPLATE is missing" in missing.msg


def test_without_a_sender_there_is_nothing_to_check():
    assert check_phone_sender(None) == []
    assert not codes.phone_codes_available()
