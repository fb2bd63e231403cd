"""Settlement as periodic jobs of the worker."""

from django.utils import timezone

from core.tasks import periodic, task
from marketplace.settlement.services import book_facts, settle_orders
from marketplace.settlement.services.deposits import book_deposits
from marketplace.settlement.services.invoicing import issue_invoices
from marketplace.settlement.services.payout_booking import book_payouts
from marketplace.settlement.services.payout_sending import look_at, look_for_returns, send_payouts
from marketplace.settlement.services.shop_money import collect_shop_debts


@periodic(cron="* * * * *")
def settlement() -> None:
    """Every minute: facts into the books, orders shared out, deposits, payouts, debts, invoices."""
    now = timezone.now()
    book_facts(now=now)
    settle_orders(now=now)
    book_deposits(now=now)
    collect_shop_debts(now=now)
    book_payouts(now=now)
    issue_invoices(now=now)


@periodic(cron="*/5 * * * *")
def payouts() -> None:
    """Every five minutes: send what is approved, and ask about what nobody is sure of."""
    send_payouts(now=timezone.now())


@periodic(cron="23 7 * * *")
def returned_payouts() -> None:
    """Every morning: a bank may send money back days after it was paid."""
    look_for_returns(now=timezone.now())


@task()
def look_at_payout(reference: str) -> None:
    """What a notice points at."""
    look_at(reference=reference, now=timezone.now())
