"""Forms in the product's look."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Renderer(DjangoTemplates):
    """Django's own templates, but for selects: those render a template for every option, and a ticket's page has hundreds."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name == "django/forms/widgets/select.html":
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = (
        (name, format_html_join("", '<option value="{}"{}>{}</option>', ((str(o["value"]), flatatt(o["attrs"]), o["label"]) for o in options)))
        for name, options, _ in widget["optgroups"]
    )  # fmt: skip
    inside = format_html_join(
        "", "{}", ((format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options,) for name, options in groups)
    )  # fmt: skip
    return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), inside)  # fmt: skip


class Form(forms.Form):
    """A form whose controls carry the classes of the look and whose errors are tied to their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("class", _class_of(field.widget))
            if self.is_bound and name in self.errors:
                field.widget.attrs["aria-invalid"] = "true"
                field.widget.attrs["class"] += " is-invalid"

    def offer(self) -> None:
        """Override to fill selects before the form is read, with `self.choose`."""

    def choose(self, name: str, rows: QuerySet[Any]) -> None:
        """Offer these rows in a select: what this person may see, at this moment."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "check"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


class Words(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, max_length: int = 20_000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea({"rows": rows}), **kwargs)


class Day(forms.DateField):
    """A date, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **kwargs)


class Moment(forms.DateTimeField):
    """A date and time in the organisation's zone, with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        shown = "%Y-%m-%dT%H:%M"
        super().__init__(widget=forms.DateTimeInput({"type": "datetime-local"}, format=shown), **kwargs)  # fmt: skip
