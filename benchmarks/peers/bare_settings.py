"""Django and next to nothing else: the floor that a page can be compared with."""

from benchmarks.peers.alike import COUNTING, kept_connection

SECRET_KEY = "benchmark"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.peers.bare_urls"
DATABASES = {"default": kept_connection()}
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = [
    COUNTING,
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.locmem.Loader",
                    {
                        "lean.html": """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>Barang</title></head><body><ul>
{% for row in rows %}<li><a href="/p/{{ row.slug }}/">{{ row.title }}</a>
<img src="{{ row.picture.webp.160 }}" alt="" width="160" height="160" loading="lazy">
<b>Rp{{ row.price_from }}</b> {{ row.seller_name }}, {{ row.village_name }}</li>
{% endfor %}</ul></body></html>"""
                    },
                )
            ],
        },
    }
]
