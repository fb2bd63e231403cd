"""Addresses under /bumdes/<code>/anggota/."""

from __future__ import annotations

from django.urls import path

from bumdes.members.views import files, groups, papers, people

app_name = "members"
urlpatterns = [
    path("", people.home, name="home"),
    path("baru/", people.new, name="new"),
    path("impor/", files.home, name="files"),
    path("impor/templat.xlsx", files.template, name="list_template"),
    path("impor/<int:pk>/", files.file, name="file"),
    path("impor/<int:pk>/tulis/", files.record, name="record_file"),
    path("impor/<int:pk>/buang/", files.discard, name="discard_file"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/ubah/", people.change, name="change"),
    path("<int:pk>/keluar/", people.leave, name="leave"),
    path("<int:pk>/kembali/", people.take_back, name="return"),
    path("<int:pk>/nik/", papers.reveal, name="reveal"),
    path("<int:pk>/persetujuan/", papers.give, name="give_consent"),
    path("<int:pk>/persetujuan/akhiri/", papers.withdraw, name="withdraw_consent"),
    path("<int:pk>/berkas/", papers.add, name="add_paper"),
    path("<int:pk>/berkas/<int:paper>/", papers.view, name="paper"),
    path("<int:pk>/berkas/<int:paper>/hapus/", papers.remove, name="remove_paper"),
    path("kelompok/", groups.home, name="groups"),
    path("kelompok/baru/", groups.new, name="new_group"),
    path("kelompok/<int:pk>/", groups.group, name="group"),
    path("kelompok/<int:pk>/ubah/", groups.change, name="change_group"),
    path("kelompok/<int:pk>/akhiri/", groups.end, name="end_group"),
    path("kelompok/<int:pk>/keluar/<int:membership>/", groups.leave, name="leave_group"),
]
