"""What people fill in about rows of the table of decision rights, and about a case they try."""

from typing import Any

from django import forms

from governance.models import DecisionRight
from governance.queries import boards
from governance.rules import ladder, rights
from svs.accounts.models import User
from svs.gates import RISKS
from svs.services import queries as services
from svs.web.forms import Form, Moment, Words

STEPS = range(1, ladder.MOST_STEPS + 1)
_NUMBERS = {"risk", "tier", "maturity"}


def _ticks(name: str, label: str) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        required=False, label=label, choices=list(ladder.DIMENSIONS[name].items()), coerce=int if name in _NUMBERS else str,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def _number(label: str, least: int, most: int, first: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=first, required=False)  # fmt: skip


class RightForm(Form):
    """A draft of a row: for which cases, who says yes in order, and why."""

    subject = forms.ChoiceField(label="About what", choices=list(ladder.SUBJECTS.items()))
    name = forms.CharField(label="Name", max_length=120)
    why = Words(label="Why these, and not fewer?", max_length=500, rows=2)
    variety = _ticks("variety", "Type of change")
    risk = _ticks("risk", "Risk")
    tier = _ticks("tier", "Criticality of the service")
    maturity = _ticks("maturity", "Maturity of the practice")
    flags = _ticks("flags", "Only")
    principles = forms.MultipleChoiceField(
        required=False, label="Principles asked of the author first; “focus on value” comes with each", choices=list(ladder.PRINCIPLES.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    position = forms.IntegerField(label="Place", min_value=1, max_value=9999, initial=100, help_text="Rows are asked in this order; the first that fits holds.")  # fmt: skip
    since = Moment(label="Not before", required=False, help_text="Empty: as soon as it is adopted.")
    CASES = ("variety", "risk", "tier", "maturity", "flags")

    def __init__(self, *args: Any, of: DecisionRight | None = None, **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **({"initial": _first(of)} if of else {}), **kwargs)

    def offer(self) -> None:
        if self.of is not None:
            del self.fields["subject"]
            if self.of.subject != "change":
                del self.fields["variety"]
        rungs = [("", "Nobody"), *((by, ladder.RUNG_WORDS[by]) for by in rights.LADDER[1:])]
        where = [("", "The board"), *boards.seat_choices()]
        for n in STEPS:
            self.fields |= {
                f"by{n}": forms.ChoiceField(label="Who says yes", required=False, choices=rungs),
                f"board{n}": forms.TypedChoiceField(label="Which board", required=False, choices=where, coerce=int, empty_value=None),
                f"majority{n}": forms.ChoiceField(label="Counted", required=False, choices=list(ladder.MAJORITIES.items())),
                f"quorum{n}": _number("At least", 1, 20, 1),
                f"share{n}": _number("More than, in percent", 1, 99, 50),
                f"hours{n}": _number("Hours", 1, 720, 48),
                f"escalate{n}": forms.MultipleChoiceField(label="Then to", required=False, choices=list(ladder.UP.items()), widget=forms.CheckboxSelectMultiple),
            }  # fmt: skip

    def steps(self) -> list[dict[str, Any]]:
        """The fields of each step, for the page."""
        names = ("by", "board", "majority", "quorum", "share", "hours", "escalate")
        return [{"n": n, **{name: self[f"{name}{n}"] for name in names}} for n in STEPS]

    def said(self) -> dict[str, Any]:
        """What the operation takes."""
        data = self.cleaned_data
        kept: dict[str, Any] = {name: data[name] for name in ("subject", "name", "why", "principles", "position", "since") if name in data}  # fmt: skip
        fits = {name: data[name] for name in self.CASES if data.get(name)}
        return {**kept, "fits": fits, "steps": [_step(data, n) for n in STEPS if data.get(f"by{n}")]}  # fmt: skip


def _step(data: dict[str, Any], n: int) -> dict[str, Any]:
    by = data[f"by{n}"]
    given = {name: data[f"{name}{n}"] for name in ("majority", "quorum", "share", "hours") if data.get(f"{name}{n}")}  # fmt: skip
    rungs = [rung for rung in data[f"escalate{n}"] if rung != "chair" or by == rights.BOARD]
    return {"by": by, "board": data[f"board{n}"] if by == rights.BOARD else None, "escalate": rungs, **given}  # fmt: skip


def _first(of: DecisionRight) -> dict[str, Any]:
    first: dict[str, Any] = {name: getattr(of, name) for name in ("name", "why", "principles", "position")}  # fmt: skip
    first["since"] = of.since if of.state == DecisionRight.State.DRAFT else None
    first |= of.fits
    for n, step in enumerate(of.steps, 1):
        first |= {f"{name}{n}": value for name, value in step.items()}
    return first


class TryForm(Form):
    """A case to hold against the table."""

    subject = forms.ChoiceField(label="About what", choices=list(ladder.SUBJECTS.items()))
    variety = forms.ChoiceField(label="Type", required=False, choices=[("", "–"), *ladder.VARIETIES.items()])  # fmt: skip
    risk = forms.TypedChoiceField(label="Risk", choices=list(RISKS.items()), coerce=int, required=False, empty_value=None)  # fmt: skip
    service = forms.TypedChoiceField(label="Service", required=False, coerce=int, empty_value=None)
    tier = forms.TypedChoiceField(label="Criticality", required=False, choices=[("", "the service's"), *ladder.DIMENSIONS["tier"].items()], coerce=int, empty_value=None)  # fmt: skip
    maturity = forms.TypedChoiceField(label="Maturity", required=False, choices=[("", "not known"), *ladder.DIMENSIONS["maturity"].items()], coerce=int, empty_value=None)  # fmt: skip
    flags = forms.MultipleChoiceField(label="Only", required=False, choices=list(ladder.FLAGS.items()), widget=forms.CheckboxSelectMultiple)  # fmt: skip
    draft = forms.ChoiceField(label="With the draft", required=False)

    def __init__(self, *args: Any, user: User, drafts: list[DecisionRight], **kwargs: Any) -> None:
        self.user, self.drafts = user, drafts
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        offered: dict[str, list[tuple[Any, Any]]] = {
            "service": [("", "–"), *((row.pk, row.name) for row in services.usable_by(self.user))],
            "draft": [("", "none"), *((row.ref, f"{row.ref} {row.name}") for row in self.drafts)],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
