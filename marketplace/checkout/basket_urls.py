"""Addresses of the basket. Its pages stand here, because they say how goods could be delivered."""

from django.urls import path

from marketplace.checkout.views.basket import Lines, OneLine, Summary

app_name = "basket"
urlpatterns = [
    path("", Summary.as_view(), name="summary"),
    path("barang/", Lines.as_view(), name="add"),
    path("barang/<int:pk>/", OneLine.as_view(), name="line"),
]
