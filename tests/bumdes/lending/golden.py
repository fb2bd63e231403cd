"""Schedules that others published: figures only, from the tests and papers named with each.

Amounts with a fraction are read as hundredths, so that their cent is our rupiah. `rows` hold principal
and interest of each instalment from the first on; a table that its source prints only in part says
so by having fewer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FINERACT = "Apache Fineract, fineract-e2e-tests-runner, Loan.feature"
EMI = "Apache Fineract, fineract-e2e-tests-runner, EMICalculation.feature"
FRAPPE = "Frappe Lending, lending/loan_management/doctype/loan/test_loan.py"

_RS = {
    "principal": 500_000,
    "annual_rate_pct": "12",
    "periods": 18,
    "disbursed": "2022-11-01",
    "rounding_mode": "HALF_EVEN",
}
_EMI = {
    "principal": 10_000,
    "method": "annuity",
    "annual_rate_pct": "12",
    "periods": 6,
    "disbursed": "2024-01-01",
    "rounding_mode": "HALF_EVEN",
}


@dataclass(frozen=True)
class Golden:
    name: str
    source: str
    asked: dict[str, Any]
    rows: str
    total_interest: str = ""
    due: dict[int, str] = field(default_factory=dict)
    effective: str = ""
    parts: dict[int, tuple[int, int, int]] = field(default_factory=dict)  # n: principal, interest, balance


def cents(amount: str) -> int:
    """Hundredths of an amount as it is printed: 257.55, 50.0 or 50."""
    whole, _, fraction = amount.partition(".")
    return int(whole) * 100 + int(fraction.ljust(2, "0")[:2])


_AFTER_GRACE = (
    "394 50|397.94 46.06|401.92 42.08|405.94 38.06|410 34|414.1 29.9|418.24 25.76|422.42 21.58|426.65 17.35"
    "|430.91 13.09|435.22 8.78|442.66 4.43"
)

SCHEDULES = [
    Golden(
        "flat, instalments in whole euros",
        f"{FINERACT}, C2490 (RS01)",
        _RS | {"method": "flat", "instalment_multiple": 100},
        "|".join(["278 50"] * 17 + ["274 50"]),
        "900",
        {1: "2022-12-01", 4: "2023-03-01", 16: "2024-03-01", 18: "2024-05-01"},
    ),
    Golden(
        "annuity, instalments in whole euros",
        f"{FINERACT}, C2492 (RS02)",
        _RS | {"method": "annuity", "instalment_multiple": 100},
        "255 50|257.55 47.45|260.13 44.87|262.73 42.27|265.35 39.65|268.01 36.99|270.69 34.31|273.39 31.61"
        "|276.13 28.87|278.89 26.11|281.68 23.32|284.5 20.5|287.34 17.66|290.21 14.79|293.12 11.88"
        "|296.05 8.95|299.01 5.99|300.22 3",
        "488.22",
    ),
    Golden(
        "annuity by days of a year of 365, also in 2024",
        f"{FINERACT}, C2493 (RS03)",
        _RS | {"method": "annuity_daily", "instalment_multiple": 100},
        "255.68 49.32|256.65 48.35|259.26 45.74|266.08 38.92|264.62 40.38|268.53 36.47|270.05 34.95"
        "|273.84 31.16|275.59 29.41|278.4 26.6|282.01 22.99|284.11 20.89|287.59 17.41|289.94 15.06"
        "|292.9 12.1|296.47 8.53|298.9 6.1|299.38 2.95",
        "487.33",
    ),
    Golden(
        "equal principal",
        f"{FINERACT}, C2494 (RS04)",
        _RS | {"method": "equal_principal"},
        "277.78 50|277.78 47.22|277.78 44.44|277.78 41.67|277.78 38.89|277.78 36.11|277.78 33.33"
        "|277.78 30.56|277.78 27.78|277.78 25|277.78 22.22|277.78 19.44|277.78 16.67|277.78 13.89"
        "|277.78 11.11|277.78 8.33|277.78 5.56|277.74 2.78",
        "475",
    ),
    Golden(
        "grace of three on principal",
        f"{FINERACT}, C2495 (RS05)",
        _RS | {"method": "annuity", "instalment_multiple": 100, "grace_principal": 3},
        "0 50|0 50|0 50|311 50|314.11 46.89|317.25 43.75|320.42 40.58|323.63 37.37|326.86 34.14"
        "|330.13 30.87|333.43 27.57|336.77 24.23|340.14 20.86|343.54 17.46|346.97 14.03|350.44 10.56"
        "|353.95 7.05|351.36 3.51",
        "558.87",
    ),
    Golden(
        "grace of six on principal",
        f"{FINERACT}, C2496 (RS06)",
        _RS | {"method": "annuity", "instalment_multiple": 100, "grace_principal": 6},
        "|".join(["0 50"] * 6) + "|" + _AFTER_GRACE,
        "631.09",
    ),
    Golden(
        "grace of three on paying interest, which is carried",
        f"{FINERACT}, C2497 (RS07)",
        _RS
        | {
            "method": "annuity",
            "instalment_multiple": 100,
            "grace_principal": 6,
            "grace_interest_payment": 3,
        },
        "0 0|0 0|0 0|0 200|0 50|0 50|" + _AFTER_GRACE,
        "631.09",
    ),
    Golden(
        "annuity over six months",
        f"{EMI}, C3154",
        _EMI,
        "16.25 1|16.41 0.84|16.58 0.67|16.74 0.51|16.91 0.34|17.11 0.17",
        "3.53",
    ),
    Golden(
        "annuity, rate of four decimals",
        f"{EMI}, C3155",
        _EMI | {"annual_rate_pct": "9.4822"},
        "16.34 0.79|16.47 0.66|16.6 0.53|16.73 0.4|16.86 0.27|17 0.13",
        "2.78",
    ),
    Golden(
        "annuity every two months",
        f"{EMI}, C3157",
        {
            "principal": 10_000,
            "method": "annuity",
            "period_rate_pct": "2",
            "periods": 3,
            "disbursed": "2024-01-01",
            "due_dates": ["2024-03-01", "2024-05-01", "2024-07-01"],
            "rounding_mode": "HALF_EVEN",
        },
        "32.68 2|33.33 1.35|33.99 0.68",
        "4.03",
    ),
    Golden(
        "annuity every two weeks of a year of 360 days",
        f"{EMI}, C3158",
        _EMI | {"annual_rate_pct": "9.4822", "frequency": "every_2_weeks", "day_count": "30/360"},
        "16.51 0.37|16.57 0.31|16.63 0.25|16.69 0.19|16.76 0.12|16.84 0.06",
        "1.3",
        {1: "2024-01-15", 4: "2024-02-26", 6: "2024-03-25"},
    ),
    Golden(
        "annuity by days of a leap year",
        f"{EMI}, C3159",
        _EMI | {"day_count": "actual/365"},
        "16.23 1.02|16.45 0.8|16.56 0.69|16.75 0.5|16.9 0.35|17.11 0.17",
        "3.53",
    ),
    Golden(
        "annuity of 7 %",
        "Apache Fineract, fineract-e2e-tests-runner, LoanChargesDisbursement.feature",
        _EMI | {"annual_rate_pct": "7"},
        "16.43 0.58|16.52 0.49|16.62 0.39|16.72 0.29",
    ),
    Golden(
        "flat over three months",
        "Apache Fineract, fineract-e2e-tests-runner, flat loans with multiple disbursements",
        {
            "principal": 100_000,
            "method": "flat",
            "annual_rate_pct": "12",
            "periods": 3,
            "disbursed": "2024-06-01",
            "rounding_mode": "HALF_EVEN",
        },
        "333.33 10|333.33 10|333.34 10",
        "30",
        {1: "2024-07-01", 3: "2024-09-01"},
    ),
    Golden(
        "without interest, monthly",
        "Apache Fineract, fineract-e2e-tests-runner, LoanChargeback.feature",
        {
            "principal": 75_000,
            "method": "qardh",
            "periods": 3,
            "disbursed": "2023-01-01",
        },
        "250 0|250 0|250 0",
        "0",
        {1: "2023-02-01", 2: "2023-03-01", 3: "2023-04-01"},
    ),
    Golden(
        "without interest, every 15 days",
        "Apache Fineract, fineract-e2e-tests-runner, LoanDownPayment.feature (what follows the down payment)",
        {
            "principal": 37_500,
            "method": "qardh",
            "periods": 3,
            "disbursed": "2024-01-01",
            "frequency": "every_15_days",
        },
        "125 0|125 0|125 0",
        "0",
        {1: "2024-01-16", 2: "2024-01-31", 3: "2024-02-15"},
    ),
    Golden(
        "instalment rounded up to a whole one",
        f"{FRAPPE}, test_loan_with_repayment_periods",
        {
            "principal": 28_000_000,
            "method": "annuity",
            "annual_rate_pct": "8.4",
            "periods": 20,
            "disbursed": "2025-01-27",
            "day_count": "actual/365",
            "rounding_mode": "UP",
            "instalment_multiple": 100,
        },
        "",
        parts={4: (13392, 1660, 226979), 18: (14745, 307, 29715), 20: (14875, 106, 0)},
    ),
    Golden(
        "fixed instalment, as many rows as it takes",
        f"{FRAPPE}, test_loan_with_fixed_amount_per_period",
        {
            "principal": 28_000_000,
            "method": "annuity_fixed_instalment",
            "annual_rate_pct": "8.4",
            "disbursed": "2020-10-01",
            "day_count": "actual/365",
            "instalment": 1_400_000,
        },
        "",
    ),
    Golden(
        "flat loan of a motorcycle and its effective rate",
        "OJK, Mengenal Otoritas Jasa Keuangan, page 114",
        {
            "principal": 1_200_000_000,
            "method": "flat",
            "annual_rate_pct": "17",
            "periods": 12,
            "disbursed": "2026-01-05",
        },
        "|".join(["1000000 170000"] * 12),
        "2040000",
        effective="30.03",
    ),
    Golden(
        "annuity of ten years",
        "Jadwal angsuran efektif setara flat, scribd.com/document/365074965",
        {
            "principal": 20_000_000_000,
            "method": "annuity",
            "annual_rate_pct": "18.1",
            "periods": 120,
            "disbursed": "2026-01-05",
        },
        "599923.11 3016666.67|608971.95 3007617.83|618157.28 2998432.50|627481.15 2989108.63"
        "|636945.66 2979644.12|646552.92 2970036.86",  # from here on it carries fractions of a cent
    ),
]
