"""What people fill in on the portal."""

from practices.desk.forms import portal


class AskForm(portal.AskForm):
    """What is wrong, in the words of whoever asks."""

    question = "What is wrong?"
    hint = "What you did, what happened, since when, and whom else it stops."
