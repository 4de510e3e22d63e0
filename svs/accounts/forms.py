"""What is asked about people, teams, roles, programs and passwords."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from svs.accounts import queries
from svs.accounts.models import Role, Team, User
from svs.accounts.operations import LONGEST
from svs.accounts.operations.roles import SCOPES
from svs.services import queries as services
from svs.web.forms import Day, Form, Words

ZONES = [("", "As the organisation"), *((zone, zone) for zone in sorted(available_timezones()))]
THEMES = [("", "As the device"), ("light", "Light"), ("dark", "Dark")]
GIVEN = [(str(value), str(label)) for value, label in Role.choices if value != Role.REQUESTER]


class TokenForm(Form):
    name = forms.CharField(max_length=120, label="Program", help_text="As it will stand in every event it causes.")  # fmt: skip
    role = forms.ChoiceField(label="It acts as", choices=Role.choices, initial=Role.AGENT)
    days = forms.IntegerField(
        label="For how many days?", min_value=1, max_value=LONGEST, initial=90
    )
    scopes = forms.MultipleChoiceField(label="It may", widget=forms.CheckboxSelectMultiple)

    def offer(self) -> None:
        field = self.fields["scopes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(scope, _words(scope)) for scope in queries.scopes()]


class PersonForm(Form):
    """What is known of somebody."""

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(max_length=254, label="E-mail address", help_text="They sign in with it.")  # fmt: skip
    job = forms.CharField(max_length=120, required=False, label="Job")
    department = forms.CharField(max_length=120, required=False, label="Department")
    phone = forms.CharField(max_length=40, required=False, label="Phone")
    time_zone = forms.ChoiceField(required=False, label="Time zone", choices=ZONES)


class NewPersonForm(PersonForm):
    roles = forms.MultipleChoiceField(
        required=False, label="Roles", choices=GIVEN, widget=forms.CheckboxSelectMultiple
    )
    teams: "forms.ModelMultipleChoiceField[Team]" = forms.ModelMultipleChoiceField(
        None, required=False, label="Teams", widget=forms.CheckboxSelectMultiple
    )
    invite = forms.BooleanField(required=False, initial=True, label="Send a link to set a password")

    def offer(self) -> None:
        self.choose("teams", queries.active_teams())


class RoleForm(Form):
    """A role for somebody, everywhere or for one thing."""

    role = forms.ChoiceField(label="Role", choices=GIVEN)
    scope = forms.ChoiceField(required=False, label="For")

    def offer(self) -> None:
        field = self.fields["scope"]
        if isinstance(field, forms.ChoiceField):
            field.choices = scope_choices()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, _, number = str(data.get("scope", "")).partition(":")
        if kind and SCOPES.get(data.get("role", "")) != kind:
            self.add_error("scope", "This role cannot be narrowed to that.")
        return {**data, "scope_kind": kind, "scope_id": int(number) if number else None}


class GiveRoleForm(RoleForm):
    email = forms.EmailField(max_length=254, label="E-mail address of the person")
    field_order = ["email", "role", "scope"]


class JoinForm(Form):
    """Put somebody into a team."""

    team: "forms.ModelChoiceField[Team]" = forms.ModelChoiceField(None, label="Team")
    is_lead = forms.BooleanField(required=False, label="As its lead")

    def offer(self) -> None:
        self.choose("team", queries.active_teams())


class MemberForm(Form):
    """Put somebody into this team."""

    email = forms.EmailField(max_length=254, label="E-mail address")
    is_lead = forms.BooleanField(required=False, label="As its lead")


class TeamForm(Form):
    name = forms.CharField(max_length=120, label="Name")
    is_restricted = forms.BooleanField(
        required=False, label="Restricted: only its members see its tickets"
    )


class RetireForm(Form):
    """Where the work of a team goes."""

    to_team: "forms.ModelChoiceField[Team]" = forms.ModelChoiceField(None, required=False, label="Its open tickets go to")  # fmt: skip

    def __init__(self, *args: Any, itself: int, **kwargs: Any) -> None:
        self.itself = itself
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("to_team", queries.active_teams().exclude(pk=self.itself))


class AbsenceForm(Form):
    since = Day(label="From")
    until = Day(label="To, included")


class ProfileForm(Form):
    """What people say of themselves."""

    name = forms.CharField(max_length=120, label="Name")
    job = forms.CharField(max_length=120, required=False, label="Job")
    phone = forms.CharField(max_length=40, required=False, label="Phone")
    time_zone = forms.ChoiceField(required=False, label="Time zone", choices=ZONES)
    theme = forms.ChoiceField(required=False, label="Look", choices=THEMES)


def _password(label: str, kind: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": kind})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, **kwargs)


class PasswordForm(Form):
    """A new password beside the old one."""

    old = _password("Your password now", "current-password")
    new = _password("New password", "new-password", help_text="At least twelve characters.")


class NewPasswordForm(Form):
    """A password by a link."""

    password = _password("New password", "new-password", help_text="At least twelve characters.")


class ForgottenForm(Form):
    email = forms.EmailField(max_length=254, label="E-mail address")


class CodeForm(Form):
    """A code of the second factor."""

    code = forms.CharField(
        max_length=20, label="Code",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )  # fmt: skip


class WelcomeForm(Form):
    """The first administrator, and whose house this is."""

    organisation = forms.CharField(max_length=60, label="Name of the organisation")
    name = forms.CharField(max_length=120, label="Your name")
    email = forms.EmailField(max_length=254, label="Your e-mail address")
    password = _password("A password", "new-password", help_text="At least twelve characters.")


class FirstTeamForm(Form):
    """The first team, whoever sets it up, and their colleagues."""

    name = forms.CharField(max_length=120, label="Name of the team", initial="Service Desk")
    works_in_it = forms.BooleanField(required=False, initial=True, label="I work in it myself")
    colleagues = Words(
        required=False, rows=4, max_length=4000, label="Colleagues, one a line: e-mail address, name",
        help_text="Each gets a link to set a password. More can follow later.",
    )  # fmt: skip


class ImportForm(Form):
    """A list of people."""

    file = forms.FileField(
        label="A CSV file", help_text="Its first line names the columns: email, name, job, department, teams, roles. Several teams or roles stand with a semicolon between them.",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
    )  # fmt: skip


def person_values(person: User) -> dict[str, Any]:
    """What the form shows of somebody."""
    return {name: getattr(person, name) for name in ("name", "email", "job", "department", "phone", "time_zone", "theme")}  # fmt: skip


def scope_choices() -> list[tuple[str, Any]]:
    """Everywhere, one service, or one practice."""
    offered: list[tuple[str, Any]] = [("", "Everywhere")]
    for label, kind, rows in (("One service", "service", services.choices()), ("One practice", "practice", services.practice_choices())):  # fmt: skip
        if rows:
            offered.append((label, [(f"{kind}:{pk}", name) for pk, name in rows]))
    return offered


def _words(scope: str) -> str:
    room, _, verb = scope.partition(":")
    return f"{verb} {room}"
