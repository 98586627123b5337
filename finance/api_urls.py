"""The REST API of a person's money, under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from finance.api import entries, rates, worth
from finance.exports import api as exports

urlpatterns: list[URLPattern | URLResolver] = [
    path("entries/", entries.EntryListView.as_view(), name="api-entries"),
    path("entries/<uuid:entry_id>/", entries.EntryView.as_view(), name="api-entry"),
    path(
        "entries/<uuid:entry_id>/restore/",
        entries.EntryRestoreView.as_view(),
        name="api-entry-restore",
    ),
    path(
        "entries/<uuid:entry_id>/valuations/",
        entries.ValuationListView.as_view(),
        name="api-valuations",
    ),
    path("valuations/<uuid:valuation_id>/", entries.ValuationView.as_view(), name="api-valuation"),
    path("rates/", rates.RateListView.as_view(), name="api-rates"),
    path("rates/own/", rates.OwnRateListView.as_view(), name="api-own-rates"),
    path("rates/own/<uuid:rate_id>/", rates.OwnRateView.as_view(), name="api-own-rate"),
    path("net-worth/", worth.NetWorthView.as_view(), name="api-net-worth"),
    path("imports/", include("finance.imports.api_urls")),
    path("exports/entries.csv", exports.CsvExportView.as_view(), name="api-export-csv"),
    path("exports/entries.json", exports.JsonExportView.as_view(), name="api-export-json"),
    path("flows/", worth.FlowView.as_view(), name="api-flows"),
]
