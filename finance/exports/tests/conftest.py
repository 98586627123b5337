"""The files of imports go where those of the tests of imports go."""

from finance.imports.tests.conftest import alices, files

__all__ = ["alices", "files"]
