"""What is asked about hours and promised times."""

from typing import Any

from django import forms
from django.utils import timezone

from practices.service_level import queries, states
from practices.service_level.models import Calendar
from practices.service_level.rules import spans, week
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.services.models import Service
from svs.web.forms import Day, Form

AS_PEOPLE_WRITE = "08:00 to 17:30"


class CalendarForm(Form):
    """A week of hours, a line a day."""

    name = forms.CharField(max_length=80, label="Name")
    time_zone = forms.CharField(
        max_length=64, label="Time zone", help_text="The clock on the wall, like Europe/Amsterdam.",
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
    )  # fmt: skip
    day_0 = forms.CharField(max_length=200, required=False, label="Monday")
    day_1 = forms.CharField(max_length=200, required=False, label="Tuesday")
    day_2 = forms.CharField(max_length=200, required=False, label="Wednesday")
    day_3 = forms.CharField(max_length=200, required=False, label="Thursday")
    day_4 = forms.CharField(max_length=200, required=False, label="Friday")
    day_5 = forms.CharField(max_length=200, required=False, label="Saturday")
    day_6 = forms.CharField(max_length=200, required=False, label="Sunday")
    is_default = forms.BooleanField(
        label="For every service that names no other calendar", required=False
    )
    services: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label="Services that agreed on these hours", required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("services", queries.open_services(self.user))

    @property
    def days(self) -> list[Any]:
        return [self[f"day_{day}"] for day in range(7)]

    def clean_time_zone(self) -> str:
        try:
            return week.check_zone(self.cleaned_data["time_zone"].strip())
        except RuleViolation as violation:
            raise forms.ValidationError(violation.message) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        hours: dict[str, Any] = {}
        try:
            for day in range(7):
                hours[str(day)] = week.read_day(data.get(f"day_{day}", ""), day)
            self.week = week.week_of(hours)
        except week.BadHours as bad:
            self.add_error(
                None if bad.day is None else f"day_{bad.day}",
                bad.words if bad.day is None else bad.words[:1].upper() + bad.words[1:],
            )
        return {**data, "hours": hours}

    def said(self) -> dict[str, Any]:
        """As the operations take it."""
        names = ("name", "time_zone", "hours", "is_default")
        chosen = [service.pk for service in self.cleaned_data["services"]]
        return {**{name: self.cleaned_data[name] for name in names}, "services": chosen}


def calendar_values(calendar: Calendar, services: list[int]) -> dict[str, Any]:
    """What the form shows of a calendar."""
    lines = {
        f"day_{day}": ", ".join(f"{since} to {until}" for since, until in spans)
        for day, spans in calendar.hours.items()
    }
    names = ("name", "time_zone", "is_default")
    return {**{name: getattr(calendar, name) for name in names}, **lines, "services": services}


class HolidayForm(Form):
    day = Day(label="Day")
    name = forms.CharField(max_length=80, label="Name")


class RemoveForm(Form):
    day = Day(label="Day")


class ImportForm(Form):
    """A country's public holidays for some years."""

    country = forms.ChoiceField(label="Country", choices=[])
    region = forms.CharField(
        label="Region", max_length=20, required=False, help_text="Its code, like BY; empty for the whole country."
    )  # fmt: skip
    first_year = forms.IntegerField(label="From", min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label="To", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        year = timezone.localdate().year
        super().__init__(*args, initial={"first_year": year, "last_year": year + 2}, **kwargs)

    def offer(self) -> None:
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *queries.countries()]


class TargetsForm(Form):
    """Every promised time of one service, or of all that have none of their own; an empty one is none of its own."""

    holds_from = Day(label="From", required=False, help_text="Empty: from now on.")
    open_too = forms.BooleanField(
        label="Also for open tickets",
        required=False,
        help_text="Those open then are promised it too, counted from when they were logged.",
    )

    def __init__(self, service: Service | None, *args: Any, adopt: dict[str, str] | None = None, **kwargs: Any) -> None:  # fmt: skip
        own, general = queries.targets_of(service), queries.targets_of(None)
        self.inherited = general if service else {}
        self.planned, self.rows_of = queries.planned_of(service), queries.rows_of(service)
        self.keys = {
            f"{kind}_{priority}_{measure}": (kind, priority, measure)
            for kind in states.kinds()
            for priority in states.PRIORITIES
            for measure in states.MEASURES
        }
        first = {name: spans.write_span(own[key]) for name, key in self.keys.items() if key in own}
        first |= {name: text[:20] for name, text in (adopt or {}).items() if name in self.keys}
        super().__init__(*args, initial=first, **kwargs)

    def offer(self) -> None:
        for name, (kind, priority, measure) in self.keys.items():
            label = f"{states.MEASURES[measure]}, {states.kinds()[kind]} P{priority}"
            self.fields[name] = forms.CharField(
                required=False, max_length=20, label=label, widget=forms.TextInput({"size": 8, "autocomplete": "off"})
            )  # fmt: skip

    def table(self) -> list[dict[str, Any]]:
        """Kinds with their priorities, each with the fields of its measures and what holds where they are empty."""
        return [
            {
                "label": label,
                "rows": [
                    {"priority": priority, "cells": [self._cell(kind, priority, m) for m in states.MEASURES]}
                    for priority in states.PRIORITIES
                ],
            }
            for kind, label in states.kinds().items()
        ]  # fmt: skip

    def _cell(self, kind: str, priority: int, measure: str) -> dict[str, Any]:
        seconds = self.inherited.get((kind, priority, measure))
        planned = self.planned.get((kind, priority, measure))
        return {
            "field": self[f"{kind}_{priority}_{measure}"],
            "inherited": spans.write_span(seconds) if seconds else "",
            "target": self.rows_of.get((kind, priority, measure)),
            "planned": planned,
            "planned_time": spans.write_span(planned.seconds) if planned else "",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.wanted: dict[tuple[str, int, str], int | None] = {}
        for name, key in self.keys.items():
            text = (data.get(name) or "").strip()
            try:
                self.wanted[key] = spans.read_span(text) if text else None
            except RuleViolation as violation:
                self.add_error(name, violation.message)
        return data


class EscalationForm(Form):
    """Who is told when a promise is broken."""

    escalates_to: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Told when it is broken", required=False, empty_label="As the policy says"
    )

    def offer(self) -> None:
        self.choose("escalates_to", queries.people())


class WithdrawForm(Form):
    """From when a time is promised no more."""

    holds_until = Day(label="From", required=False, help_text="Empty: from now on.")
