"""All pages of the main host. The CMS has its own host and URLs."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("", include("finance.urls")),
    path("", include("premium.urls")),
    path("", include("premium.paying.urls")),
    path("stripe/", include("premium.paying.stripe_urls", namespace="djstripe")),
    path("", include("accounts.urls")),
    path("", include("numoraq.ui.urls")),
    path("", include("numoraq.ops.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("accounts.api.urls")),
    path("api/v1/", include("finance.api_urls")),
    path("api/v1/", include("premium.paying.api_urls")),
    path("api/v1/", include("premium.api_urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
]

handler400 = "numoraq.ui.errors.bad_request"
handler403 = "numoraq.ui.errors.permission_denied"
handler404 = "numoraq.ui.errors.page_not_found"
handler500 = "numoraq.ui.errors.server_error"
