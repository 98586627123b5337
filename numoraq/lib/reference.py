"""Data that every installation begins with: apps register loaders, one command runs them.

A loader takes the alias of a database, writes there as the service, leaves what is already
right untouched, and returns how many rows it wrote.
"""

from collections.abc import Callable, Iterator

type Loader = Callable[[str], int]

_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Have a loader run by `load_reference_data`, after those registered before it."""
    _loaders[name] = loader


def load(using: str) -> Iterator[tuple[str, int]]:
    """Run all loaders; yield each name with the number of rows it wrote."""
    for name, loader in _loaders.items():
        yield name, loader(using)
