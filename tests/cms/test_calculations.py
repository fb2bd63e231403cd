import re

import pytest

from cms.blocks.calculations import compact_rupiah, product_ids, shop_slugs


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 million"),
        (10_500_000, "Rp10,5 million"),
        (212_999_999, "Rp212 million"),
        (1_050_000_000, "Rp1,05 billion"),
        (1_999_999_999, "Rp1,99 billion"),
        (1_005_000_000, "Rp1 billion"),
        (4_812_000_000_000_000, "Rp4.812 trillion"),
    ],
)
def test_compact_rupiah_cuts_to_three_digits(amount, text):
    assert compact_rupiah(amount) == text


def test_product_ids_are_read_from_addresses_and_numbers_once_each():
    typed = "https://sedulang.test/produk/kemplang-panggang-250/17/\n\n  23 \n/produk/kopi/17"

    assert product_ids(typed) == [17, 23]


@pytest.mark.parametrize("line", ["kemplang", "/toko/cek-lina/", "17; drop", "9" * 30])
def test_product_ids_name_the_line_that_is_no_product(line):
    with pytest.raises(ValueError, match=re.escape(line)) as caught:
        product_ids(f"5\n{line}")

    assert str(caught.value) == line


def test_shop_slugs_are_read_from_addresses_and_names_once_each():
    typed = "https://sedulang.test/toko/dapur-cek-lina/\n/toko/kopi-talang\ndapur-cek-lina"

    assert shop_slugs(typed) == ["dapur-cek-lina", "kopi-talang"]


@pytest.mark.parametrize("line", ["Dapur Cek Lina", "/desa/16-07-01-2001/", "javascript:alert(1)"])
def test_shop_slugs_name_the_line_that_is_no_shop(line):
    with pytest.raises(ValueError, match=re.escape(line)) as caught:
        shop_slugs(line)

    assert str(caught.value) == line
