"""What people fill in about a risk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from governance.rules import risks
from svs.accounts import queries as accounts
from svs.services import access as services
from svs.web.forms import Day, Form, Words


def _points(label: str, meaning: dict[int, str]) -> forms.TypedChoiceField:
    offered = [(point, f"{point}  {words}") for point, words in meaning.items()]
    return forms.TypedChoiceField(
        label=label, coerce=int, widget=forms.RadioSelect, choices=offered
    )


class RiskForm(Form):
    """Raise it, or change it."""

    statement = Words(label="If what happens, what does it cost?", max_length=300, rows=2, help_text="If the second line is cut, payroll is a day late.")  # fmt: skip
    likelihood = _points("How likely is it?", risks.LIKELIHOOD)
    impact = _points("How bad is it then?", risks.IMPACT)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service", required=False, empty_label="None: it is about all of us")  # fmt: skip
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Owner", help_text="Who watches it; never who accepts it.")  # fmt: skip
    treatment = Words(label="What is done about it meanwhile?", max_length=500, rows=2, required=False)  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role())
        self.choose("service", services.visible_to(self.user).filter(is_active=True).order_by("name", "id"))  # fmt: skip

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        owner, service = data.pop("owner"), data.pop("service")
        return {**data, "owner_id": owner.pk, "service_id": service and service.pk}


class AskForm(Form):
    until = Day(label="Accept it until", help_text="A year at most.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": timezone.localdate() + timedelta(days=90)})
        super().__init__(*args, **kwargs)


class CloseForm(Form):
    closed_words = Words(label="Why is it gone?", max_length=300, rows=2)
