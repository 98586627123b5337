"""The REST API of a person's money, under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from finance.api import entries, rates, worth

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
    path("flows/", worth.FlowView.as_view(), name="api-flows"),
]
