"""The request's part of its ticket."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from practices.service_request import states


class ServiceRequest(models.Model):
    """Something a person needs from a service; what was asked stands on the ticket, what was delivered here.

    `approver` is who was named to approve it, and in the end who did; nobody is where the rights say who.
    """

    ticket = models.OneToOneField(
        "desk.Ticket", models.CASCADE, primary_key=True, related_name="service_request"
    )
    fulfilment = models.TextField(blank=True, help_text="What was delivered.")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    case_version = models.PositiveIntegerField(
        default=1,
        db_default=1,
        help_text="What deciders are asked about; rises when it is asked anew.",
    )
    asked_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, blank=True)
    decision_words = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(decision="", decided_at__isnull=True)
                | models.Q(decision__in=list(states.DECISIONS), decided_at__isnull=False),
                name="request_decided_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(decision=states.SAID_NO, decision_words=""),
                name="request_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(approver=models.F("asked_by")),
                name="request_not_approved_by_who_asks",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["approver", "decided_at", "ticket"], name="request_of_approver")
        ]

    def __str__(self) -> str:
        return f"request {self.ticket_id}"
