"""Addresses of the public shop pages; mounted at the root."""

from django.urls import path

from marketplace.storefront.views import choices, goods, products, shops

app_name = "store"

urlpatterns = [
    path("belanja/", goods.list_page, name="list"),
    path("belanja/cari/", goods.search_page, name="search"),
    path("belanja/kategori/", goods.categories_page, name="categories"),
    path("belanja/kategori/<slug:slug>/", goods.category_page, name="category"),
    path("produk/<slug:slug>/<int:pk>/", products.product_page, name="product"),
    path("toko/", shops.shops_page, name="shops"),
    path("toko/<slug:slug>/", shops.shop_page, name="shop"),
    path("desa/", shops.villages_page, name="villages"),
    path("desa/<slug:slug>/", shops.village_page, name="village"),
    path("saya.json", choices.me, name="me"),
    path("hemat-data/", choices.data_saver, name="data_saver"),
]
