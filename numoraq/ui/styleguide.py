"""Every component and every chart in every state, on one page, for those who build."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    """Show the styleguide."""
    return render(request, "ui/styleguide.html", {})
