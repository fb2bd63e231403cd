"""What a shop is paid out: the rows a payout claims, the way it goes, and each step of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Entry
from bumdes.organisations.models import Organisation
from marketplace.sellers.models import Seller
from marketplace.settlement.models.sharing import Settlement


class SellerCharge(models.Model):
    """What changes a shop's balance beside its settled orders; negative takes. Only added.

    Whoever writes one posts its entry on the shops' account of the operator's book.
    """

    class Kind(models.TextChoices):
        REFUND = "refund", _("Given back to a buyer")
        LOAN = "loan", _("Loan instalment")
        TAX = "tax", _("Tax withheld")
        CORRECTION = "correction", _("Correction")
        CASH = "cash", _("Money the shop took itself")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="charges")
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=80)  # "refund:12": what it is for, once
    amount = models.BigIntegerField()
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("charge")
        indexes = [models.Index(fields=["seller", "at"], name="charge_by_seller")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="charge_once_for_its_subject"),
            models.CheckConstraint(name="charge_changes_something", condition=~Q(amount=0)),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.kind} {self.amount}"


class SettlementHold(models.Model):
    """A settled order's money that stays here until a question about it is answered."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=200)
    until = models.DateField(null=True)  # by when it should be answered; it ends by a person's word
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold")
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"], condition=Q(released_at=None), name="settlement_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement_id}: {self.reason}"


