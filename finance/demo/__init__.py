"""Demo personas: five years of believable data, the same for the same day each time."""
