"""Every address of the site but /cms/ (config.editor_urls). The only module that knows all rooms."""

from django.urls import include, path

from core import health
from marketplace.storefront.views.choices import language

urlpatterns = [
    path("akun/", include("core.users.urls")),
    path("akun/", include("marketplace.account.urls")),
    path("bahasa/", language, name="set_language"),
    path("keranjang/", include("marketplace.checkout.basket_urls")),
    path("checkout/", include("marketplace.checkout.urls")),
    path("pembayaran/", include("marketplace.purchases.urls")),
    path("pencairan/", include("marketplace.settlement.urls")),
    path("", include("marketplace.storefront.urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("jual/", include("marketplace.seller_centre.urls")),
    path("bumdes/<slug:code>/buku/", include("bumdes.bookkeeping.urls")),
    path("bumdes/<slug:code>/bank/", include("bumdes.banking.urls")),
    path("bumdes/<slug:code>/aset/", include("bumdes.assets.urls")),
    path("bumdes/<slug:code>/persediaan/", include("bumdes.inventory.urls")),
    path("bumdes/<slug:code>/anggota/", include("bumdes.members.urls")),
    path("bumdes/<slug:code>/pinjaman/", include("bumdes.lending.urls")),
    path("bumdes/<slug:code>/simpanan/", include("bumdes.savings.urls")),
    path("bumdes/<slug:code>/modal/", include("bumdes.capital.urls")),
    path("bumdes/<slug:code>/unit/", include("bumdes.units.urls")),
    path("bumdes/<slug:code>/laporan/", include("bumdes.statements.urls")),
    path("bumdes/<slug:code>/tutup-buku/", include("bumdes.closing.urls")),
    path("bumdes/<slug:code>/ringkasan/", include("bumdes.office.urls")),
    path("bumdes/", include("marketplace.hub_desk.urls")),
    path("operator/", include("marketplace.operator.urls")),
    path("kabupaten/", include("marketplace.regency.urls")),
    path("media/", include("media.urls")),
    path("dokumen/", include("wagtail.documents.urls")),
    # Takes every address that is left, so it stays last.
    path("", include("cms.urls")),
]
