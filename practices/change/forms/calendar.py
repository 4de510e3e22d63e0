"""When nothing may change, and when something may."""

from collections.abc import Iterable
from typing import Any

from django import forms

from practices.service_level.rules.week import DAYS
from svs.accounts.models import User
from svs.services import access as access_to_services
from svs.web.forms import Form, Moment

MOST = 2**31 - 1


class FreezeForm(Form):
    """A freeze. `seen` is how many changes were shown to lie in it before it is saved."""

    name = forms.CharField(label="Name", max_length=120)
    why = forms.CharField(label="What does it protect?", max_length=300)
    starts_at = Moment(label="From")
    ends_at = Moment(label="Until")
    services: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label="Services", required=False, widget=forms.CheckboxSelectMultiple, help_text="None chosen: every service."
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST)  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=10**6)  # fmt: skip

    def __init__(self, user: User, *args: Any, hidden: Iterable[int] = (), **kwargs: Any) -> None:
        self.user, self.hidden = (
            user,
            list(hidden),
        )  # services of it that this person does not see stay
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        many = self.fields["services"]
        if isinstance(many, forms.ModelMultipleChoiceField):
            many.queryset = access_to_services.visible_to(self.user).filter(is_active=True).order_by("name", "id")  # fmt: skip

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("name", "why", "starts_at", "ends_at")}
        return {**plain, "service_ids": [*(row.pk for row in data["services"]), *self.hidden]}


def freeze_values(freeze: Any) -> dict[str, Any]:
    """What the form shows of a freeze."""
    plain = {name: getattr(freeze, name) for name in ("name", "why", "starts_at", "ends_at", "version")}  # fmt: skip
    return {**plain, "services": [service.pk for service in freeze.services.all()]}


class MaintenanceForm(Form):
    """A maintenance window."""

    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service")
    weekday = forms.TypedChoiceField(choices=list(enumerate(DAYS)), coerce=int, label="Day")
    opens = forms.TimeField(label="Opens", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    closes = forms.TimeField(
        label="Closes", widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text="Before it opens: on the next day.",
    )  # fmt: skip
    note = forms.CharField(label="Note", max_length=120, required=False, help_text="Between two picking waves")  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST)  # fmt: skip

    def __init__(self, offered: Any, *args: Any, **kwargs: Any) -> None:
        self.offered = offered
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", self.offered)

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        return {name: self.cleaned_data[name] for name in ("weekday", "opens", "closes", "note")}
