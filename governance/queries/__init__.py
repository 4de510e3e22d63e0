"""What governance knows, in the shape of pages."""
