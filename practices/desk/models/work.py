"""What people keep about tickets for themselves: who watches, what is to be done, which lists they look at, which fields they add."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from practices.desk.models.tickets import Ticket


class Watcher(models.Model):
    """Somebody who wants to know how a ticket goes on, and may read it as its requester does."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="watchers", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "user"], name="watcher_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} watches {self.ticket_id}"


class Task(models.Model):
    """A step of a ticket's checklist."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="tasks", db_index=False)
    title = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField(default=0)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "place", "id"], name="task_in_order")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~models.Q(title=""), name="task_has_title")
        ]

    def __str__(self) -> str:
        return f"task of {self.ticket_id}"


class SavedView(models.Model):
    """A list of tickets that somebody looks at often: what is asked, how it is sorted, what it shows. Private, or a team's."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    team = models.ForeignKey("accounts.Team", models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True, help_text="What stands behind the ?")
    place = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=models.Q(team__isnull=True), name="view_name_once"
            ),
            models.UniqueConstraint(
                fields=["team", "name"], condition=models.Q(team__isnull=False), name="team_view_name_once"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class OwnField(models.Model):
    """A field that the organisation adds to a kind of ticket: typed, at most twenty a kind."""

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        CHOICE = "choice", "One of a list"
        YES_NO = "yes_no", "Yes or no"
        PERSON = "person", "Person"

    kind = models.CharField(max_length=20)
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    help_text = models.CharField(max_length=200, blank=True)
    type = models.CharField(max_length=8, choices=Type)
    options = models.JSONField(default=list, help_text="Of a choice, in order.")
    is_required = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False, help_text="The requester sees it.")
    place = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "key"], name="own_field_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.key}"


class SolvedWith(models.Model):
    """An article that answered a ticket: what is written down and helps is seen by it."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    article = models.ForeignKey("knowledge.Article", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket", "article"], name="solved_with_once")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} by {self.article_id}"
