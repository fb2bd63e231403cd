"""Inter-unit accounts: what a unit owes the head office, and the head office's claim on it.

The room of the business units says which account each unit has; rooms beside it move money and goods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from bumdes.ledger.drafts import Line, cr, dr
from bumdes.ledger.models import Unit
from bumdes.ledger.queries.accounts import AccountIndex
from core.refusals import Refusal

# Gives the head office's account of each unit, as primary keys: {unit: account}.
Claims = Callable[[Iterable[Unit]], dict[int, int]]
_registered: list[Claims] = []


class NotABusinessUnit(Refusal):
    message = _("Write %(unit)s down as a business unit first.")


def register_claims(claims: Claims) -> None:
    """Called once by the room that founds business units, when it is ready."""
    _registered[:] = [claims]


def claims_of(units: Iterable[Unit]) -> dict[int, int]:
    """The inter-unit account of each business unit among these; others are left out. One query."""
    return _registered[0](units) if _registered else {}


def inter_unit_lines(
    accounts: AccountIndex, claims: dict[int, int], *, from_unit: Unit, to_unit: Unit, amount: int
) -> list[Line]:
    """What makes each unit's own lines balance when `amount` went from one to the other; it cancels out.

    `claims` is what claims_of() gives; the head office needs none. Raises NotABusinessUnit for a unit
    that only the books know.
    """
    lines = []
    for unit, sign in ((from_unit, -1), (to_unit, 1)):
        if unit.code == Unit.HEAD_OFFICE:
            continue
        if unit.pk not in claims:
            raise NotABusinessUnit(unit=unit.name)
        # The unit owes the head office more (or less), and the head office claims as much.
        lines += [
            cr(accounts["head_office_account"], sign * amount, unit),
            dr(accounts.by_pk(claims[unit.pk]), sign * amount),
        ]
    return lines
