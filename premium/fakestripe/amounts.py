"""Amounts as people read them; Stripe counts in a currency's smallest unit."""

# As docs.stripe.com/currencies lists them.
_WHOLE = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split()  # noqa: SIM905
)
_THOUSANDTHS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def shown(amount: int, currency: str) -> str:
    """Return an amount with its currency, as 4.99 USD and 500 JPY."""
    places = 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2
    sign, digits = ("−" if amount < 0 else ""), str(abs(amount)).rjust(places + 1, "0")
    whole = digits[: len(digits) - places]
    rest = f".{digits[-places:]}" if places else ""
    return f"{sign}{int(whole):,}{rest} {currency.upper()}"


def each(recurring: dict[str, object] | None) -> str:
    """Return how often something is paid, as "every 3 months"; empty for once."""
    if not recurring:
        return ""
    count, interval = recurring["interval_count"], recurring["interval"]
    return f"every {interval}" if count == 1 else f"every {count} {interval}s"
