"""How what is done behind the scenes reads in the audit."""

from svs.extensions import sentence

sentence("delivery.replayed", "gave a parked delivery another try")
sentence("job.cancelled", "stopped long work after {done} of {total}")
sentence("mail.sent_again", "sent a mail again")
