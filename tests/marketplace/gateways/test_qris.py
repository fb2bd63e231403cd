"""A static QRIS made into one with an amount: against two independent readers, and through a decoder."""

from io import BytesIO

import pytest
import qriskit
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from lokal.qris import parse_qris, qris_crc, set_qris_amount
from PIL import Image

from marketplace.gateways.qris.payload import (
    BrokenQris,
    NotQris,
    NotRupiahCode,
    NotStatic,
    crc,
    items,
    read_static,
    with_amount,
    write,
)
from marketplace.gateways.qris.pictures import as_png, read_photo
from tests.factories.qris import static_qris

PLAIN = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1)
STATIC = st.builds(
    static_qris,
    name=PLAIN.filter(str.strip).map(lambda text: text.strip()[:25]),
    city=PLAIN.filter(str.strip).map(lambda text: text.strip()[:15]),
    store=st.none() | PLAIN.filter(str.strip).map(lambda text: text.strip()[:25]),
    tip=st.booleans(),
)
AMOUNT = st.integers(1, 10_000_000)
REFERENCE = st.text("23456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=10, max_size=10)


@given(text=st.text(max_size=300))
def test_crc_agrees_with_an_independent_one(text):
    assert crc(text) == qris_crc(text)


@given(payload=STATIC, amount=AMOUNT, reference=REFERENCE)
def test_with_amount_agrees_with_independent_readers(payload, amount, reference):
    made = with_amount(payload, amount=amount, reference=reference)

    theirs, others = qriskit.parse(made), parse_qris(made)
    assert [issue for issue in qriskit.validate(made) if str(issue.severity).lower().endswith("error")] == []
    assert (others.valid, others.type) == (True, "dynamic")
    assert (others.amount, others.additional.reference_label, others.tip) == (str(amount), reference, None)
    assert theirs.merchant_name == others.merchant_name == read_static(payload).name
    # Apart from the reference, which the other leaves out, the same fields with the same values.
    other = dict(items(set_qris_amount(payload, amount)))
    ours = dict(items(made))
    for tag in ("62", "63", "55"):
        other.pop(tag, None)
        ours.pop(tag, None)
    assert ours == other


@given(payload=STATIC, at=st.integers(0, 400), sign=st.sampled_from("0123456789ABCxyz"))
def test_one_wrong_sign_is_never_taken(payload, at, sign):
    at %= len(payload)
    changed = payload[:at] + sign + payload[at + 1 :]

    if changed != payload:
        with pytest.raises((NotQris, BrokenQris)):
            read_static(changed)


@given(payload=STATIC, amount=AMOUNT, reference=REFERENCE)
def test_a_code_that_was_made_cannot_be_made_again(payload, amount, reference):
    with pytest.raises(NotStatic):
        read_static(with_amount(payload, amount=amount, reference=reference))


def changed(**tags: str) -> str:
    kept = dict(items(static_qris())) | {tag.removeprefix("t"): value for tag, value in tags.items()}
    kept.pop("63")
    body = write(sorted(kept.items())) + "6304"
    return body + crc(body)


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        ("", NotQris),
        ("https://contoh.test", NotQris),
        ("0002", NotQris),
        (static_qris()[:-1], NotQris),
        (static_qris() + "0", NotQris),
        (static_qris().replace("5802ID", "5802MY"), BrokenQris),
        (changed(t01="12"), NotStatic),
        (changed(t54="5000"), NotStatic),
        (changed(t53="840"), NotRupiahCode),
        (changed(t59=""), NotQris),
        (changed(t62="0"), NotQris),
        ("00020१", NotQris),
    ],
)
def test_read_static_refuses_what_is_no_counters_code(payload, refusal):
    with pytest.raises(refusal):
        read_static(payload)


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_with_amount_refuses_an_amount_that_no_code_carries(amount):
    with pytest.raises(ValueError, match="Rp1"):
        with_amount(static_qris(), amount=amount, reference="ABC")


def test_a_picture_is_read_back_by_a_decoder_and_by_ours():
    made = with_amount(static_qris(), amount=147_500, reference="K7QX2M9RTA")
    picture = Image.open(BytesIO(as_png(made))).convert("L").resize((360, 360))
    screenshot = Image.new("L", (360, 800), 244)
    screenshot.paste(picture, (0, 200))
    file = BytesIO()
    screenshot.save(file, "JPEG", quality=70)

    (found,) = zxingcpp.read_barcodes(screenshot)

    assert found.text == made
    assert read_photo(BytesIO(file.getvalue())) == made


@pytest.mark.parametrize("content", [b"", b"not a picture"])
def test_read_photo_refuses_what_is_none(content):
    with pytest.raises(NotQris):
        read_photo(BytesIO(content))
