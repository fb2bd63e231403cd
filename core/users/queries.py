"""Who somebody is, by what they typed, and how they can be reached."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from core.users.fields import Identifier
from core.users.models import User


def find_user(identifier: Identifier) -> User | None:
    """The person with this e-mail address or mobile number. One query."""
    if identifier.email:
        return User.objects.filter(email=identifier.email).first()
    return User.objects.filter(phone=identifier.phone).first()


def proven_email(user: User) -> str:
    """The e-mail address that is known to be this person's, "" when there is none. One query.

    An address without a row of its own was written by staff, who asked; one that came from a
    form has a row, and counts once its code was typed back.
    """
    if not user.email:
        return ""
    rows = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    return user.email if rows.get(user.email, True) else ""
