"""What is observed of a value stream, and how it is drawn. Plain Python."""
