"""Numbers as people type them."""

import pytest

from core.users.fields import Identifier, read_identifier
from core.users.phones import NotAPhone, normalise_phone


@pytest.mark.parametrize(
    "typed",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "6281234567890",
        "+62 812-3456-7890",
        "62 812 3456 7890",
    ],
)
def test_phone_in_any_spelling_is_one_number(typed):
    assert normalise_phone(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["", "12", "0812345678O0", "nama@contoh.id", "😀", "0812" * 10])
def test_phone_that_cannot_be_one_is_refused(typed):
    with pytest.raises(NotAPhone):
        normalise_phone(typed)


def test_identifier_is_a_phone_or_an_email():
    assert read_identifier(" 0812-3456-7890 ") == Identifier(phone="+6281234567890")
    assert read_identifier("Siti@Contoh.TEST") == Identifier(email="siti@contoh.test")
    assert read_identifier("siti") is None
    assert read_identifier("siti@") is None
