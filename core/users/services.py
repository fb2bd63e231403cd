"""What people change about their own sign-in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from core.users.models import User


class WrongPassword(Refusal):
    message = _("This is not your password. It is needed to change the number.")
    field = "password"


class PhoneInUse(Refusal):
    message = _("This number cannot be used. If it is yours, ask at your BUMDes.")
    field = "phone"


class NothingToSignInWith(Refusal):
    message = _("Keep a number here: without an e-mail address you could not sign in.")
    field = "phone"


def change_profile(*, user: User, name: str, phone: str, password: str) -> User:
    """Write a person's name and mobile number (+62… or ""); a new number needs the password.

    Raises WrongPassword, PhoneInUse, NothingToSignInWith.
    """
    changes = phone != (user.phone or "")
    if changes:
        if user.has_usable_password() and not user.check_password(password):
            raise WrongPassword
        if not phone and not user.email:
            raise NothingToSignInWith
    try:
        with transaction.atomic():
            user.name = name
            if changes:
                user.phone, user.phone_verified = phone or None, False
            user.save(update_fields=["name", "phone", "phone_verified"])
    except IntegrityError as error:
        user.refresh_from_db()
        raise PhoneInUse from error
    return user


def adopt_email(*, user: User) -> None:
    """Give an address that staff wrote its row, as proven: they had it from the person."""
    if user.email and not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)


def end_other_sessions(*, user: User, keep: str) -> int:
    """End every session of a person but the one with the key `keep`; gives how many ended."""
    others = list(UserSession.objects.filter(user=user).exclude(session_key=keep))
    for session in others:
        session.end()
    return len(others)
