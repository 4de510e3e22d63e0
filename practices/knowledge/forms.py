"""What people fill in about an article."""

from typing import Any

from django import forms

from practices.knowledge import rules
from practices.knowledge.models import Article
from svs.accounts.models import User
from svs.services import access as services
from svs.web.forms import Form, Words


class ArticleForm(Form):
    """An answer, in Markdown."""

    title = forms.CharField(
        label="What does it answer?",
        max_length=rules.LONGEST_TITLE,
        help_text="As somebody would ask it.",
    )
    body = Words(
        label="The answer",
        rows=16,
        max_length=rules.LONGEST,
        help_text="Markdown: # heading, - list, 1. steps, **bold**, `code`, [words](address).",
    )
    audience = forms.ChoiceField(choices=Article.Audience.choices, label="Who reads it")
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Any"
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", services.visible_to(self.user).order_by("name"))

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("title", "body", "audience")},
            "service_id": data["service"] and data["service"].pk,
        }


def article_values(article: Article) -> dict[str, Any]:
    """What the form shows of an article."""
    return {
        **{name: getattr(article, name) for name in ("title", "body", "audience", "version")},
        "service": article.service_id,
    }
