"""Steps between the right password and being signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage as Base


class EmailVerificationStage(Base):
    """Ask for the e-mail code only of those who sign in by an address they never proved.

    People who sign in by telephone may leave an address unproven, and addresses written by
    staff have no row and are trusted.
    """

    def handle(self) -> tuple[Any, bool]:
        login = self.login
        if login.user is not None:
            email = login.email or (login.user.email if login.signup else None)
            if (
                not email
                or not EmailAddress.objects.filter(user=login.user, email=email, verified=False).exists()
            ):
                return None, True
        send_verification_email_at_login(self.request, login)
        return get_adapter().respond_email_verification_sent(self.request, login.user), True
