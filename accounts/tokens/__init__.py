"""Access and refresh tokens: how programs are signed in, beside browsers with their cookie."""
