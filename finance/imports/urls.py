"""Pages of imports, under /import/."""

from django.urls import path

from finance.imports.views import decisions, mapping, pages

urlpatterns = [
    path("", pages.home, name="imports"),
    path("<uuid:pk>/", pages.show, name="import"),
    path("<uuid:pk>/progress/", pages.poll, name="import-progress"),
    path("<uuid:pk>/columns/", mapping.columns, name="import-columns"),
    path("<uuid:pk>/reading/", mapping.reading, name="import-reading"),
    path("<uuid:pk>/decide/", decisions.decide, name="import-decide"),
    path("<uuid:pk>/lines/<int:line>/", decisions.mend, name="import-mend"),
    path("<uuid:pk>/undo/", decisions.undo, name="import-undo"),
    path("<uuid:pk>/drop/", decisions.drop, name="import-drop"),
]
