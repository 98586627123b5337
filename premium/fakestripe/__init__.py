"""A stand-in for Stripe: an own process that speaks its API, shows its pages, signs its events.

It stands alone like the outside service it stands for: it imports nothing of the product, and the
product only knows its address. No money moves here.
"""
