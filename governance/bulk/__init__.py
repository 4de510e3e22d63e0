"""Set-based twins of operations, for a past that is told at once."""
