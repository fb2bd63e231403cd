import json
import logging
import random
from base64 import urlsafe_b64encode
from io import StringIO
from logging.config import DictConfigurator

import pytest

from config.logging import logging_settings, masked, masked_text
from core.ids import random_token


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("call 081234567890 now", "call [phone] now"),
        ("call 0812-3456-7890.", "call [phone]."),
        ("+62 812 3456 789", "[phone]"),
        ("wa.me/6281234567890", "wa.me/[phone]"),
        ("tel:+6281234567890", "tel:[phone]"),
        ("+14155550123", "[phone]"),
        ("NIK 1607021505900001 refused", "NIK [number] refused"),
        ("NIK 1607 0215 0590 0001", "NIK [number]"),
        ("card 4111-1111-1111-1111", "card [number]"),
        ("to cek.sari+toko@contoh.co.id failed", "to [email] failed"),
        ("/login?next=/&token=abc&x=1", "/login?next=/&token=[masked]&x=1"),
        ("/pesanan/Zx81pQ7aLk3mN9bV2cXyTw/", "/pesanan/[masked]/"),
        ("session 0123456789abcdefghijklmnopqrstuv", "session [masked]"),
        ("line one\r\nline two", "line one\r\nline two"),
    ],
)
def test_personal_data_and_tokens_are_masked(text, clean):
    assert masked_text(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "order ABCDEFGHJK paid Rp15.000",
        "/produk/kemplang-panggang-tenggiri-250-gram-12/",
        "marketplace.purchases.services.place_order_for_buyer",
        "ConcurrentTransactionManagerError",
        "at 2026-11-23T08:05:00.123456Z took 1234567 ms",
        "village 16.07.02.2001",
        "total 1234567890123",
        "127.0.0.1:54321",
    ],
)
def test_what_an_operator_needs_stays(text):
    assert masked_text(text) == text


def test_every_random_token_is_masked():
    rng = random.Random(7)
    tokens = [urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("=") for _ in range(2000)]

    assert [token for token in tokens if token in masked_text(f"/x/{token}/")] == []
    assert len(random_token()) == len(tokens[0])


def test_values_are_masked_by_name_and_in_depth():
    event = {"password": "x", "args": {"phone": "1", "lines": ["081234567890", 3]}, "nik": 1607021505900001}

    assert masked(event) == {
        "password": "[masked]",
        "args": {"phone": "[masked]", "lines": ["[phone]", 3]},
        "nik": "[masked]",
    }


def test_traceback_is_one_line_without_personal_data():
    out, settings = StringIO(), logging_settings(as_json=True)
    handler = logging.StreamHandler(out)
    handler.setFormatter(DictConfigurator(settings).configure_formatter(settings["formatters"]["lines"]))
    log = logging.Logger("sedulang.test")
    log.addHandler(handler)

    try:
        raise ValueError("no such buyer: 081234567890")
    except ValueError:
        log.exception("Order of %s\nfailed", "ani@contoh.id", extra={"phone": "1", "status": 500})

    (line,) = out.getvalue().splitlines()
    event = json.loads(line)
    traceback = event.pop("exception").splitlines()
    assert (traceback[0], traceback[-1]) == (
        "Traceback (most recent call last):",
        "ValueError: no such buyer: [phone]",
    )
    assert {**event, "timestamp": ""} == {
        "event": "Order of [email]\nfailed",
        "level": "error",
        "logger": "sedulang.test",
        "phone": "[masked]",
        "status": 500,
        "timestamp": "",
    }
