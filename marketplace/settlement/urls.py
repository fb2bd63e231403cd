"""The address that Xendit calls. With and without the last slash: it follows no redirect."""

from django.urls import re_path

from marketplace.settlement.views import xendit_notice

app_name = "settlement"
urlpatterns = [re_path(r"^xendit/?$", xendit_notice, name="xendit")]
