"""How django-allauth meets our users: telephones, letters, sessions and equal answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.users import codes, tasks
from core.users.fields import Identifier, PhoneField, read_identifier
from core.users.models import User
from core.users.queries import find_user, proven_email

PRESENCE_COOKIE = "sdl_me"
_WRONG = _("The number, e-mail or password is not right. Check them and try again.")


class UserAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for all, so that it does not say which part was wrong.
        "email_password_mismatch": _WRONG,
        "phone_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "incorrect_code": _("This code is not right. Check the latest message and try again."),
        "too_many_login_attempts": _("Too many tries. Ask for a new code, or wait a few minutes."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "email_taken": _("This e-mail address cannot be used. Choose another one."),
    }

    # Telephones

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        # A code that went to the e-mail address proves nothing about the telephone.
        if not proven_email(user):
            self.set_phone(user, phone, True)

    def get_user_by_phone(self, phone: str) -> User | None:
        identifier = read_identifier(phone)
        return find_user(identifier) if identifier and identifier.phone else None

    # Letters

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter to the outbox. `email` may be a telephone, then its owner is looked up.

        Letters are Indonesian whatever the page's language, as all others are.
        """
        values = {**context, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        with override("id"):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", values).split())
            body = render_to_string(f"{template_prefix}_message.txt", values).strip()
        if email.startswith("+"):
            user = self.get_user_by_phone(email)
            if user is None or not context.get("code"):
                return
            codes.send_phone_code(
                user=user, subject=subject, text=body, code=context["code"], at=timezone.now()
            )
        else:
            codes.write_letter(address=email, subject=subject, body=body, at=timezone.now())
        tasks.send_letters.defer()

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        self.send_mail("account/email/login_code", phone, {"code": code})

    # Signing in

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: the lock on tries is axes', per person and address, and cannot shut others out."""

    def reauthenticate(self, user: User, password: str) -> bool:
        by = {"email": user.email} if user.email else {"phone": user.phone}
        again = self.authenticate(self.request, password=password, **by)
        return again is not None and again.pk == user.pk

    def get_login_stages(self) -> list[str]:
        ours = "core.users.stages.EmailVerificationStage"
        return [
            ours if path.endswith(".EmailVerificationStage") else path for path in super().get_login_stages()
        ]

    def session_age(self, user: User) -> timedelta:
        """How long a sign-in lasts at most, however much it is used."""
        return settings.STAFF_SESSION_AGE if user.is_staff else timedelta(seconds=settings.SESSION_COOKIE_AGE)

    def limit_session(self, request: HttpRequest, user: User) -> None:
        request.session.set_expiry(timezone.now() + self.session_age(user))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        self.limit_session(request, user)
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            PRESENCE_COOKIE,
            "1",
            max_age=self.session_age(user),
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("account:profile")

    # Signing up

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        identifier: Identifier = form.identifier
        user.name = form.cleaned_data["name"]
        user.email, user.phone = identifier.email or None, identifier.phone or None
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def spend_the_time_of_a_new_user(self, password: str) -> None:
        """Hash as for a new person, when there is already one."""
        make_password(password)
