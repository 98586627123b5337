"""Import of files into a person's entries: read, mapped, checked, applied, undone."""
