"""Paying: pages, addresses and the API of payments and subscriptions."""
