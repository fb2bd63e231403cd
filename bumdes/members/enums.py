"""Stored choices of the members' room."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Standing(TextChoices):
    MEMBER = "member", _("Member")
    CUSTOMER = "customer", _("Known, not a member")


class Sex(TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")


class GroupKind(TextChoices):
    WOMEN = "women", _("Women's savings and loans (SPP)")
    ENTERPRISE = "enterprise", _("Productive business (UEP)")
    FARMERS = "farmers", _("Farmers")
    FISHERS = "fishers", _("Fishers")
    MAKERS = "makers", _("Makers of food and crafts")
    OTHER = "other", _("Other")


class GroupOffice(TextChoices):
    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    TREASURER = "treasurer", _("Group treasurer")
    MEMBER = "member", _("Group member")


class Weekday(IntegerChoices):
    """As date.weekday() counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Rhythm(IntegerChoices):
    """Weeks between two meetings."""

    WEEKLY = 1, _("Every week")
    FORTNIGHTLY = 2, _("Every two weeks")
    FOUR_WEEKLY = 4, _("Every four weeks")


class Purpose(TextChoices):
    """What a consent is for; its words are in consents.TEXTS."""

    DATA = "data", _("Keeping personal data")
    CREDIT = "credit", _("Credit assessment")
    SALES = "sales", _("Sales history as credit evidence")
    MESSAGES = "messages", _("Reminders by message")
    PUBLICITY = "publicity", _("Name and photo in publications")
    WITHHOLDING = "withholding", _("Instalments out of sales")


class How(TextChoices):
    PAPER = "paper", _("Signed on paper")
    VOICE = "voice", _("By word of mouth, at the desk")
    WHATSAPP = "whatsapp", _("By WhatsApp")
    ONLINE = "online", _("Here, by the member")


class DocumentKind(TextChoices):
    KTP = "ktp", _("Identity card (KTP)")
    FAMILY_CARD = "family_card", _("Family card (KK)")
    PHOTO = "photo", _("Portrait")
    OTHER = "other", _("Another paper")
