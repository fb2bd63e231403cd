"""Addresses under /bumdes/<code>/tutup-buku/."""

from __future__ import annotations

from django.urls import path

from bumdes.closing.views import bylaws, periods, profits, reports

app_name = "closing"
urlpatterns = [
    path("", periods.home, name="home"),
    path("tutup/", periods.close, name="close"),
    path("buka-kembali/", periods.reopen, name="reopen"),
    path("buka-kembali/<int:pk>/", periods.decide_reopening, name="decide_reopening"),
    path("ad-art/", bylaws.bylaws, name="bylaws"),
    path("hasil-usaha/<int:year>/", profits.profit, name="profit"),
    path("hasil-usaha/<int:year>/keputusan/", profits.decide, name="decide_profit"),
    path("bagian/<int:pk>/", profits.share, name="share"),
    path("lpj/<int:year>/<slug:kind>/", reports.report, name="report"),
    path("lpj/<int:year>/<slug:kind>/lpj.pdf", reports.pdf, name="report_pdf"),
    path("lpj/<int:year>/<slug:kind>/pengesahan/", reports.act, name="act_on_report"),
    path("pemeringkatan/<int:year>/", reports.ranking, name="ranking"),
]