class PayoutAccount(models.Model):
    """A shop's bank account. Never changed: it ends, and another begins. The number is encrypted."""

    class Bank(models.TextChoices):
        BRI = "BRI", "BRI"
        BSB = "SUMSEL_BABEL", "Bank Sumsel Babel"
        MANDIRI = "MANDIRI", "Mandiri"
        BNI = "BNI", "BNI"
        BCA = "BCA", "BCA"
        BSI = "BSI", "BSI"
        BTN = "BTN", "BTN"

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="payout_accounts")
    bank = models.CharField(max_length=20, choices=Bank)
    number_sealed = models.TextField()
    number_hash = models.CharField(max_length=64)
    number_masked = models.CharField(max_length=24)
    holder = models.CharField(max_length=80)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    usable_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bank account of a shop")
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=Q(ended_at=None), name="payout_account_one_in_use"
            ),
            models.CheckConstraint(
                name="payout_account_waits_before_use", condition=Q(usable_from__gt=F("added_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_bank_display()} {self.number_masked}"


class PayoutQuerySet(models.QuerySet["Payout"]):
    def waiting_for_approval(self) -> PayoutQuerySet:
        return self.filter(state=Payout.State.DRAFT)

    def live(self) -> PayoutQuerySet:
        return self.exclude(state=Payout.State.WITHDRAWN)


class Payout(models.Model):
    """What one shop gets at once. Its lines are claimed by it alone for as long as it lives.

    `draft → approved → sent → paid`; failed is reached from sent and from paid, when the bank sends
    it back; a draft or a failed one may be withdrawn, which frees its lines. A trigger keeps the moves.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("On its way")
        PAID = "paid", _("Paid out")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Rail(models.TextChoices):
        CASH = "cash", _("Cash at the BUMDes")
        BATCH = "batch", _("Bank file")
        XENDIT = "xendit", _("Xendit")

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="payouts")
    reference = models.CharField(max_length=12, unique=True)  # the same however often it is sent
    rail = models.CharField(max_length=10, choices=Rail)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    amount = models.BigIntegerField()
    account = models.ForeignKey(PayoutAccount, models.PROTECT, null=True, related_name="payouts")
    hub = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="payouts")
    code = models.CharField(max_length=8, blank=True)  # shown at the BUMDes to be given the cash
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=1)  # grows only after a failure that is certain
    sent_at = models.DateTimeField(null=True)
    is_unsure = models.BooleanField(default=False)  # sent, and nobody has said yet that it arrived there
    provider_id = models.CharField(max_length=60, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    paid_at = models.DateTimeField(null=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        indexes = [
            models.Index(fields=["seller", "-requested_at"], name="payout_by_seller"),
            models.Index(
                fields=["state"], condition=Q(state__in=["draft", "approved", "sent"]), name="payout_open"
            ),
        ]
        constraints = [
            models.CheckConstraint(name="payout_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="payout_knows_its_way",
                condition=Q(rail="cash", hub__isnull=False, account=None) & ~Q(code="")
                | (~Q(rail="cash") & Q(hub=None, account__isnull=False, code="")),
            ),
            models.CheckConstraint(
                name="payout_goes_only_approved",
                condition=Q(state="draft", approved_by=None, approved_at=None)
                | Q(state="withdrawn")
                | Q(
                    state__in=["approved", "sent", "paid", "failed"],
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="payout_sent_has_its_moment",
                condition=~Q(state__in=["sent", "paid"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="payout_paid_has_its_moment",
                condition=Q(state="paid", paid_at__isnull=False) | (~Q(state="paid") & Q(paid_at=None)),
            ),
            models.CheckConstraint(
                name="payout_failed_says_why", condition=~Q(state="failed") | ~Q(problem="")
            ),
            models.CheckConstraint(
                name="payout_unsure_only_on_its_way", condition=Q(is_unsure=False) | Q(state="sent")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount}"

    @property
    def key(self) -> str:
        """Our name for this attempt at a provider. A time-out keeps it; a certain failure makes the next."""
        return f"{self.reference}-{self.attempt}"


class PayoutLine(models.Model):
    """One settled order or charge that a payout claims. It is claimed once while the payout lives."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="lines")
    settlement = models.ForeignKey(Settlement, models.PROTECT, null=True, related_name="payout_lines")
    charge = models.ForeignKey(SellerCharge, models.PROTECT, null=True, related_name="payout_lines")
    amount = models.BigIntegerField()
    is_live = models.BooleanField(default=True)  # False when its payout was withdrawn

    class Meta:
        verbose_name = _("payout line")
        constraints = [
            models.UniqueConstraint(
                fields=["settlement"], condition=Q(is_live=True), name="settlement_claimed_once"
            ),
            models.UniqueConstraint(fields=["charge"], condition=Q(is_live=True), name="charge_claimed_once"),
            models.CheckConstraint(
                name="payout_line_is_of_one_thing",
                condition=Q(settlement__isnull=False, charge=None) | Q(settlement=None, charge__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payout_id}: {self.amount}"


class PayoutMove(models.Model):
    """One step of a payout, in its order. Only added."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=10, choices=Payout.State, blank=True)
    to_state = models.CharField(max_length=10, choices=Payout.State)
    attempt = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a payout")

    def __str__(self) -> str:
        return f"{self.payout_id} > {self.to_state}"


class PayoutBooking(models.Model):
    """That money left, or came back, stands in the operator's book: once per step."""

    move = models.OneToOneField(PayoutMove, models.PROTECT, related_name="booking")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+")
    # The BUMDes's own book, for cash it handed out; None for a bank, or a BUMDes without a book.
    hub_entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("booking of a payout")

    def __str__(self) -> str:
        return f"{self.move_id} {self.entry_id}"


class PayoutReceipt(models.Model):
    """Cash was handed out at a BUMDes, and somebody signed for it."""

    payout = models.OneToOneField(Payout, models.PROTECT, related_name="receipt")
    hub = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # gapless per BUMDes
    receiver = models.CharField(max_length=80)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt of a payout")
        constraints = [
            models.UniqueConstraint(fields=["hub", "number"], name="payout_receipt_number_once"),
            models.CheckConstraint(name="payout_receipt_names_its_receiver", condition=~Q(receiver="")),
        ]

    def __str__(self) -> str:
        return f"{self.number:05d}"


class PayoutBatch(models.Model):
    """A file for the operator's bank, numbered once and kept as it was made (encrypted)."""

    number = models.PositiveIntegerField(unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    payouts = models.PositiveIntegerField()
    amount = models.BigIntegerField()
    content_sealed = models.BinaryField()

    class Meta:
        verbose_name = _("bank file")
        constraints = [
            models.CheckConstraint(name="payout_batch_not_empty", condition=Q(payouts__gt=0, amount__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.number:04d}"

    @property
    def file_name(self) -> str:
        return f"pencairan-{self.number:04d}.csv"


class PayoutBatchLine(models.Model):
    """Which try of which payout stands in a bank file: in one only."""

    batch = models.ForeignKey(PayoutBatch, models.PROTECT, related_name="lines")
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="batch_lines")
    attempt = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("line of a bank file")
        constraints = [
            models.UniqueConstraint(fields=["payout", "attempt"], name="payout_attempt_in_one_batch")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.payout_id}-{self.attempt}"


class PayoutResult(models.Model):
    """A file in which the bank says how a list went. The same file again is the same row."""

    digest = models.CharField(max_length=64, unique=True)  # sha256 of its bytes
    name = models.CharField(max_length=120)
    paid = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("the bank's answer")

    def __str__(self) -> str:
        return self.name
