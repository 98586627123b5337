"""What the tests of payments share."""

from premium.tests.shop import far_shop, shop

__all__ = ["far_shop", "shop"]
