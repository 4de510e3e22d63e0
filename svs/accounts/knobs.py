"""Policy values of people and signing in."""

from django.conf import settings

from svs.accounts.models import Role
from svs.knobs.registry import declare

SECOND_FACTOR_FOR = declare(
    "accounts.second_factor_for",
    "Who must have a second factor",
    [],
    "Roles whose holders show a code after their password; whoever has none yet sets it up at the next page.",
    lambda value: isinstance(value, list) and not {str(role) for role in value} - set(Role.values),
    choices=tuple((str(value), str(label)) for value, label in Role.choices),
)
ORGANISATION = declare(
    "accounts.organisation",
    "Name of the organisation",
    settings.SVS_ORGANISATION,
    "One to 60 characters, as it stands above every page.",
    lambda value: isinstance(value, str) and 1 <= len(value.strip()) <= 60,
)
