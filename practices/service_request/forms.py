"""What people fill in about a request."""

from typing import Any

from django import forms

from practices.desk.forms import Categories, offer_categories, portal
from practices.desk.forms.own import WithOwnFields, own_values
from svs.accounts.models import Team, User
from svs.services import access as access_to_services
from svs.services import queries as services
from svs.web.forms import Form, Words

PRIORITIES = [(1, "1 Now"), (2, "2 Soon"), (3, "3 Usual"), (4, "4 When there is time")]


class LogForm(WithOwnFields):
    """Log a request for somebody."""

    own_kind = "request"

    caller_email = forms.EmailField(
        label="Who needs it? (e-mail)", max_length=254, help_text="Found, or added when new."
    )
    caller_name = forms.CharField(label="Name", max_length=120, required=False)
    title = forms.CharField(label="What is needed?", max_length=200)
    description = Words(label="Details", required=False, rows=5)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    category = Categories()
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Let it be routed"
    )
    priority = forms.TypedChoiceField(choices=PRIORITIES, coerce=int, initial=3, label="Priority")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        usable = access_to_services.visible_to(self.user).filter(is_active=True)
        self.choose("service", usable.order_by("name", "id"))
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))
        offer_categories(self, services.categories_by_service(self.user))


class EditForm(WithOwnFields):
    """What a request says of itself."""

    own_kind = "request"

    title = forms.CharField(label="What is needed?", max_length=200)
    description = Words(label="Details", required=False, rows=8)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    category = Categories()
    priority = forms.TypedChoiceField(choices=PRIORITIES, coerce=int, label="Priority")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        self.choose("service", access_to_services.visible_to(self.user).order_by("name", "id"))
        offer_categories(self, services.categories_by_service(self.user))

    def said(self) -> dict[str, Any]:
        """The fields as the operation takes them."""
        data = self.cleaned_data
        service = data["service"]
        plain = {name: data[name] for name in ("title", "description", "priority")}
        return {**plain, "service_id": service.pk if service else None, "category_id": data["category"], "own": self.own()}  # fmt: skip


def edit_values(ticket: Any) -> dict[str, Any]:
    """What the edit form shows of a request."""
    plain = {name: getattr(ticket, name) for name in ("title", "description", "priority", "version")}  # fmt: skip
    return {**plain, **own_values(ticket), "service": ticket.service_id, "category": ticket.category_id}  # fmt: skip


class FulfilForm(Form):
    fulfilment = Words(label="What was delivered?", rows=3, help_text="The requester reads it.")


class AskApprovalForm(Form):
    """Who must say yes."""

    approver = forms.EmailField(
        label="Who must say yes? (e-mail)", max_length=254, required=False,
        help_text="The owner of the service, or the requester’s manager. Left empty, the decision rights say who. They see it from then on.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        address = data.pop("approver", "")
        if address:
            found = User.objects.filter(email__iexact=address, is_active=True).first()
            if found is None:
                self.add_error("approver", "Nobody here has this address.")
            else:
                data["approver_id"] = found.pk
        return data


class AskForm(portal.AskForm):
    """What somebody needs, in their own words."""

    question = "What do you need?"
    hint = "What for, how many, and by when."
