"""The national identity number: what its sixteen digits say, and what does not fit a person.

Shape: six digits of the place of first registration, day (a woman's plus 40), month and year of
birth in two digits each, four of a running number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumdes.members.enums import Sex
from core.refusals import Refusal

_WOMAN = 40


class NotANik(Refusal):
    message = gettext_lazy("A NIK has 16 digits, with a day, month and year of birth from the seventh on.")
    field = "nik"


class NotAFamilyCard(Refusal):
    message = gettext_lazy("A family card number has 16 digits.")
    field = "family_card"


@dataclass(frozen=True)
class Birth:
    """What a NIK says of a birth; the century is not in it."""

    day: int
    month: int
    year_of_century: int
    sex: str

    def fits(self, day: date) -> bool:
        return (day.day, day.month, day.year % 100) == (self.day, self.month, self.year_of_century)


def read_digits(typed: str) -> str:
    """Sixteen digits without blanks, dots and dashes, or an empty text when it cannot be one."""
    digits = typed.translate({ord(sign): None for sign in " .-\u00a0'"})
    return digits if len(digits) == 16 and digits.isascii() and digits.isdigit() else ""


def read_nik(typed: str) -> str:
    """The number that was typed; empty stays empty. Raises NotANik."""
    if not typed.strip():
        return ""
    digits = read_digits(typed)
    if not digits or birth_of(digits) is None or digits[-4:] == "0000":
        raise NotANik
    return digits


def read_family_card(typed: str) -> str:
    """The number of a family card; empty stays empty. Raises NotAFamilyCard."""
    if not typed.strip():
        return ""
    if not (digits := read_digits(typed)):
        raise NotAFamilyCard
    return digits


def birth_of(nik: str) -> Birth | None:
    """The birth part of sixteen digits, None when it names no day of any year."""
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    sex = Sex.FEMALE if day > _WOMAN else Sex.MALE
    day = day - _WOMAN if day > _WOMAN else day
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return Birth(day, month, year, sex)
    return None


def warnings(nik: str, *, birth_date: date | None, sex: str) -> list[str]:
    """What differs between a good NIK and what was written of the person; empty when nothing does.

    Only a warning: registries hold numbers given with a wrong date, and they stay for life.
    """
    birth = birth_of(nik) if nik else None
    if birth is None:
        return []
    found = []
    if birth_date is not None and not birth.fits(birth_date):
        found.append(_("The date of birth differs from the one in the NIK. Look at the identity card."))
    if sex and sex != birth.sex:
        found.append(_("The NIK is one of the other sex. Look at the identity card."))
    return found


def masked(digits: str) -> str:
    """1607********0001."""
    return digits[:4] + "*" * 8 + digits[-4:] if digits else ""
