"""The floor: Django REST framework at its barest, one table, one serializer, one token. What nobody can be faster than by much."""
