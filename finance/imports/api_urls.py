"""The REST API of imports, under /api/v1/imports/."""

from django.urls import path

from finance.imports.api import imports, rows

urlpatterns = [
    path("", imports.ImportListView.as_view(), name="api-imports"),
    path("<uuid:import_id>/", imports.ImportDetailView.as_view(), name="api-import"),
    path(
        "<uuid:import_id>/mapping/", imports.ImportMappingView.as_view(), name="api-import-mapping"
    ),
    path(
        "<uuid:import_id>/preview/", imports.ImportPreviewView.as_view(), name="api-import-preview"
    ),
    path("<uuid:import_id>/bad/", rows.BadRowListView.as_view(), name="api-import-bad"),
    path("<uuid:import_id>/bad/<int:line>/", rows.BadRowView.as_view(), name="api-import-bad-row"),
    path(
        "<uuid:import_id>/duplicates/",
        rows.DuplicateListView.as_view(),
        name="api-import-duplicates",
    ),
    path("<uuid:import_id>/apply/", imports.ImportApplyView.as_view(), name="api-import-apply"),
    path("<uuid:import_id>/undo/", imports.ImportUndoView.as_view(), name="api-import-undo"),
]
