"""Signing in, signing up and getting back in. Equal answers for known and unknown people."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.core import context, ratelimit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.users.codes import NoPhoneChannel, phone_codes_available
from core.users.fields import Identifier, IdentifierField
from core.users.models import User
from core.users.queries import find_user

LOGIN_HINT = "login_hint"  # session key: what was typed at sign-up, shown at the sign-in after it
_WHO = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}


class LoginForm(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Mobile number or e-mail"), max_length=254, widget=forms.TextInput(attrs=_WHO)
        )
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        # Longer ones would only cost the server time to hash.
        self.fields["password"].max_length = 256
        self.order_fields(["login", "password"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            get_adapter(request).limit_session(request, request.user)
        return response


class SignupForm(allauth.SignupForm):
    identifier: Identifier

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields.pop(name, None)
        self.fields["name"] = forms.CharField(
            label=_("Your name"),
            max_length=120,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Write your name.")},
        )
        self.fields["login"] = IdentifierField()
        password = self.fields["password1"]
        password.max_length = 256
        password.label = _("Make a password")
        password.help_text = _("At least 10 characters. Three or four words are easy to remember.")
        password.widget.attrs.pop("placeholder", None)
        password.error_messages["required"] = _("Write a password.")
        self.order_fields(["name", "login", "password1"])

    def clean_login(self) -> str:
        self.identifier = self.cleaned_data["login"]
        return str(self.identifier)

    def clean(self) -> dict[str, Any]:
        identifier = getattr(self, "identifier", Identifier())
        self.cleaned_data["email"] = identifier.email
        data: dict[str, Any] = super().clean()
        self.account_already_exists = bool(str(identifier)) and find_user(identifier) is not None
        return data

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A new person, or as much work and the same answer when there is already one.

        An e-mail address is answered with the code page in both cases. A telephone gets a code
        where we can send one; where we cannot, nobody is signed in yet, and the next page asks
        for the password just chosen.
        """
        if self.account_already_exists:
            get_adapter(request).spend_the_time_of_a_new_user(self.cleaned_data["password1"])
        if self.identifier.email:
            return super().try_save(request)
        user = find_user(self.identifier) if self.account_already_exists else self.save(request)
        if phone_codes_available():
            LoginCodeVerificationProcess.initiate(request=request, user=user, phone=self.identifier.phone)
            return None, HttpResponseRedirect(reverse("account_confirm_login_code"))
        request.session[LOGIN_HINT] = self.identifier.phone
        messages.success(
            request,
            gettext(
                "Thank you. Now sign in with your number and password. If the number already had an "
                "account, its old password still holds."
            ),
        )
        following = request.POST.get("next", "")
        query = f"?{urlencode({'next': following})}" if following else ""
        return None, HttpResponseRedirect(reverse("account_login") + query)


class ByCodeForm(forms.Form):
    """Ask for a code: by e-mail always, by telephone where a sender is configured."""

    login = IdentifierField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not phone_codes_available():
            self.fields["login"].label = _("E-mail address")
            self.fields["login"].widget.input_type = "email"

    def clean_login(self) -> Identifier:
        identifier: Identifier = self.cleaned_data["login"]
        if identifier.phone and not phone_codes_available():
            raise ValidationError(NoPhoneChannel.message)
        return identifier

    def known_user(self) -> User | None:
        user = find_user(self.cleaned_data["login"])
        return user if user is not None and user.is_active else None


class RequestLoginCodeForm(ByCodeForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._user = None
        if identifier := data.get("login"):
            if not ratelimit.consume(context.request, action="request_login_code", key=str(identifier)):
                self.add_error("login", get_adapter().error_messages["too_many_login_attempts"])
                return data
            self._user = self.known_user()
            data["email"], data["phone"] = identifier.email, identifier.phone
        return data


class ResetPasswordForm(ByCodeForm):
    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if identifier := data.get("login"):
            data["email"] = str(identifier)
        return data

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        address: str = self.cleaned_data["email"]
        PasswordResetVerificationProcess.initiate(request=request, user=self.known_user(), email=address)
        return address


class _CodeField:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.widget.attrs = dict(_CODE)
        field.error_messages["required"] = _("Write the code from the message.")


class ConfirmLoginCodeForm(_CodeField, allauth.ConfirmLoginCodeForm):
    pass


class ConfirmPasswordResetCodeForm(_CodeField, allauth.ConfirmPasswordResetCodeForm):
    pass


class ConfirmEmailCodeForm(_CodeField, allauth.ConfirmEmailVerificationCodeForm):
    pass


class _OnePassword:
    """One box for the new password: a second one only makes typing mistakes twice as likely."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        fields.pop("password2", None)
        for name, field in fields.items():
            field.max_length = 256
            field.widget.attrs.pop("placeholder", None)
            field.help_text = (
                _("At least 10 characters. Three or four words are easy to remember.")
                if name == "password1"
                else ""
            )


class ChangePasswordForm(_OnePassword, allauth.ChangePasswordForm):
    pass


class SetPasswordForm(_OnePassword, allauth.SetPasswordForm):
    pass


class NewPasswordForm(_OnePassword, allauth.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
