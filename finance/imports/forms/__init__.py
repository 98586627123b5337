"""What people choose for a file: parsed and validated, never saved."""
