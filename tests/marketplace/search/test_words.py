"""Reading what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.search.words import MAX_WORDS, distance, nearest, spellings, words_of

LETTERS = st.text(alphabet="abcdk", max_size=7)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Pempek kapal selem", ["pempek", "kapal", "selem"]),
        ("  KOPI,robusta! ", ["kopi", "robusta"]),
        ("nanas madu dari Sukajadi", ["nanas", "madu", "sukajadi"]),
        ("dari", ["dari"]),
        ("café", ["cafe"]),
        ("'; DROP TABLE x; --", ["drop", "table", "x"]),
        ("100% & | ! <-> :*", ["100"]),
        ("a\x00b_c", ["a", "b", "c"]),
        ("😀 %", []),
        ("", []),
    ],
)
def test_words_of_gives_plain_words(typed, expected):
    assert words_of(typed) == expected


def test_words_of_reads_only_the_beginning():
    assert words_of("kopi " * 2_000) == ["kopi"] * MAX_WORDS
    assert words_of("a" * 10_000) == ["a" * 40]


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("kpoi", "kopi", 1),
        ("kemplng", "kemplang", 1),
        ("kopi", "kopi", 0),
        ("selm", "selem", 1),
        ("ab", "", 2),
    ],
)
def test_distance_counts_slips(typed, word, slips):
    assert distance(typed, word) == slips


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways_and_bounded(one, other):
    found = distance(one, other)

    assert found == distance(other, one)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))
    assert (found == 0) == (one == other)


def test_nearest_prefers_fewer_slips_then_frequency():
    assert nearest("kpoi", [("koi", 3), ("kopi", 900), ("kapi", 5_000)]) == "kopi"
    assert nearest("kemplng", [("kemplang", 2), ("kembang", 900)]) == "kemplang"
    assert nearest("kem", [("kelm", 9)]) is None
    assert nearest("kopi", [("gula", 9)]) is None


def test_spellings_of_the_region_stand_for_each_other():
    assert spellings("selam") == ("selam", "selem")
    assert spellings("meja") == ("meja",)
