"""The newest published rate of each currency, for staff."""

from typing import Final

from finance.models import FxRate

# Goes from currency to currency by the primary key: one step for each, however many days.
_NEWEST: Final = """
    WITH RECURSIVE code (currency) AS (
        (SELECT currency FROM fx_rates ORDER BY currency LIMIT 1)
        UNION ALL
        SELECT (SELECT f.currency FROM fx_rates f WHERE f.currency > code.currency
                ORDER BY f.currency LIMIT 1)
        FROM code WHERE code.currency IS NOT NULL
    )
    SELECT r.* FROM code CROSS JOIN LATERAL (
        SELECT * FROM fx_rates f WHERE f.currency = code.currency ORDER BY f."on" DESC LIMIT 1
    ) r ORDER BY r.currency"""


def newest() -> list[FxRate]:
    """Return the newest rate of each currency, by its code; each with its own day."""
    return list(FxRate.objects.raw(_NEWEST))
