"""The charts as data: every account fits its group, its statement line and its role."""

from __future__ import annotations

import re
import shutil

import pytest

from bumdes.ledger.enums import AccountType, Side
from bumdes.ledger.models import Chart
from bumdes.ledger.services.charts import CHARTS, FOLDER, ChartChanged, load_charts, read_chart
from bumdes.statements.layout import CASH_LINES, account_lines, cash_lines

FILES = sorted(FOLDER.glob("*.csv"))
READ = {path.stem: read_chart(path) for path in FILES}
GENERAL, NEWER = "kepmendesa-136-2022.1", "kepmendesa-136-2022.2"
LKD, OPERATOR = "bumdesma-lkd.1", "marketplace-operator.1"

# What a code begins with, the longest first, and the type it stands for.
TYPES = {
    GENERAL: {
        "1": AccountType.ASSET,
        "2": AccountType.LIABILITY,
        "3": AccountType.EQUITY,
        "4": AccountType.REVENUE,
        "5": AccountType.COST,
        "6": AccountType.EXPENSE,
        "7.1": AccountType.OTHER_INCOME,
        "7.2": AccountType.OTHER_EXPENSE,
        "7.3": AccountType.TAX,
    },
    OPERATOR: {
        "1": AccountType.ASSET,
        "2": AccountType.LIABILITY,
        "3": AccountType.EQUITY,
        "4": AccountType.REVENUE,
        "6": AccountType.EXPENSE,
    },
    LKD: {
        "1": AccountType.ASSET,
        "2": AccountType.LIABILITY,
        "3": AccountType.EQUITY,
        "4.1": AccountType.REVENUE,
        "4.2": AccountType.REVENUE,
        "4.3": AccountType.OTHER_INCOME,
        "5.1": AccountType.EXPENSE,
        "5.2": AccountType.EXPENSE,
        "5.3": AccountType.OTHER_EXPENSE,
        "5.4": AccountType.TAX,
        "5.5": AccountType.COST,
    },
}
TYPES[NEWER] = TYPES[GENERAL]
CREDIT_TYPES = {AccountType.LIABILITY, AccountType.EQUITY, AccountType.REVENUE, AccountType.OTHER_INCOME}
# Accounts that stand on the other side of their group: allowances, depreciation, drawings, returns.
CONTRA = {
    GENERAL: {
        "1.1.03.13",
        *(f"1.1.04.{at}" for at in ("01", "02", "10", "11", "99")),
        *(f"1.3.07.{at}" for at in ("01", "02", "03", "04", "99")),
        "1.4.02.01",
        "1.9.01.02",
        "3.2.01.01",
        "3.2.02.01",
        "4.2.02.01",
        "4.2.03.01",
        "4.3.02.01",
        "4.3.03.01",
    },
    LKD: {
        "1.1.03.13",
        *(f"1.1.04.{at:02d}" for at in (*range(1, 8), 10, 11, 12)),
        *(f"1.3.07.{at}" for at in ("01", "02", "03", "04", "99")),
        "1.4.02.01",
        "1.9.01.02",
        "3.3.01.01",
        "3.3.02.01",
        "4.2.02.01",
        "4.2.03.01",
    },
    OPERATOR: set(),
}
MOVED = {
    "4.2.02.01": "4.2.98.01",
    "4.2.03.01": "4.2.99.01",
    "4.3.02.01": "4.3.98.01",
    "4.3.03.01": "4.3.99.01",
}
CONTRA[NEWER] = {MOVED.get(code, code) for code in CONTRA[GENERAL]}
# What the program's own postings look up, in whichever chart a book has.
COMMON = """
cash petty_cash bank_1 bank_2 bank_3 bank_4 marketplace_clearing deposit_short deposit_long
receivable_trade receivable_staff receivable_other
loan_principal loan_interest_receivable murabahah_receivable murabahah_margin_deferred penalty_receivable
allowance_trade allowance_other allowance_loan_principal allowance_loan_interest
inventory_merchandise inventory_raw inventory_in_process inventory_finished
supplies prepaid_rent prepaid_insurance vat_in pph22_prepaid pph25_prepaid
inter_unit_receivable_tourism inter_unit_receivable_restaurant inter_unit_receivable_shop
inter_unit_receivable_rental inter_unit_receivable_savings_loan inter_unit_receivable_water
inter_unit_receivable_waste inter_unit_receivable_food_security inter_unit_receivable_internet
inter_unit_receivable_other head_office_account
land vehicles machinery furniture buildings construction_in_progress fixed_asset_other asset_other
accumulated_depreciation_vehicles accumulated_depreciation_machinery accumulated_depreciation_furniture
accumulated_depreciation_buildings accumulated_depreciation_fixed_other accumulated_depreciation_other
intangible_software accumulated_amortisation
payable_trade vat_out pph21_payable pph22_payable pph23_payable pph29_payable pph_final_payable
salary_payable wages_payable electricity_payable internet_payable utilities_payable
third_party_debt_short payable_other unearned_revenue unapplied_receipts
savings_voluntary savings_compulsory savings_term instalment_deposit joint_liability_fund
profit_share_village profit_share_community profit_share_management profit_share_social
seller_payable bank_loan third_party_debt_long
village_capital community_capital village_drawing community_drawing
retained_earnings reserved_for_assets reserved_for_debt donated_capital income_summary
revenue_ticket revenue_water revenue_waste revenue_transport revenue_parking revenue_agency
revenue_rent_stall revenue_rent_building revenue_rent_vehicle revenue_rent_equipment revenue_rent_other
revenue_internet revenue_internet_voucher revenue_service_other
revenue_goods revenue_finished_goods revenue_returns revenue_discounts
loan_interest_income loan_admin_income murabahah_income penalty_income recovery_income
commission_income consignment_income hub_fee_income
cost_of_goods cost_of_finished_goods cost_of_production inventory_variance
salary overtime incentive wages staff_training staff_other office_supplies printing meeting_meals
maintenance electricity internet utilities_other rent insurance cleaning security
allowance_expense depreciation_vehicles depreciation_machinery depreciation_furniture
depreciation_buildings depreciation_fixed_other amortisation loan_provision_expense iptw_expense
audit travel transport general_expense_other bandwidth operating_expense_other
advertising promotion social_contribution marketplace_fee
bank_interest other_income gain_on_disposal cash_over
bank_fee interest_expense savings_interest_expense penalty_expense loss_on_disposal cash_short other_expense
tax_bank_interest tax_regional tax_pph21 tax_pph23 tax_pph29 tax_final tax_other
"""

