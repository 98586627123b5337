"""What the tests of payments share."""

from premium.tests.shop import shop

__all__ = ["shop"]
