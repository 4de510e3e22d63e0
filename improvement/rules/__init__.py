"""The arithmetic of improvement, plain Python: rank, difference, enough cases, verdict, likeness."""
