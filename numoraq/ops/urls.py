"""The mailbox. The probes are answered by the middleware, on every host."""

from django.urls import path

from numoraq.ops import views

urlpatterns = [
    path("mailbox/", views.messages, name="mailbox"),
    path("mailbox/<str:key>/", views.message, name="mailbox-message"),
    path("mailbox/<str:key>/html/", views.message_html, name="mailbox-html"),
]
