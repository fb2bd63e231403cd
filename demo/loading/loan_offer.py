"""What the demo's BUMDes lend on, whom they lend to, and how those people repay. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Any

from bumdes.lending.calculations.dates import months_after

UNIT = "SP"
FIRST_NAMES = (
    *("Aminah", "Budi", "Cik Nur", "Darwin", "Elis", "Fauzi", "Gunawan", "Halimah", "Idris", "Juwita"),
    *("Komariah", "Latif", "Maryam", "Nurdin", "Ombai Siti", "Parman", "Rohana", "Samsul", "Tarmizi"),
)
LAST_NAMES = ("Hasan", "Puspita", "Ramli", "Sulaiman", "Wati", "Yusuf", "Zainuddin")
WORKS = ("Nelayan", "Petani padi", "Pembuat kemplang", "Pedagang", "Penenun", "Petambak")
PURPOSES = (
    "Modal ikan tenggiri untuk kemplang",
    "Bibit dan pupuk padi",
    "Mesin ketinting",
    "Isi warung",
    "Benang songket",
    "Jaring dan es balok",
)
# Name, kind, and the weekday on which it meets.
GROUPS = (
    ("Mawar Pesisir", "women", 1),
    ("Nelayan Upang", "fishers", 4),
    ("Kemplang Bahari", "makers", 2),
    ("Tani Pasang Surut", "farmers", 0),
    ("Melati Jaya", "women", 3),
    ("Purun Lestari", "makers", 5),
    ("Usaha Bersama", "enterprise", 2),
)

# By code: conditions of the product, smallest and largest loan (steps of Rp100.000), its instalments.
Offer = tuple[dict[str, Any], int, int, int]
OFFERS: dict[str, Offer] = {
    "spp": (
        {
            "name": "SPP kelompok perempuan",
            "rate_percent": Decimal("1.5"),
            "member_max": None,
            "group_max": 25_000_000,
            "payoff_rule": "current",
        },
        60,
        100,
        10,
    ),
    "usaha": (
        {
            "name": "Modal usaha menurun",
            "method": "equal_principal",
            "rate_percent": Decimal("1.25"),
            "fee_percent": Decimal(1),
            "penalty_percent": Decimal(2),
            "penalty_grace_days": 5,
            "payoff_rule": "to_day",
            "collateral_from": 4_000_000,
        },
        15,
        45,
        12,
    ),
    "mingguan": (
        {
            "name": "Mikro mingguan",
            "rate_percent": Decimal("0.5"),
            "frequency": "weekly",
            "day_count": "7/364",
            "periods_max": 25,
        },
        5,
        12,
        16,
    ),
    "anuitas": (
        {
            "name": "Anuitas 18 bulan",
            "method": "annuity",
            "rate_percent": Decimal(15),
            "rate_basis": "year",
            "periods_max": 18,
            "fee_amount": 10_000,
        },
        15,
        40,
        18,
    ),
    "harian": (
        {
            "name": "Anuitas menurut hari",
            "method": "annuity_daily",
            "rate_percent": Decimal(14),
            "rate_basis": "year",
            "day_count": "actual/365",
            "payoff_rule": "to_day",
        },
        10,
        30,
        10,
    ),
    "tetap": (
        {
            "name": "Angsuran sesuai kesepakatan",
            "method": "annuity_fixed_instalment",
            "rate_percent": Decimal("1.2"),
        },
        10,
        20,
        10,
    ),
    "yarnen": (
        {"name": "Yarnen padi", "method": "bullet", "rate_percent": Decimal("1.5")},
        10,
        30,
        5,
    ),
    "musim": (
        {
            "name": "Jasa dulu, pokok kemudian",
            "method": "interest_only_then_bullet",
            "rate_percent": Decimal("1.4"),
        },
        10,
        25,
        6,
    ),
    "murabahah": (
        {
            "name": "Murabahah alat tangkap",
            "method": "murabahah",
            "margin_percent": Decimal(1),
            "penalty_amount": 5_000,
            "penalty_grace_days": 7,
        },
        10,
        30,
        10,
    ),
    "qardh": ({"name": "Qardh darurat", "method": "qardh", "penalty_amount": 0}, 3, 8, 5),
}
USUAL: dict[str, Any] = {
    "member_max": 10_000_000,
    "periods_max": 12,
    "principal_min": 200_000,
    "loans_at_once": 5,
}


class Way(StrEnum):
    """How a borrower of the demo repays."""

    GOOD = "good"
    SLACK = "slack"  # always, and always some days late
    AHEAD = "ahead"  # once twice as much
    EARLY = "early"  # ends it before its time
    MISTAKEN = "mistaken"  # a payment that is taken back and taken anew
    SHORT = "short"  # the last instalments only in part
    STOPPED = "stopped"
    RESCHEDULED = "rescheduled"
    WRITTEN_OFF = "written_off"


# Ways in their turn, and since how many days nothing is paid. The first BUMDes goes through them twice.
TURNS: tuple[tuple[str, Way, int], ...] = (
    ("usaha", Way.GOOD, 0),
    ("spp", Way.GOOD, 0),
    ("own", Way.SLACK, 0),
    ("usaha", Way.AHEAD, 0),
    ("own", Way.GOOD, 0),
    ("anuitas", Way.STOPPED, 8),
    ("spp", Way.SLACK, 0),
    ("usaha", Way.STOPPED, 47),
    ("own", Way.GOOD, 0),
    ("usaha", Way.EARLY, 0),
    ("spp", Way.GOOD, 0),
    ("own", Way.SHORT, 0),
    ("usaha", Way.STOPPED, 104),
    ("anuitas", Way.GOOD, 0),
    ("own", Way.MISTAKEN, 0),
    ("usaha", Way.STOPPED, 152),
    ("usaha", Way.RESCHEDULED, 90),
    ("own", Way.GOOD, 0),
    ("anuitas", Way.WRITTEN_OFF, 400),
    ("usaha", Way.STOPPED, 205),
)


@dataclass(frozen=True)
class Plan:
    """A loan to be: on what, how much, from when, and how it is repaid."""

    code: str
    way: Way
    since_days: int  # for so long nothing was paid
    principal: int
    periods: int
    day: date
    purpose: str


def plan(n: int, own: str, *, chance: Random, since: date, today: date, is_calm: bool) -> Plan:
    """The n-th loan of a BUMDes whose own product is `own`; a calm one has nobody who stops for long."""
    code, way, days = TURNS[n % len(TURNS)]
    if is_calm and days > 50:
        way, days = Way.GOOD, 0
    code = own if code == "own" else code
    _conditions, least, most, periods = OFFERS[code]
    if way in (Way.STOPPED, Way.WRITTEN_OFF, Way.RESCHEDULED):
        # Its first row that stays unpaid is due just after the last payment, whatever day today is. The
        # end of a short month moves a row by three days at most.
        unpaid = today - timedelta(days=days - 4)
        day = months_after(unpaid, -chance.randrange(2, 5))
    else:
        day = today - timedelta(days=chance.randrange(12, max(13, (today - since).days)))
    return Plan(
        code=code,
        way=way,
        since_days=days,
        principal=chance.randrange(least, most + 1) * 100_000,
        periods=periods,
        day=max(since + timedelta(days=1), day),
        purpose=PURPOSES[n % len(PURPOSES)],
    )
