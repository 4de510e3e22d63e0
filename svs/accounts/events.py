"""What people, teams, roles and signing in can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "person.added",
    "person.changed",
    "person.deactivated",
    "person.activated",
    "person.invited",
    "person.joined",
    "person.left",
    "absence.added",
    "absence.removed",
    "role.given",
    "role.taken",
    "team.created",
    "team.changed",
    "team.retired",
    "team.reopened",
    "token.issued",
    "token.revoked",
    "password.changed",
    "password.set",
    "sessions.ended",
    "second_factor.enabled",
    "second_factor.disabled",
    "second_factor.codes_renewed",
    "second_factor.code_spent",
    "organisation.named",
)
