"""Pages of a person's money."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter

from finance.converters import CategoryConverter
from finance.views import (
    dashboard,
    demo,
    entries,
    entry_add,
    entry_edit,
    history,
    landing,
    rates,
    welcome,
)

register_converter(CategoryConverter, "category")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing.home, name="home"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("entries/", entries.home, name="entries-home"),
    path("entries/add/", entry_add.add, name="entry-add"),
    path("entries/deleted/", entries.deleted_ones, name="entries-deleted"),
    path("entries/<category:category>/", entries.category, name="entries"),
    path("entries/<uuid:pk>/", entry_edit.edit, name="entry-edit"),
    path("entries/<uuid:pk>/delete/", entries.delete, name="entry-delete"),
    path("entries/<uuid:pk>/restore/", entries.restore, name="entry-restore"),
    path("entries/<uuid:pk>/undo/<slug:token>/", entries.take_back, name="entry-undo"),
    path("entries/<uuid:pk>/history/", history.history_page, name="entry-history"),
    path("entries/<uuid:pk>/history/add/", history.add_value, name="entry-value-add"),
    path("entries/<uuid:pk>/history/<uuid:event_id>/", history.event, name="entry-event"),
    path(
        "entries/<uuid:pk>/history/<uuid:event_id>/remove/",
        history.remove,
        name="entry-event-remove",
    ),
    path("import/", include("finance.imports.urls")),
    path("export/", include("finance.exports.urls")),
    path("rates/", rates.index, name="rates"),
    path("rates/<slug:currency>/set/", rates.set_rate, name="rate-set"),
    path("rates/own/<uuid:pk>/remove/", rates.remove, name="rate-remove"),
    path("rates/own/<slug:token>/restore/", rates.restore, name="rate-restore"),
]
if settings.DEMO_ENABLED:
    urlpatterns += [path("demo/", demo.demo, name="demo")]
