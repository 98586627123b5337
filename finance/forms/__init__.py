"""What people type into the pages of their money: parsed and checked, never saved."""
