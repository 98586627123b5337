"""The CMS's pages about people: found, looked at, locked out. Each module registers its own."""

from accounts.admin import factors, keys, leaving, people, providers, resets, sign_ins, sso

__all__ = ["factors", "keys", "leaving", "people", "providers", "resets", "sign_ins", "sso"]
