"""The site and Wagtail's admin: what a request under /cms/ is looked up in (cms.middleware).

Apart from config.urls, because Wagtail's admin is a third of all our code in memory, and shoppers'
workers need none of it until an editor comes.
"""

from django.urls import include, path

from config import urls

urlpatterns = [path("cms/", include("cms.admin_urls")), *urls.urlpatterns]
