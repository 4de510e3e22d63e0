"""How the events of people and teams read in the audit."""

from svs.extensions import sentence

sentence("person.added", "added the person")
sentence("person.changed", "changed the person")
sentence(
    "person.deactivated", "deactivated the person; {sessions} sessions and {tokens} tokens ended"
)
sentence("person.activated", "let the person in again")
sentence("person.invited", "sent a link to set a password")
sentence("person.joined", "put the person into a team")
sentence("person.left", "took the person out of a team")
sentence("absence.added", "noted an absence from {since} to {until}")
sentence("absence.removed", "removed an absence")
sentence("role.given", "gave the role {role}")
sentence("role.taken", "took the role {role}")
sentence("team.created", "made the team")
sentence("team.changed", "changed the team")
sentence("team.retired", "retired the team; {held} open tickets go elsewhere")
sentence("team.reopened", "took the team up again")
sentence("token.issued", "made a token")
sentence("token.revoked", "revoked the token")
sentence("password.changed", "changed the password")
sentence("password.set", "set a password by a link")
sentence("sessions.ended", "ended {sessions} sessions")
sentence("second_factor.enabled", "set up a second factor")
sentence("second_factor.disabled", "removed the second factor")
sentence("second_factor.codes_renewed", "made new recovery codes")
sentence("second_factor.code_spent", "signed in with a recovery code; {left} are left")
sentence("organisation.named", "named the organisation")
