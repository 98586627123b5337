"""A person's own entries as files that import again, exactly."""
