"""A shelf for random books: Alice owns them, Dana publishes the rates."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from accounts.models import User
from finance.tests.books import shelf
from finance.tests.books.book import Book

type Shelf = Callable[[Book], AbstractContextManager[None]]


@pytest.fixture
def shelved(alice: User, dana: User) -> Shelf:
    """Return a function that gives Alice some books for a while."""
    return lambda book: shelf.stored(book, user=alice, staff=dana)
