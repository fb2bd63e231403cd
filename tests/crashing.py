"""Killing a process at a named step of the chain, as when its machine loses power.

The step is put around a function of ours in a forked process alone, so the product knows nothing of
it. SIGKILL runs no handler: what was not committed is gone, what was asked of others was asked.
"""

from __future__ import annotations

import importlib
import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Step:
    """Before or after the n-th call of a function, named as the module that calls it knows it."""

    where: str  # "package.module:name"
    when: str = "after"
    nth: int = 1


_P, _S = "marketplace.purchases", "marketplace.settlement.services"
STEPS = {
    # Placing: one transaction.
    "place.stock_promised": Step("marketplace.partner.stock:allocate"),
    "place.orders_written": Step(f"{_P}.placing:_write_orders"),
    "place.payment_opened": Step(f"{_P}.placing:open_payment"),
    "place.answered": Step(f"{_P}.placing:place"),
    # Capturing: the payment and its orders in one, then the books.
    "capture.payment_paid": Step(f"{_P}.paying:enter", "before"),
    "capture.order_placed": Step(f"{_P}.paying:enter"),
    "capture.confirmed": Step(f"{_P}.paying:confirm_payment"),
    "capture.posted": Step(f"{_S}.booking:_post_all"),
    "capture.booked": Step(f"{_S}.booking:_follow_captures", "before"),
    "capture.fees_frozen": Step(f"{_S}.booking:freeze_fees"),
    # Settling: the BUMDes's book and ours in one.
    "settle.hub_told": Step(f"{_S}.settling:_tell_hubs"),
    "settle.posted": Step(f"{_S}.settling:post_all", nth=2),
    "settle.shared": Step(f"{_S}.settling:take_over_shop_money", "before"),
    "settle.answered": Step(f"{_S}.settling:_settle_batch"),
    # Paying out: claimed, sent, asked, told, booked; each its own.
    "payout.claimed": Step(f"{_S}.payouts:_claim"),
    "payout.requested": Step(f"{_S}.payouts:request_payout"),
    "payout.approved": Step(f"{_S}.payouts:approve_payout"),
    "payout.taken": Step(f"{_S}.payout_sending:_take"),
    "payout.asked": Step(f"{_S}.payout_sending:apply_word", "before"),
    "payout.told": Step(f"{_S}.payout_sending:apply_word"),
    "payout.arrived": Step(f"{_S}.payout_sending:enter"),
    "payout.posted": Step(f"{_S}.payout_booking:_paid"),
    # Refunding at a provider: claimed, asked, written down, booked.
    "refund.claimed": Step(f"{_P}.refunding:_claim"),
    "refund.asked": Step(f"{_P}.refunding:apply_word", "before"),
    "refund.settled": Step(f"{_P}.refunding:settle"),
    "refund.told": Step(f"{_P}.refunding:apply_word"),
    "refund.posted": Step(f"{_S}.booking:_post_able"),
    # At the door, and what the courier puts down.
    "door.paid": Step(f"{_P}.at_door:enter", "before"),
    "door.delivered": Step(f"{_P}.at_door:enter"),
    "deposit.taken": Step("marketplace.gateways.cod.services:take_cash"),
    "deposit.one_book": Step(f"{_S}.deposits:post"),
    "deposit.both_books": Step(f"{_S}.deposits:post", nth=2),
}


def killed_at(name: str, job: Callable[[], Any]) -> None:
    """Run a job in a process of its own that dies at the step. Raises AssertionError when it does not."""
    connections.close_all()  # or both processes would talk over one connection
    child = os.fork()
    if child == 0:
        try:
            _install(STEPS[name])
            job()
        except BaseException:
            traceback.print_exc()
            os._exit(2)
        os._exit(0)  # the step was never reached
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{name} was not reached: exit {os.waitstatus_to_exitcode(status)}"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _install(step: Step) -> None:
    module_name, name = step.where.split(":")
    module = importlib.import_module(module_name)
    function = getattr(module, name)
    calls = 0

    def stepped(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if step.when == "before" and calls == step.nth:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = function(*args, **kwargs)
        if step.when == "after" and calls == step.nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    setattr(module, name, stepped)
