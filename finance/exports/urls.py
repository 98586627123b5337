"""Pages of exports, under /export/."""

from django.urls import path

from finance.exports import views

urlpatterns = [
    path("", views.page, name="export"),
    path("entries.csv", views.download, {"suffix": "csv"}, name="export-csv"),
    path("entries.json", views.download, {"suffix": "json"}, name="export-json"),
]
