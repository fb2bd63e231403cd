"""Addresses of public pictures."""

from django.urls import path

from media.views import public_file

app_name = "media"
urlpatterns = [path("<path:path>", public_file, name="file")]
