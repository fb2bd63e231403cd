"""Addresses that payment providers call. With and without the last slash: they follow no redirect."""

from django.urls import re_path

from marketplace.purchases.views import provider_event

app_name = "payments"
urlpatterns = [re_path(r"^(?P<provider>stripe|midtrans)/?$", provider_event, name="event")]
