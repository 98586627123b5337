"""The pages of an import, from the file to its undoing."""
