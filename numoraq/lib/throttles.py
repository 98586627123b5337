"""Limits of the API."""

from rest_framework.throttling import UserRateThrottle

from numoraq.lib import limits


class PersonThrottle(UserRateThrottle):
    """So many requests a person, or an address, counted where all limits are."""

    cache = limits.cache
