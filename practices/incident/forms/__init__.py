"""What people fill in about an incident."""

from typing import Any

from django import forms

from practices.desk.forms import Categories, offer_categories
from practices.desk.forms.own import WithOwnFields, own_values
from practices.incident import rules
from practices.incident.states import CAUSE_CODES, RESOLUTION_CODES
from svs.accounts.models import Team, User
from svs.services import access as access_to_services
from svs.services import queries as services
from svs.web.forms import Form, Moment, Words

LEVELS = [(1, "1 High"), (2, "2 Medium"), (3, "3 Low")]


class LogForm(WithOwnFields):
    """Log an incident for a caller."""

    own_kind = "incident"

    caller_email = forms.EmailField(
        label="Caller's e-mail", max_length=254, help_text="Found, or added when new."
    )
    caller_name = forms.CharField(label="Caller's name", max_length=120, required=False)
    title = forms.CharField(
        label="What is wrong?", max_length=200, help_text="As the caller would say it."
    )
    description = Words(label="Details", required=False, rows=5)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    category = Categories()
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Let it be routed"
    )
    impact = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Impact")
    urgency = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Urgency")

    def __init__(self, user: User, *args: Any, service_id: int | None = None, **kwargs: Any) -> None:  # fmt: skip
        self.user, self.of_service = user, service_id
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        usable = access_to_services.visible_to(self.user).filter(is_active=True)
        self.choose("service", usable.order_by("name"))
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))
        offer_categories(self, services.categories_by_service(self.user, self.of_service))


