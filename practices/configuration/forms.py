"""What is asked about an item, and about a list of them."""

from typing import Any

from django import forms

from practices.configuration import queries, rules
from practices.configuration.models import Item, ItemRelation
from svs.accounts.models import User
from svs.services import access as services
from svs.web.forms import Form


class ItemForm(Form):
    """A component that has to be managed."""

    name = forms.CharField(max_length=rules.LONGEST_NAME, label="Name", help_text="As people say it: Scanner RTM-A-014.")  # fmt: skip
    kind = forms.ChoiceField(choices=Item.Kind.choices, label="Kind")
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service it works for", required=False, empty_label="None yet"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", services.visible_to(self.user).filter(is_active=True).order_by("name", "id"))  # fmt: skip

    def said(self) -> dict[str, Any]:
        service = self.cleaned_data["service"]
        return {
            "name": self.cleaned_data["name"], "kind": self.cleaned_data["kind"],
            "service_id": service.pk if service else None,
        }  # fmt: skip


class RelateForm(Form):
    """How it hangs on another item."""

    kind = forms.ChoiceField(choices=ItemRelation.Kind.choices, label="It")
    item = forms.TypedChoiceField(coerce=int, label="Item", error_messages={"invalid_choice": "There is no such item."})  # fmt: skip

    def __init__(self, user: User, *args: Any, words: str = "", itself: int = 0, **kwargs: Any) -> None:  # fmt: skip
        self.user, self.words, self.itself = user, words, itself
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        offered = queries.choices(self.user, self.words, without=[self.itself])
        picked = str(self.data.get("item", "")) if self.is_bound else ""
        if picked.isascii() and picked.isdigit():  # picked from what the search showed
            offered += queries.item_choice(self.user, int(picked[:12]))
        self.fields["item"].choices = offered  # type: ignore[attr-defined]


class ListForm(Form):
    """A list of items as CSV."""

    file = forms.FileField(
        label="CSV file", widget=forms.ClearableFileInput({"accept": ".csv,text/csv,text/plain"}),
        help_text="The first line names the columns: name, kind, service, needs. Only name is required.",
    )  # fmt: skip
