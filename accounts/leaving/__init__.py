"""Leaving: everything taken along, and the account deleted after a time to think it over."""
