"""What people fill in about an improvement and its trial."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from improvement import queries
from improvement.operations import Plan
from improvement.rules import ranking
from svs.accounts import queries as accounts
from svs.services import access as services
from svs.web.forms import Day, Form, Words

PRIORITIES = [(1, "P1, now"), (2, "P2, this month"), (3, "P3, this quarter"), (4, "P4, when it fits")]  # fmt: skip
GUARDS = range(1, 4)


class ImprovementForm(Form):
    """Raise it, or change it."""

    issue = forms.CharField(label="What is wrong?", max_length=300)
    expected_impact = Words(
        label="What should be better afterwards, and how will it show?", max_length=500, rows=3
    )
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="None yet",
        help_text="A trial is held against a measure of this service.",
    )  # fmt: skip
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Owner")
    priority = forms.TypedChoiceField(label="Priority", choices=PRIORITIES, coerce=int, initial=3)
    target_date = Day(label="Target date")
    rule: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Rule it rests on", required=False, empty_label="None",
        help_text="Switched off when the trial is discarded.",
    )  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role())
        self.choose("service", services.visible_to(self.user).filter(is_active=True).order_by("name", "id"))  # fmt: skip
        offered = queries.rules_for(self.user)
        if offered.exists():
            self.choose("rule", offered)
        else:
            del self.fields["rule"]

    def fields_said(self) -> dict[str, Any]:
        """What was said, as operations take it."""
        data = dict(self.cleaned_data)
        for name in ("owner", "service", "rule"):
            if name in data:
                found = data.pop(name)
                data[f"{name}_id"] = found and found.pk
        return data


def _points(label: str, meaning: dict[int, str]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=int, widget=forms.RadioSelect,
        choices=[(point, f"{point}  {words}") for point, words in meaning.items()],
    )  # fmt: skip


class AssessForm(Form):
    """How much it betters, how much work it is, what could go wrong."""

    impact = _points("Impact: how much is better afterwards?", ranking.IMPACT)
    effort = _points("Effort: how much work is it?", ranking.EFFORT)
    risk = _points("Risk: what could go wrong while we try?", ranking.RISK)


class TrialForm(Form):
    """If, then, because; the measure and by how much; until when; what must not get worse."""

    change = forms.CharField(label="If", max_length=300, help_text="What is done differently.")
    effect = forms.CharField(label="then", max_length=300, help_text="What is expected then.")
    reason = forms.CharField(label="because", max_length=300, help_text="Why that should be so.")
    kpi = forms.ChoiceField(label="Measure")
    direction = forms.ChoiceField(label="It should", choices=[("fall", "fall"), ("rise", "rise")])
    amount = forms.FloatField(label="by at least", min_value=0.001, max_value=1_000_000, help_text="Minutes, or points of 100 where it is a share.")  # fmt: skip
    since = Day(label="Compared with the days from")
    until = Day(label="to", help_text="Every value of these days is copied when the trial starts.")
    ends_on = Day(label="The trial ends on")

    def __init__(self, kpis: list[Any], *args: Any, **kwargs: Any) -> None:
        self.kpis = {str(kpi.pk): kpi for kpi in kpis}
        today = timezone.localdate()
        first = {"since": today - timedelta(days=56), "until": today - timedelta(days=1), "ends_on": today + timedelta(days=28)}  # fmt: skip
        kwargs["initial"] = {**first, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        named = [(key, queries.subject_of(kpi).name) for key, kpi in self.kpis.items()]
        choice = self.fields["kpi"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = named
        for n in GUARDS:
            self.fields[f"guard_{n}"] = forms.ChoiceField(
                label=f"Guard {n}", choices=[("", "None"), *named], required=False,
                help_text="Another measure that must not get worse." if n == 1 else "",
            )  # fmt: skip
            self.fields[f"bound_{n}"] = forms.FloatField(
                label="must stay within", required=False, min_value=0, max_value=10_000_000,
                help_text="At most so many minutes; of a share, at least so many of 100." if n == 1 else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in GUARDS:
            if data.get(f"guard_{n}") and data.get(f"bound_{n}") is None:
                self.add_error(f"bound_{n}", "Say how far it may go.")
        return data

    def plan(self) -> Plan:
        """What was said, in the measures' own units."""
        said = self.cleaned_data
        amount = self.in_unit(said["kpi"], said["amount"])
        guards = [
            (int(said[f"guard_{n}"]), self.in_unit(said[f"guard_{n}"], said[f"bound_{n}"]))
            for n in GUARDS
            if said.get(f"guard_{n}")
        ]
        return Plan(
            int(said["kpi"]), said["change"], said["effect"], said["reason"],
            -amount if said["direction"] == "fall" else amount, said["ends_on"], said["since"], said["until"], guards,
        )  # fmt: skip

    def in_unit(self, key: str, amount: float) -> float:
        return amount_in_unit(self.kpis[key], amount)


def amount_in_unit(kpi: Any, amount: float) -> float:
    """Minutes as seconds, points of 100 as a share."""
    return amount / 100 if queries.subject_of(kpi).unit == "share" else amount * 60


class ExtendForm(Form):
    ends_on = Day(label="Until")
    why = Words(label="Why does it need longer?", max_length=500, rows=2)


class EndForm(Form):
    why = Words(label="Why does it end early?", max_length=500, rows=2)


class DropForm(Form):
    why_dropped = Words(label="Why is it not done?", max_length=500, rows=2)


class VerdictForm(Form):
    """Keep, adapt or discard, and because; what adapting and discarding need besides."""

    because = Words(label="Because", max_length=1000, rows=2)
    change = forms.CharField(label="The one thing that changes", max_length=300, required=False)
    amount = forms.FloatField(label="Hoped for then", min_value=0.001, max_value=1_000_000, required=False, help_text="Minutes, or points of 100.")  # fmt: skip
    ends_on = Day(label="The new trial ends on", required=False)
    takes_back = forms.CharField(label="What must be taken back?", max_length=500, required=False)

    def __init__(self, verb: str, *args: Any, **kwargs: Any) -> None:
        self.verb = verb
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("change", "amount", "ends_on") if self.verb == "adapt" else ():
            if not data.get(name) and name not in self.errors:
                self.add_error(name, "To adapt, say this.")
        return data

    def fields_said(self) -> dict[str, Any]:
        """What this verb takes of what was said."""
        wanted = {"adapt": ("because", "change", "amount", "ends_on"), "discard": ("because", "takes_back")}  # fmt: skip
        return {name: self.cleaned_data[name] for name in wanted.get(self.verb, ("because",))}
