"""Personal access tokens: made and ended by their person, shown by programs to the API."""
