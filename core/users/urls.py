"""Addresses of signing in, under /akun/. The names are those that django-allauth reverses."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path

from core.users import views

urlpatterns = [
    path("masuk/", views.LoginView.as_view(), name="account_login"),
    path("masuk/kode/", account.request_login_code, name="account_request_login_code"),
    path("masuk/kode/isi/", account.confirm_login_code, name="account_confirm_login_code"),
    path("masuk/kunci/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("masuk/kunci-kedua/", mfa.authenticate, name="mfa_authenticate"),
    path("keluar/", views.LogoutView.as_view(), name="account_logout"),
    path("daftar/", account.signup, name="account_signup"),
    path("tidak-aktif/", account.account_inactive, name="account_inactive"),
    path("konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("formulir/", views.kept_form, name="account_kept_form"),
    path("email/", views.EmailView.as_view(), name="account_email"),
    path("email/kode/", account.email_verification_sent, name="account_email_verification_sent"),
    path("sandi/ganti/", account.password_change, name="account_change_password"),
    path("sandi/buat/", account.password_set, name="account_set_password"),
    path("sandi/lupa/", views.PasswordResetView.as_view(), name="account_reset_password"),
    path("sandi/lupa/kode/", account.confirm_password_reset_code, name="account_confirm_password_reset_code"),
    path("sandi/lupa/baru/", account.complete_password_reset, name="account_complete_password_reset"),
    path(
        "sandi/lupa/selesai/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("perangkat/", sessions.list_usersessions, name="usersessions_list"),
    path("perangkat/lain/", views.sign_out_everywhere, name="account_end_sessions"),
    path("keamanan/", mfa.index, name="mfa_index"),
    path("keamanan/konfirmasi/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("keamanan/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("keamanan/aplikasi/hapus/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("keamanan/kode-cadangan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "keamanan/kode-cadangan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "keamanan/kode-cadangan/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"
    ),
    path("keamanan/kunci/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("keamanan/kunci/tambah/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("keamanan/kunci/konfirmasi/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("keamanan/kunci/<int:pk>/hapus/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("keamanan/kunci/<int:pk>/nama/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
