"""The people for whom tickets are logged."""

from django.db import transaction

from svs.accounts.models import User


@transaction.atomic
def find_or_create_caller(*, email: str, name: str) -> User:
    """The person who calls: found by e-mail address, else added without a way to sign in."""
    address = email.strip().lower()
    found = User.objects.filter(email__iexact=address).first()
    return found or User.objects.create_user(
        email=address, name=" ".join(name.split()) or address.split("@")[0]
    )