class EditForm(WithOwnFields):
    """What an incident says of itself. Hidden beside each field stands what it said when the page was opened."""

    own_kind, keeps = "incident", True
    title = forms.CharField(label="What is wrong?", max_length=200, show_hidden_initial=True)
    description = Words(label="Details", required=False, rows=8, show_hidden_initial=True)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet", show_hidden_initial=True
    )
    category = Categories(show_hidden_initial=True)
    impact = forms.TypedChoiceField(choices=[("", "Not said"), *LEVELS], coerce=int, empty_value=None, required=False, label="Impact", show_hidden_initial=True)  # fmt: skip
    urgency = forms.TypedChoiceField(choices=[("", "Not said"), *LEVELS], coerce=int, empty_value=None, required=False, label="Urgency", show_hidden_initial=True)  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        self.choose("service", access_to_services.visible_to(self.user).order_by("name"))
        offer_categories(self, services.categories_by_service(self.user))

    def said(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        data = self.cleaned_data
        service = data["service"]
        plain = {name: data[name] for name in ("title", "description", "impact", "urgency")}
        return {**plain, "service_id": service.pk if service else None, "category_id": data["category"], "own": self.own()}  # fmt: skip


def edit_values(ticket: Any) -> dict[str, Any]:
    """What the edit form shows of a ticket."""
    names = ("title", "description", "impact", "urgency", "version")
    shown = {name: getattr(ticket, name) for name in names}
    return {**shown, **own_values(ticket), "service": ticket.service_id, "category": ticket.category_id}  # fmt: skip


def changed_meanwhile(form: EditForm, ticket: Any) -> list[tuple[str, str]]:
    """(label, what it says now) of each field that somebody else changed since the form was opened."""
    now = edit_values(ticket)
    found = []
    for name, field in form.fields.items():
        was = form.data.get(f"initial-{form.add_prefix(name)}", "")
        said = "" if now[name] is None else str(now[name])
        if name != "version" and was.replace("\r\n", "\n") != said.replace("\r\n", "\n"):
            found.append((str(field.label), _shown(field, said)))
    return found


def _shown(field: forms.Field, value: str) -> str:
    """A stored value as its select words it."""
    if not isinstance(field, forms.ChoiceField):
        return value or "–"
    choices: Any = field.choices
    for key, words in choices:
        inner = words if isinstance(words, list | tuple) else [(key, words)]
        for choice, label in inner:
            if str(choice) == value:
                return str(label)
    return "–"


class ResolveForm(Form):
    resolution = Words(label="What restored the service?", rows=3)
    resolution_code = forms.ChoiceField(
        choices=[("", "Choose"), *RESOLUTION_CODES.items()], label="How was it resolved?"
    )
    cause_code = forms.ChoiceField(
        choices=[("", "Choose"), *CAUSE_CODES.items()], label="What lay behind it?"
    )


class ParentForm(Form):
    """The larger incident that this one is part of."""

    parent = forms.CharField(label="Parent", max_length=20, help_text="Its number, as in INC-1042.")

    def clean_parent(self) -> str:
        return str(self.cleaned_data["parent"]).strip().upper()


class DownForm(Form):
    """The service of an incident cannot be used."""

    started_at = Moment(label="Since")
    words = forms.CharField(
        label="What the portal says", max_length=300, required=False,
        help_text="In the words of those who use it; everybody may read it.",
    )  # fmt: skip


class OutageForm(Form):
    """An outage as it is logged or planned by hand."""

    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service")
    is_planned = forms.BooleanField(label="It is planned", required=False)
    started_at = Moment(label="From")
    ended_at = Moment(label="Until", required=False, help_text="Leave it open while it lasts.")
    words = forms.CharField(label="What the portal says", max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)  # fmt: skip

    def __init__(self, usable: Any, *args: Any, **kwargs: Any) -> None:
        self.usable = usable
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", self.usable)

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        return {name: self.cleaned_data[name] for name in ("is_planned", "started_at", "ended_at", "words")}  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """Only what was touched: a picker knows minutes, and must not take the seconds off what it left alone."""
        return {name: value for name, value in self.said().items() if name in self.changed_data}


def outage_values(outage: Any) -> dict[str, Any]:
    """What the form shows of an outage, to the minute."""
    times = {name: at and at.replace(second=0, microsecond=0) for name, at in (("started_at", outage.started_at), ("ended_at", outage.ended_at))}  # fmt: skip
    plain = {name: getattr(outage, name) for name in ("is_planned", "words", "version")}
    return {**times, **plain, "service": outage.service_id}


class MatrixForm(Form):
    """The priority that each pair of impact and urgency makes."""

    reason = forms.CharField(label="Why?", max_length=300, required=False)

    def offer(self) -> None:
        for impact in rules.LEVELS:
            for urgency in rules.LEVELS:
                self.fields[f"cell_{impact}_{urgency}"] = forms.TypedChoiceField(
                    choices=[(n, f"P{n}") for n in rules.PRIORITIES], coerce=int,
                    label=f"Impact {rules.WORDS[impact]}, urgency {rules.WORDS[urgency]}",
                )  # fmt: skip

    def matrix(self) -> rules.Matrix:
        return [[self.cleaned_data[f"cell_{i}_{u}"] for u in rules.LEVELS] for i in rules.LEVELS]

    def grid(self) -> list[tuple[str, list[Any]]]:
        """Rows of bound fields, with the word of their impact."""
        return [(rules.WORDS[i], [self[f"cell_{i}_{u}"] for u in rules.LEVELS]) for i in rules.LEVELS]  # fmt: skip


def matrix_values(matrix: rules.Matrix) -> dict[str, int]:
    """What the form shows of a matrix."""
    return {f"cell_{i}_{u}": rules.priority(matrix, i, u) for i in rules.LEVELS for u in rules.LEVELS}  # fmt: skip


class TemplateForm(Form):
    """What an incident of a frequent sort says from the start."""

    name = forms.CharField(label="Name of the template", max_length=80)
    title = forms.CharField(label="What is wrong?", max_length=200)
    description = Words(label="Details", required=False, rows=5)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    category = Categories()
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Let it be routed"
    )
    impact = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Impact")
    urgency = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Urgency")
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", access_to_services.visible_to(self.user).order_by("name"))
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))
        offer_categories(self, services.categories_by_service(self.user))

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = dict(self.cleaned_data)
        data.pop("version")
        for name in ("service", "team"):
            chosen = data.pop(name)
            data[f"{name}_id"] = chosen.pk if chosen else None
        return {**data, "category_id": data.pop("category")}


def template_values(template: Any) -> dict[str, Any]:
    """What the forms show of a template."""
    names = ("name", "title", "description", "impact", "urgency", "is_active", "version")
    shown = {name: getattr(template, name) for name in names}
    links = {name: getattr(template, f"{name}_id") for name in ("service", "category", "team")}
    return {**shown, **links}
