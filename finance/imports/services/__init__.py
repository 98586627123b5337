"""What can be done with a file: begin, check, decide, apply, undo, drop."""
