"""How the admin writes days, as the rest of the product does."""
