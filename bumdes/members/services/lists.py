"""A list of people in a spreadsheet: what each row says, and what is wrong with it. Writes nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from bumdes.members.enums import Sex, Standing
from bumdes.members.models import Member
from bumdes.members.nik import read_family_card, read_nik, warnings
from bumdes.members.services.people import Facts, hash_of
from bumdes.organisations.models import Organisation
from bumdes.villages.models import Village
from core.refusals import Refusal
from core.sheets import read_day, rows_of
from core.users.phones import normalise_phone

T = TypeVar("T")
# What the template calls a column, and our name of it.
COLUMNS = {
    "nama": "name",
    "nik": "nik",
    "no_kk": "family_card",
    "jenis_kelamin": "sex",
    "tanggal_lahir": "birth_date",
    "desa": "village",
    "alamat": "address",
    "telepon": "phone",
    "pekerjaan": "work",
    "status": "standing",
    "sejak": "joined_on",
}
_WORDS = {name: word for word, name in COLUMNS.items()}
MAX_ROWS = 2_000
MAX_BYTES = 2 * 1024 * 1024
_SEXES = {
    **dict.fromkeys(("p", "pr", "perempuan", "wanita", "female"), Sex.FEMALE),
    **dict.fromkeys(("l", "lk", "laki-laki", "laki laki", "pria", "male"), Sex.MALE),
    "": "",
}
_STANDINGS = {
    **dict.fromkeys(("", "anggota", "member"), Standing.MEMBER),
    **dict.fromkeys(("bukan anggota", "dikenal", "nasabah", "customer"), Standing.CUSTOMER),
}
_NUMBERS = ("nik", "no_kk", "telepon")  # long ones, that a spreadsheet would round
_LONGEST = {"name": 120, "address": 200, "work": 80}


@dataclass(frozen=True)
class Listed:
    """One person of a list. `doubts`: what should be looked at, and stops nothing."""

    line: int
    facts: Facts
    joined_on: date
    is_known: bool
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be taken; `column` is the file's word for it."""

    line: int
    column: str
    message: str


@dataclass
class Plan:
    """Everything a list would do. Nothing of it is written while one row is wrong."""

    people: list[Listed] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def new(self) -> list[Listed]:
        return [person for person in self.people if not person.is_known]

    @property
    def known(self) -> list[Listed]:
        return [person for person in self.people if person.is_known]

    @property
    def can_record(self) -> bool:
        return bool(self.new) and not self.wrong


def plan_of(organisation: Organisation, content: bytes, *, today: date) -> Plan:
    """Understand a list and compare it with who is known here. Two queries.

    Somebody is known by the NIK or, where the list has none, by name, village and date of birth; a
    known person stays as written here. Raises Unreadable, ColumnsMissing, TooLong.
    """
    rows = list(
        rows_of(content, columns=COLUMNS, needed=("name",), most_bytes=MAX_BYTES, most_lines=MAX_ROWS + 1)
    )
    reader = _Reader(organisation, today)
    for line, given in rows:
        reader.take(line, given)
    return reader.plan


