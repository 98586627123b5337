"""Settings of the product without row security: Django's own backend, as the tables' owner.

The owner sees every row only while security is not forced on the tables; a case sees to that.
"""

from typing import Any

from numoraq import settings as product

globals().update({name: getattr(product, name) for name in dir(product) if name.isupper()})

DATABASES: dict[str, dict[str, Any]] = {
    "default": {**product.DATABASES["owner"], "ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 600}
}
