"""What the dashboard says: sums in many currencies made into figures in one, and into words."""
