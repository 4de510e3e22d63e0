"""What people fill in for a principle check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from governance.queries import principles as queries
from governance.rules import principles as rules
from svs.accounts import queries as people
from svs.web.forms import Form, Words

if TYPE_CHECKING:
    from governance.queries.principles import Shown
    from svs.accounts.models import User
    from svs.services.models import Outcome

ANSWERS = list(rules.ANSWERS.items())


class NewCheckForm(Form):
    """A check that stands alone."""

    kind = forms.ChoiceField(label="Of what?", choices=list(rules.STANDALONE.items()))
    title = forms.CharField(label="What is it about?", max_length=200)
    people: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        None, label="Who answers with you?", required=False, help_text="They may answer too. Whoever has a role reads it.",
    )  # fmt: skip

    def offer(self) -> None:
        field = self.fields["people"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = people.people_with_a_role()


class CheckForm(Form):
    """All seven principles: “focus on value” by the decision criteria of an outcome, each other as a whole.

    Which criteria are asked follows from the outcome; those shown belong to `shown_for`, so that another outcome shows its own first.
    """

    outcome = forms.TypedChoiceField(label="Which outcome does it serve?", coerce=int, empty_value=None, required=False)  # fmt: skip
    shown_for = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31)  # fmt: skip
    kpi = forms.TypedChoiceField(label="Seen in this measure", coerce=int, empty_value=None, required=False)  # fmt: skip
    seen_in = Words(label="How will it be seen?", required=False, max_length=300, rows=2, help_text="From what to what, by when.")  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, user: User, shown: Shown, *args: Any, asked_outcome: int | None = None, service_id: int | None = None, **kwargs: Any) -> None:  # fmt: skip
        self.user, self.shown, self.service_id = user, shown, service_id
        self.outcomes = {one.pk: one for one in queries.outcomes()}
        self.chosen = self._chosen(args[0] if args else None, asked_outcome)
        check = shown.check
        first = {
            "outcome": self.chosen.pk if self.chosen else None, "shown_for": self.chosen.pk if self.chosen else 0,
            "kpi": check.kpi_id if check else None, "seen_in": check.seen_in if check else "", "edition": check.edition if check else 0,
        }  # fmt: skip
        super().__init__(*args, initial=first, **kwargs)

    def _chosen(self, data: Any, asked: int | None) -> Outcome | None:
        """The outcome whose criteria are asked: the one just picked, else that of the check, else the first of the service."""
        said = data.get("outcome", "") if data else ""
        if said.isascii() and said.isdigit() and len(said) < 10:
            return self.outcomes.get(int(said))
        if data:
            return None
        if asked is not None:
            return self.outcomes.get(asked)
        if self.shown.check is not None and self.shown.check.outcome_id:
            return self.outcomes.get(self.shown.check.outcome_id)
        known = queries.outcome_ids_of(self.service_id)
        return next((self.outcomes[pk] for pk in known if pk in self.outcomes), None)

    def offer(self) -> None:
        self._choices("outcome", [("", "Not said yet"), *((pk, one.name) for pk, one in self.outcomes.items())])  # fmt: skip
        self._choices("kpi", [("", "None: in words"), *queries.measures_for(self.user, self.service_id)])  # fmt: skip
        given = {(row.principle, row.question): row for row in self.shown.criteria}
        for n, question in enumerate(self.questions()):
            row = given.get((rules.FOCUS, question))
            self._pair(f"criterion_{n}", question, row.answer if row else "", row.because if row else "")  # fmt: skip
        for one in self.shown.others:
            self._pair(one.principle.key, one.principle.name, one.state, one.because)

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices

    def _pair(self, name: str, label: str, answer: str, because: str) -> None:
        self.fields[f"{name}_answer"] = forms.ChoiceField(
            label=label, choices=ANSWERS, required=False, widget=forms.RadioSelect, initial=answer
        )
        self.fields[f"{name}_because"] = forms.CharField(
            label=f"Because: {label}", required=False, max_length=300, initial=because,
            widget=forms.TextInput({"placeholder": "because ..."}),
        )  # fmt: skip

    def questions(self) -> tuple[str, ...]:
        """The decision criteria of the outcome that is chosen."""
        return rules.questions_of(self.chosen.criteria) if self.chosen else ()

    def criteria(self) -> list[tuple[str, Any, Any]]:
        """Each criterion with its two fields."""
        return [(q, self[f"criterion_{n}_answer"], self[f"criterion_{n}_because"]) for n, q in enumerate(self.questions())]  # fmt: skip

    def others(self) -> list[tuple[Any, Any, Any]]:
        """Each other principle with its two fields."""
        return [(one, self[f"{one.principle.key}_answer"], self[f"{one.principle.key}_because"]) for one in self.shown.others]  # fmt: skip

    @property
    def shows_others_first(self) -> bool:
        """Was another outcome picked than the one whose criteria were shown? Then its own are shown before anything is kept."""
        return (self.cleaned_data.get("outcome") or 0) != (self.cleaned_data.get("shown_for") or 0)

    def said(self) -> dict[str, Any]:
        """The answers as the operations take them."""
        data = self.cleaned_data
        answers = [self._answer(f"criterion_{n}", rules.FOCUS, q) for n, q in enumerate(self.questions())]  # fmt: skip
        answers += [self._answer(one.principle.key, one.principle.key, "") for one in self.shown.others]  # fmt: skip
        return {
            "outcome_id": data["outcome"], "kpi_id": data["kpi"], "seen_in": data["seen_in"], "edition": data["edition"],
            "answers": [one for one in answers if one["answer"]],
        }  # fmt: skip

    def _answer(self, name: str, principle: str, question: str) -> dict[str, str]:
        data = self.cleaned_data
        return {"principle": principle, "question": question, "answer": data[f"{name}_answer"], "because": data[f"{name}_because"]}  # fmt: skip
