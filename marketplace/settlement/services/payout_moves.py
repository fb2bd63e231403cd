"""One step of a payout: its state, its history and the letter about it. Locks are the caller's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.money import format_rupiah
from core.users.models import User
from marketplace.settlement.models import Payout, PayoutMove
from marketplace.settlement.services.payout_accounts import tell_owners

State = Payout.State

_LETTERS = {
    State.PAID: (
        _("%(amount)s was paid out to %(shop)s"),
        _("Payout %(reference)s has arrived. Your statement under Money shows what it is made of."),
    ),
    State.FAILED: (
        _("A payout to %(shop)s did not arrive"),
        _("Payout %(reference)s of %(amount)s came back: %(problem)s. The money is kept for you."),
    ),
}


def enter(
    payout: Payout, to: str, *, actor: User | None, now: datetime, note: str = "", **changed: Any
) -> PayoutMove:
    """Put a locked payout into its next state, write the step down and tell the shop."""
    before, payout.state = payout.state, to
    for name, value in changed.items():
        setattr(payout, name, value)
    if to != State.SENT:
        payout.is_unsure = False
    if to != State.PAID:
        payout.paid_at = None
    payout.save(update_fields=["state", "is_unsure", "paid_at", *changed])
    move = PayoutMove.objects.create(
        payout=payout,
        from_state=before,
        to_state=to,
        attempt=payout.attempt,
        note=note[:200],
        actor=actor,
        at=now,
    )
    if letter := _LETTERS.get(Payout.State(to)):
        tell_owners(
            payout.seller,
            event=f"payout.{to}",
            subject=letter[0],
            body=letter[1],
            key=f"payout:{payout.pk}:{move.pk}",
            at=now,
            values={
                "amount": format_rupiah(payout.amount),
                "shop": payout.seller.name,
                "reference": payout.reference,
                "problem": payout.problem,
            },
        )
    return move
