"""What search reads. Triggers keep it with every change of a title, a description or a message, in the same transaction."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from practices.desk.models.talk import Message
from practices.desk.models.tickets import Ticket


class Text(models.Model):
    """The words of a ticket's title and description, or of one message. A row of its own, so that moving a ticket rewrites no index of words."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, models.CASCADE, null=True, related_name="+")
    is_internal = models.BooleanField()
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [GinIndex(fields=["words"], name="text_words")]

    def __str__(self) -> str:
        return f"words of {self.ticket_id}"


class SearchWord(models.Model):
    """A word that stands in some ticket, as search stems it: what a mistyped word is held against."""

    word = models.CharField(max_length=60, primary_key=True)
    seen = models.PositiveIntegerField(help_text="In how many texts.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(OpClass("word", "gin_trgm_ops"), name="search_word_alike")
        ]

    def __str__(self) -> str:
        return self.word
