"""NumoraQ: what a person owns, owes, earns and spends, in every currency, over time."""
