"""What stock refuses, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal


class NothingMoves(Refusal):
    message = _("Write at least one item with its quantity.")


class NotEnoughStock(Refusal):
    message = _("There are only %(held)s %(measure)s of %(item)s.")


class BackDated(Refusal):
    message = _(
        "%(item)s already moved on %(day)s. Use that day or a later one: its average cost is told from there."
    )
    field = "date"


class InTheFuture(Refusal):
    message = _("This date is still to come. Write down what has happened.")
    field = "date"


class OutOfUse(Refusal):
    message = _("%(item)s is out of use.")


class OneUnit(Refusal):
    message = _("All items of a slip belong to one unit.")


class NotForSale(Refusal):
    message = _("%(item)s is kept for own use and is not sold.")


class DiscountTooHigh(Refusal):
    message = _("A discount cannot be more than the goods.")
    field = "discount"


class ReturnsTooMuch(Refusal):
    message = _("No more can come back than was handed over.")


class MoreThanTheBook(Refusal):
    message = _("The books hold %(left)s that is not on stock cards yet, and this is %(value)s.")


class CodeTaken(Refusal):
    message = _("This unit already has an item with this code.")
    field = "code"


class SameUnit(Refusal):
    message = _("Choose another unit.")
    field = "to_unit"


class CardMoved(Refusal):
    message = _("While you counted, %(item)s went from %(before)s to %(after)s. Look again, then save.")


class ReasonMissing(Refusal):
    message = _("The count differs from the cards. Write the reason.")
    field = "reason"