class _Reader:
    def __init__(self, organisation: Organisation, today: date):
        self.organisation, self.today, self.plan = organisation, today, Plan()
        self.villages: dict[str, list[Village]] = {}
        for village in Village.objects.select_related("district"):
            full = f"{village.name}, {village.district.name}".lower()
            for word in (village.code, village.name.lower(), full):
                self.villages.setdefault(word, []).append(village)
        self.niks: set[str] = set()
        self.names: set[tuple[str, str, date | None]] = set()
        kept = Member.objects.of(organisation).values_list("nik_hash", "name", "village_id", "birth_date")
        for nik, name, village_key, birth in kept:
            self.niks.add(nik)
            self.names.add((name.lower(), village_key, birth))
        self.lines: dict[str, int] = {}

    def take(self, line: int, given: dict[str, str]) -> None:
        before = len(self.plan.wrong)

        def read(name: str, reader: Callable[[str], T]) -> T | None:
            try:
                return reader(given[name])
            except Refusal as refusal:
                self.plan.wrong.append(Wrong(line, _WORDS[name], str(refusal.message)))
            except ValueError as error:
                self.plan.wrong.append(Wrong(line, _WORDS[name], str(error)))
            return None

        texts = {name: read(name, _short(name)) for name in _LONGEST}
        nik, card = read("nik", read_nik), read("family_card", read_family_card)
        sex, standing = read("sex", _one_of(_SEXES)), read("standing", _one_of(_STANDINGS))
        birth, joined = read("birth_date", self._day), read("joined_on", self._day)
        village = read("village", self._village)
        phone = read("phone", lambda typed: normalise_phone(typed) if typed else "")
        if not given["name"]:
            self.plan.wrong.append(Wrong(line, "nama", _("Write the name.")))
        if len(self.plan.wrong) > before or village is None:
            return
        facts = Facts(
            name=texts["name"] or "",
            village=village,
            standing=standing or Standing.MEMBER,
            sex=sex or "",
            birth_date=birth,
            address=texts["address"] or "",
            phone=phone or "",
            work=texts["work"] or "",
            nik=nik or "",
            family_card=card or "",
        )
        if (other := self.lines.setdefault(self._who(facts), line)) != line:
            text = _("Row %(line)d is about the same person.") % {"line": other}
            self.plan.wrong.append(Wrong(line, "nik" if facts.nik else "nama", text))
            return
        doubts = warnings(facts.nik or "", birth_date=birth, sex=facts.sex)
        self.plan.people.append(
            Listed(line, facts, joined or self.today, self._is_known(facts), tuple(doubts))
        )

    def _who(self, facts: Facts) -> str:
        return facts.nik or f"{facts.name.lower()} {facts.village.code} {facts.birth_date}"

    def _is_known(self, facts: Facts) -> bool:
        if facts.nik and hash_of(facts.nik) in self.niks:
            return True
        return not facts.nik and (facts.name.lower(), facts.village.pk, facts.birth_date) in self.names

    def _day(self, typed: str) -> date | None:
        if not typed:
            return None
        day = read_day(typed)
        if day is None:
            raise ValueError(_("Write the date as 2026-01-31."))
        if not date(1900, 1, 1) <= day <= self.today:
            raise ValueError(_("This day has not come yet, or is too long ago."))
        return day

    def _village(self, typed: str) -> Village:
        if not typed:
            return self.organisation.village
        found = self.villages.get(" ".join(typed.lower().split()), [])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValueError(_("There is no village of this name in Banyuasin."))
        names = "; ".join(f"{village.name}, {village.district.name}" for village in found)
        raise ValueError(_("Several villages are called so. Write one of: %(names)s.") % {"names": names})


def _short(name: str) -> Callable[[str], str]:
    def read(typed: str) -> str:
        text = " ".join(typed.split())
        if len(text) > _LONGEST[name]:
            raise ValueError(_("At most %(n)d letters.") % {"n": _LONGEST[name]})
        return text

    return read


def _one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed.lower() not in words:
            shown = ", ".join(word for word in words if word)
            raise ValueError(_("Write one of: %(names)s.") % {"names": shown})
        return words[typed.lower()]

    return read


def template_xlsx() -> bytes:
    """The empty list to fill in. Its cells are texts: as a number a NIK loses its last digit."""
    # Eight megabytes that only a file needs.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet, example = book.active, book.create_sheet(_("Example"))
    sheet.title = _("Members")
    shown = {
        "nama": "Siti Aminah (contoh)",
        "nik": "1607014507900001",
        "jenis_kelamin": "P",
        "tanggal_lahir": "1990-07-05",
        "telepon": "081200000001",
        "pekerjaan": "Pembuat kemplang",
        "status": "anggota",
        "sejak": "2026-01-05",
    }
    for into in (sheet, example):
        for at, word in enumerate(COLUMNS, 1):
            into.cell(1, at, word).font = Font(bold=True)
            column = into.column_dimensions[get_column_letter(at)]
            column.width, column.number_format = 20, "@"
            for line in range(2, MAX_ROWS + 2 if into is sheet and word in _NUMBERS else 3):
                into.cell(line, at).number_format = "@"
        into.freeze_panes = "A2"
    for at, word in enumerate(COLUMNS, 1):
        example.cell(2, at, shown.get(word, ""))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
