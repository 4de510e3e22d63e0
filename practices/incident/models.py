"""The incident's part of its ticket."""

from django.db import models


class Incident(models.Model):
    """An unplanned interruption to a service, or a reduction in its quality."""

    ticket = models.OneToOneField(
        "desk.Ticket", models.CASCADE, primary_key=True, related_name="incident"
    )
    resolution = models.TextField(blank=True)
    resolution_code = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"incident {self.ticket_id}"
