"""What people fill in about a policy of one page."""

from typing import Any

from django import forms

from governance.rules import page
from svs.accounts import queries as accounts
from svs.web.forms import Day, Form, Words


class PolicyPageForm(Form):
    """Write it, or write it anew."""

    title = forms.CharField(label="What is it about?", max_length=120)
    body = Words(
        label="What everybody keeps to", max_length=20_000, rows=22,
        help_text=f"Markdown, one page: at most {page.MOST_LETTERS:,} characters and {page.MOST_LINES} lines.",
    )  # fmt: skip
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Owner")
    review_date = Day(label="Look at it again on")

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role())
        limits = {"data-page-letters": page.MOST_LETTERS, "data-page-lines": page.MOST_LINES, "data-page-line": page.LINE}  # fmt: skip
        self.fields["body"].widget.attrs.update(limits)

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["owner_id"] = data.pop("owner").pk
        return data
