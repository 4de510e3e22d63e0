"""A rule as a form that reads as it acts: when, if, then. What is left open is not asked."""

from typing import Any

from django import forms

from practices.automation import rules
from practices.automation.queries import PRIORITIES
from practices.desk.queries import channels
from practices.incident import states
from svs.accounts import queries as accounts
from svs.services import queries as services
from svs.web.forms import Form, Words

ANY, NONE = "", "none"
_PRIORITIES = list(PRIORITIES.items())


class RuleForm(Form):
    """Write a rule."""

    name = forms.CharField(max_length=120, label="Name")
    trigger = forms.ChoiceField(
        label="When an incident", choices=[(k, v) for k, v in rules.TRIGGERS.items()]
    )
    service = forms.ChoiceField(label="and its service is", required=False)
    team = forms.ChoiceField(label="and its team is", required=False)
    assignee = forms.ChoiceField(label="and it is held by", required=False)
    priority = forms.ChoiceField(
        label="and its priority is", required=False, choices=[(ANY, "any"), *_PRIORITIES]
    )
    channel = forms.ChoiceField(label="and it came by", required=False)
    state = forms.ChoiceField(
        label="and it is", required=False, choices=[(ANY, "in any state"), *states.INCIDENT.labels.items()]
    )  # fmt: skip
    title = forms.CharField(label="and its title says", required=False, max_length=80)
    department = forms.CharField(label="and it comes from", required=False, max_length=120, help_text="A department.")  # fmt: skip
    tag = forms.CharField(label="and it is tagged", required=False, max_length=40)
    do_team = forms.ChoiceField(label="hand it to the team", required=False)
    do_person = forms.ChoiceField(label="and to", required=False)
    do_priority = forms.ChoiceField(
        label="make its priority", required=False, choices=[(ANY, "as it is"), *_PRIORITIES]
    )
    do_tag = forms.CharField(label="tag it", required=False, max_length=40)
    do_note = Words(label="and note", required=False, max_length=2000, rows=3)

    def offer(self) -> None:
        teams = [(str(pk), name) for pk, name in accounts.teams()]
        agents = [(str(pk), name) for pk, name in accounts.agents()]
        choices: dict[str, list[Any]] = {
            "service": [(ANY, "any"), (NONE, "not known"), *services.choices()],
            "team": [(ANY, "any"), (NONE, "nobody yet"), *teams],
            "assignee": [(ANY, "anybody"), (NONE, "nobody"), *agents],
            "channel": [(ANY, "any way"), *channels()],
            "do_team": [(ANY, "leave it"), *teams],
            "do_person": [(ANY, "nobody in particular"), *agents],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    def definition(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {
            "name": self.cleaned_data["name"],
            "trigger": self.cleaned_data["trigger"],
            "conditions": [c for field in rules.FIELDS if (c := self._condition(field))],
            "actions": self._actions(),
        }

    def _condition(self, field: str) -> dict[str, Any] | None:
        said = self.cleaned_data[field]
        if said == ANY:
            return None
        if said == NONE and "empty" in rules.FIELDS[field]:
            return {"field": field, "operator": "empty"}
        value = int(said) if field in rules.WHOLE_NUMBERS else said
        return {"field": field, "operator": rules.FIELDS[field][0], "value": value}

    def _actions(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        handed = {
            key: int(data[name]) for key, name in (("team", "do_team"), ("person", "do_person")) if data[name]
        }  # fmt: skip
        found: list[dict[str, Any]] = [{"action": "assign", **handed}] if handed else []
        if data["do_priority"]:
            found.append({"action": "prioritise", "priority": int(data["do_priority"])})
        if data["do_tag"]:
            found.append({"action": "tag", "tag": data["do_tag"].lower()})
        if data["do_note"]:
            found.append({"action": "note", "text": data["do_note"]})
        return found


def first_values(name: str, trigger: str, conditions: list[Any], actions: list[Any]) -> dict[str, Any]:  # fmt: skip
    """What the form shows of a stored rule."""
    shown: dict[str, Any] = {"name": name, "trigger": trigger}
    for condition in conditions:
        shown[condition["field"]] = NONE if condition["operator"] == "empty" else condition["value"]
    for action in actions:
        for key in ("team", "person", "priority", "tag"):
            if action.get(key):
                shown[f"do_{key}"] = action[key]
        if action.get("text"):
            shown["do_note"] = action["text"]
    return shown
