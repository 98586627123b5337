"""Pages of leaving, under /settings/data/."""

from django.urls import path

from accounts.leaving import views

urlpatterns = [
    path("everything/", views.everything, name="settings-everything"),
    path("everything/<uuid:export_id>/progress/", views.poll, name="settings-everything-progress"),
    path("everything/<uuid:export_id>/file/", views.download, name="settings-everything-file"),
    path("delete/", views.delete, name="account-delete"),
    path("closed/", views.closed, name="account-closed"),
]
