"""What people type: parsed and checked here, stored by services."""
