"""The command: JSON Lines in, JSON Lines out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

GOOD = {
    "principal": "1200000",
    "method": "flat",
    "period_rate_pct": "2",
    "periods": 12,
    "frequency": "monthly",
    "disbursed": "2026-01-05",
}


def ask(monkeypatch, *lines: object) -> tuple[list[dict], int]:
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    out, status = io.StringIO(), 0
    try:
        call_command("loan_schedule", stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


def test_a_request_is_answered_with_rows_totals_and_rate(monkeypatch):
    (answered,), status = ask(monkeypatch, GOOD)

    assert status == 0
    assert answered["rows"][0] == {
        "n": 1,
        "due": "2026-02-05",
        "principal": 100_000,
        "interest": 24_000,
        "fee": 0,
        "total": 124_000,
        "balance": 1_100_000,
    }
    assert answered["totals"] == {"principal": 1_200_000, "interest": 288_000, "fee": 0, "total": 1_488_000}
    assert answered["effective_annual_rate_pct"] == "41.70"


def test_a_bad_line_is_named_and_the_others_are_answered(monkeypatch):
    answers, status = ask(monkeypatch, GOOD, "{", GOOD | {"principal": "1.5"}, GOOD)

    assert status == 2
    assert ["error" in answer for answer in answers] == [False, True, True, False]
    assert list(answers[2]["error"]) == ["principal"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal": 0}, "principal"),
        ({"principal": True}, "principal"),
        ({"principal": "NaN"}, "principal"),
        ({"principal": "1e400"}, "principal"),
        ({"principal": "1e999999999"}, "principal"),
        ({"period_rate_pct": "1e-999999999"}, "period_rate_pct"),
        ({"principal": [1]}, "principal"),
        ({"method": "interest"}, "method"),
        ({"method": {}}, "method"),
        ({"period_rate_pct": "-1"}, "period_rate_pct"),
        ({"period_rate_pct": "Infinity"}, "period_rate_pct"),
        ({"annual_rate_pct": 12}, "period_rate_pct"),
        ({"period_rate_pct": None}, "annual_rate_pct"),
        ({"periods": 0}, "periods"),
        ({"periods": 601}, "periods"),
        ({"frequency": "daily"}, "frequency"),
        ({"disbursed": "2026-02-30"}, "disbursed"),
        ({"disbursed": "9999-12-01"}, "disbursed"),
        ({"first_due": "2026-01-05"}, "first_due"),
        ({"due_dates": ["2026-02-05"]}, "due_dates"),
        ({"periods": 2, "due_dates": ["2026-03-05", "2026-02-05"]}, "due_dates"),
        ({"day_count": "7/364"}, "day_count"),
        ({"rounding_unit": 0}, "rounding_unit"),
        ({"rounding_mode": "DOWN"}, "rounding_mode"),
        ({"instalment_multiple": 1_000_000}, "instalment_multiple"),
        ({"grace_principal": 12}, "grace_principal"),
        ({"grace_interest_payment": 12}, "grace_interest_payment"),
        ({"method": "annuity_fixed_instalment"}, "instalment"),
        ({"method": "annuity_fixed_instalment", "instalment": 20_000}, "instalment"),
        ({"method": "murabahah", "cost": 1_000_000}, "margin"),
    ],
)
def test_the_field_that_is_wrong_is_named(monkeypatch, change, field):
    (answered,), status = ask(monkeypatch, {**GOOD, **change})

    assert (status, list(answered["error"])) == (2, [field])
    assert answered["error"][field].endswith(".")


def test_it_answers_without_a_database_and_after_a_line_that_is_no_text():
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "manage.py", "loan_schedule"],
        cwd=root,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        input=b"\xff\n" + json.dumps(GOOD).encode() + b"\n",
        capture_output=True,
        check=False,
    )

    bad, good = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, list(bad), good["totals"]["interest"]) == (2, ["error"], 288_000)