charts = pytest.mark.parametrize("name", [GENERAL, NEWER, LKD, OPERATOR])
bumdes_charts = pytest.mark.parametrize("name", [GENERAL, NEWER, LKD])


def test_every_chart_is_there_and_named():
    assert sorted(READ) == sorted([GENERAL, NEWER, LKD, OPERATOR])
    assert {chart.code for chart in READ.values()} == set(CHARTS)


@charts
def test_codes_have_four_levels_and_stand_once(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        codes = [line.partition(",")[0] for line in file][1:]

    assert len(codes) == len(set(codes))
    assert codes == sorted(codes)
    assert [a["code"] for a in READ[name].accounts if not re.fullmatch(r"\d\.\d(\.\d\d){2}", a["code"])] == []


@charts
def test_every_account_has_its_three_headings_and_no_heading_is_empty(name):
    chart = READ[name]
    above = {a["code"][:length] for a in chart.accounts for length in (1, 3, 6)}

    assert above == set(chart.headings)


@charts
def test_type_fits_the_code(name):
    def expected(code: str) -> str:
        return next(type_ for start, type_ in TYPES[name].items() if code.startswith(start))

    assert [a["code"] for a in READ[name].accounts if a["type"] != expected(a["code"])] == []


@charts
def test_side_fits_the_type_but_for_the_contra_accounts(name):
    def usual(account) -> str:
        return Side.CREDIT if account["type"] in CREDIT_TYPES else Side.DEBIT

    assert {a["code"] for a in READ[name].accounts if a["side"] != usual(a)} == CONTRA[name]


@charts
def test_lines_exist_in_the_statements(name):
    accounts = READ[name].accounts

    assert {a["line"] for a in accounts} - account_lines() == set()
    assert {a[way] for a in accounts for way in ("cash_in", "cash_out") if not a["is_cash"]} <= cash_lines()


@charts
def test_cash_is_what_the_position_calls_cash(name):
    """The cash flow statement ends in the position's cash lines, so one rule must give both."""
    for account in READ[name].accounts:
        assert account["is_cash"] is (account["line"] in CASH_LINES), account["code"]
        assert account["is_cash"] is (account["cash_in"] == account["cash_out"] == ""), account["code"]


@bumdes_charts
def test_guarded_are_cash_clearing_and_savings(name):
    roles = {a["role"] for a in READ[name].accounts if a["is_guarded"]}

    assert roles == {
        *("cash", "bank_1", "bank_2", "bank_3", "bank_4", "petty_cash", "marketplace_clearing"),
        *("savings_voluntary", "savings_compulsory", "savings_term"),
        *("instalment_deposit", "joint_liability_fund"),
    }


@bumdes_charts
def test_roles_are_unique_and_the_common_ones_complete(name):
    roles = [a["role"] for a in READ[name].accounts if a["role"]]

    assert len(roles) == len(set(roles))
    assert set(COMMON.split()) - set(roles) == set()
    assert [role for role in roles if not re.fullmatch(r"[a-z][a-z0-9_]*", role)] == []


def test_the_operator_holds_no_money_that_may_fall_below_nil():
    accounts = READ[OPERATOR].accounts
    roles = [a["role"] for a in accounts]

    assert len(roles) == len(set(roles))
    assert {
        a["role"] for a in accounts if a["line"] in ("kas", "utang_kepada_pedagang") and not a["is_guarded"]
    } == set()


def test_one_role_means_one_type_and_one_line_in_both_charts():
    general, lkd = (
        {a["role"]: (a["type"], a["side"]) for a in READ[name].accounts if a["role"]}
        for name in (GENERAL, LKD)
    )

    assert {role for role in general.keys() & lkd.keys() if general[role] != lkd[role]} == set()


@pytest.mark.django_db
def test_load_charts_writes_what_is_missing_once():
    Chart.objects.all().delete()

    first, again = load_charts(), load_charts()

    assert first == [LKD, GENERAL, NEWER, OPERATOR]
    assert again == []
    general = Chart.objects.get(code="kepmendesa-136-2022", version=1)
    assert general.accounts.count() == len(READ[GENERAL].accounts)
    assert general.headings.get(code="1.1.01").name == "Kas"
    cash = general.accounts.get(role="cash")
    assert (cash.code, cash.type, cash.side, cash.line) == ("1.1.01.01", "asset", "debit", "kas")
    assert (cash.is_cash, cash.is_guarded, cash.is_ours) == (True, True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("Kas Tunai", "Kas di Tangan", "1.1.01.01"),
        ("1.1.01,Kas,", "1.1.01,Kas dan Bank,", "1.1.01"),
        ("1.1.98.99,", "1.1.98.98,", "1.1.98.98, 1.1.98.99"),
    ],
)
def test_load_charts_refuses_a_released_version_that_changed(tmp_path, before, after, named):
    load_charts()
    path = tmp_path / f"{GENERAL}.csv"
    shutil.copy(FOLDER / path.name, path)
    path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")

    with pytest.raises(ChartChanged, match=rf"differs at {re.escape(named)}$"):
        load_charts(folder=tmp_path)


@pytest.mark.django_db
def test_load_charts_adds_the_next_version_beside_the_old(tmp_path):
    load_charts()
    path = tmp_path / "kepmendesa-136-2022.3.csv"
    shutil.copy(FOLDER / f"{GENERAL}.csv", path)
    path.write_text(path.read_text(encoding="utf-8").replace("Kas Tunai", "Kas di Tangan"), encoding="utf-8")

    assert load_charts(folder=tmp_path) == ["kepmendesa-136-2022.3"]
    names = Chart.objects.filter(code="kepmendesa-136-2022").order_by("version")
    assert [chart.accounts.get(role="cash").name for chart in names] == [
        "Kas Tunai",
        "Kas Tunai",
        "Kas di Tangan",
    ]
