"""Addresses that people pass on."""

from django.urls import reverse

from accounts.mailing import link


def of_code(code: str) -> str:
    """Return the full address of somebody's link for friends."""
    return link(reverse("referral", args=[code]))
