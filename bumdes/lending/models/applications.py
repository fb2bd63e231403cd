"""An application with its survey and securities. All of it stays as it is once the committee has it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bumdes.ledger.models import Book
from bumdes.lending.application_kinds import COLLATERALS, OPEN, ApplicationState, House, Reputation
from bumdes.lending.calculations.terms import Terms
from bumdes.lending.models.products import Product
from bumdes.members.models import Group, Member
from core.users.models import User
from media.private import private_storage

User_ = settings.AUTH_USER_MODEL


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, book: Book) -> ApplicationQuerySet:
        """Every application to this book; the office's views begin here."""
        return self.filter(book=book)

    def by(self, user: User) -> ApplicationQuerySet:
        """What this person asked for, by his or her own sign-in; a member's pages begin here."""
        return self.filter(member__user=user)

    def open(self) -> ApplicationQuerySet:
        return self.filter(state__in=OPEN)


class Application(models.Model):
    """A member or a group asks for a loan on a product. Amounts in whole rupiah."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="applications")
    reference = models.CharField(max_length=12, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="applications")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="applications")
    group = models.ForeignKey(Group, models.PROTECT, null=True, related_name="applications")
    principal = models.BigIntegerField(_("amount asked for"))
    periods = models.PositiveSmallIntegerField(_("instalments"))
    instalment = models.BigIntegerField(null=True)  # where the method has an agreed one
    first_due = models.DateField(null=True)  # wished; of a yarnen, the harvest
    purpose = models.CharField(_("what for"), max_length=200)
    state = models.CharField(max_length=10, choices=ApplicationState, default=ApplicationState.APPLIED)
    # Nobody's while a member has asked by herself and nobody has taken it on.
    officer = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64)
    made_by = models.ForeignKey(User_, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User_, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    closed_note = models.CharField(max_length=200, blank=True)  # why it was withdrawn
    loan_reference = models.CharField(max_length=12, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for a loan")
        constraints = [
            models.UniqueConstraint(fields=["book", "key"], name="application_key_once"),
            models.UniqueConstraint(
                fields=["product", "member"],
                condition=Q(member__isnull=False, state__in=OPEN),
                name="application_open_once_a_member",
            ),
            models.UniqueConstraint(
                fields=["product", "group"],
                condition=Q(group__isnull=False, state__in=OPEN),
                name="application_open_once_a_group",
            ),
            models.CheckConstraint(
                name="application_of_a_member_or_a_group",
                condition=Q(member__isnull=False, group=None) | Q(member=None, group__isnull=False),
            ),
            models.CheckConstraint(
                name="application_asks_for_something",
                condition=Q(principal__gt=0, periods__gt=0) & (Q(instalment=None) | Q(instalment__gt=0)),
            ),
            models.CheckConstraint(
                name="application_is_somebodys_work",
                condition=Q(officer__isnull=False)
                | Q(state__in=(ApplicationState.APPLIED, ApplicationState.WITHDRAWN)),
            ),
            models.CheckConstraint(
                name="application_proposed_by_somebody",
                condition=Q(proposed_by__isnull=False, proposed_at__isnull=False)
                | ~Q(
                    state__in=(
                        ApplicationState.PROPOSED,
                        ApplicationState.APPROVED,
                        ApplicationState.REFUSED,
                        ApplicationState.LENT,
                    )
                ),
            ),
            models.CheckConstraint(
                name="application_lent_names_its_loan",
                condition=~Q(loan_reference="") | ~Q(state=ApplicationState.LENT),
            ),
        ]
        indexes = [
            models.Index(fields=["book", "state", "made_at"], name="application_by_state"),
            models.Index(fields=["member"], name="application_by_member", condition=Q(member__isnull=False)),
            models.Index(fields=["group"], name="application_by_group", condition=Q(group__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def borrower(self) -> Member | Group:
        """Who asks. Needs member and group selected."""
        found = self.member or self.group
        if found is None:
            raise ValueError(f"{self.reference} is nobody's")
        return found

    def terms(self, *, disbursed: date) -> Terms:
        """The terms as they are asked for. Raises BadRequest."""
        return self.product.terms_for(
            self.principal,
            self.periods,
            disbursed=disbursed,
            first_due=self.first_due,
            instalment=self.instalment,
        )


class Survey(models.Model):
    """What the officer saw and heard on the visit; amounts are rupiah of a month."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.OneToOneField(Application, models.PROTECT, related_name="survey")
    visited_on = models.DateField(_("visited on"))
    income = models.BigIntegerField(_("comes in a month"))
    expenses = models.BigIntegerField(_("the household needs a month"))
    other_debts = models.BigIntegerField(_("instalments elsewhere a month"), default=0)
    dependants = models.PositiveSmallIntegerField(_("people who live on it"), default=0)
    business_years = models.PositiveSmallIntegerField(_("years in business"), default=0)
    house = models.CharField(_("house"), max_length=8, choices=House)
    reputation = models.CharField(_("what neighbours say"), max_length=10, choices=Reputation)
    notes = models.TextField(_("what was seen"), blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    made_by = models.ForeignKey(User_, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("survey")
        constraints = [
            models.CheckConstraint(
                name="survey_amounts_not_negative",
                condition=Q(income__gte=0, expenses__gte=0, other_debts__gte=0),
            ),
            models.CheckConstraint(
                name="survey_place_on_the_map",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.visited_on}"

    @property
    def free_income(self) -> int:
        """What is left in a month, before the loan."""
        return self.income - self.expenses - self.other_debts


class SurveyPhoto(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="photos")
    file = models.FileField(storage=private_storage, upload_to="surveys/")
    sha256 = models.CharField(max_length=64)  # what is shown is what was taken
    added_by = models.ForeignKey(User_, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("survey photo")
        constraints = [
            models.UniqueConstraint(fields=["application", "sha256"], name="survey_photo_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.sha256[:8]}"


class Pledge(models.Model):
    """Collateral offered, at the value the officer found."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="pledges")
    kind = models.CharField(_("kind"), max_length=16, choices=COLLATERALS)
    description = models.CharField(_("what it is"), max_length=160)
    value = models.BigIntegerField(_("value"))

    class Meta:
        verbose_name = _("collateral")
        constraints = [models.CheckConstraint(name="pledge_worth_something", condition=Q(value__gt=0))]

    def __str__(self) -> str:
        return self.description


class Guarantor(models.Model):
    book = models.ForeignKey(Book, models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, models.PROTECT, related_name="guarantors")
    name = models.CharField(_("name"), max_length=120)
    relation = models.CharField(_("who it is to the borrower"), max_length=80, blank=True)
    phone = models.CharField(_("mobile number"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("guarantor")
        constraints = [
            models.UniqueConstraint(fields=["application", "name"], name="guarantor_once_an_application"),
        ]

    def __str__(self) -> str:
        return self.name
