"""The risk questionnaire on the form of a change, and how an administrator says that risk is weighed."""

from __future__ import annotations

from typing import Any

from django import forms

from practices.change.queries import risk as queries
from practices.change.rules import risk, risk_policy
from practices.change.rules.risk import MOST_POINTS
from svs.web.forms import Form, Words

POINTS = [(n, f"{n:+d}".replace("-", "−") if n else "0") for n in range(-MOST_POINTS, MOST_POINTS + 1)]  # fmt: skip
BLANK = 2  # questions that may be added at once


def offer_questions(form: Form) -> None:
    """Ask the questionnaire in force, a select a question; answered as before where `answers` is given at first."""
    given = form.initial.get("answers") or {}
    for question in queries.questions():
        choices = [("", "Not answered"), *((one["key"], one["says"]) for one in question["answers"])]  # fmt: skip
        form.fields[f"risk_{question['key']}"] = forms.ChoiceField(
            label=question["asks"],
            choices=choices,
            required=False,
            initial=given.get(question["key"], ""),
        )


def asked(form: Form) -> list[Any]:
    """The questions as bound fields, for the template."""
    return [form[name] for name in form.fields if name.startswith("risk_")]


def answered(form: Form) -> dict[str, str]:
    """What was answered: question to answer."""
    return {name[5:]: answer for name, answer in form.cleaned_data.items() if name.startswith("risk_") and answer}  # fmt: skip


class RiskPolicyForm(Form):
    """Where likelihood and impact start, what each rule adds, how much each tier tolerates, and the questionnaire."""

    start_likelihood = forms.IntegerField(label="Likelihood starts at", min_value=risk.LEAST, max_value=risk.MOST)  # fmt: skip
    start_impact = forms.IntegerField(label="Impact starts at", min_value=risk.LEAST, max_value=risk.MOST)  # fmt: skip
    reason = Words(label="Why?", max_length=300, rows=2)

    def __init__(self, *args: Any, policy: dict[str, Any], questions: list[dict[str, Any]], tolerance: dict[str, int], **kwargs: Any) -> None:  # fmt: skip
        self.policy, self.questions, self.tolerance = policy, questions, tolerance
        start = dict(zip(("start_likelihood", "start_impact"), policy["start"], strict=True))
        super().__init__(*args, initial=start, **kwargs)

    def offer(self) -> None:
        for rule in risk.VOCABULARY:
            said = self.policy["rules"][rule.key]
            self.fields[f"{rule.key}_on"] = forms.BooleanField(label=f"{rule.code} counts", required=False, initial=said["is_on"])  # fmt: skip
            for side in ("likelihood", "impact"):
                self.fields[f"{rule.key}_{side}"] = forms.TypedChoiceField(label=f"{rule.code} {side}", choices=POINTS, coerce=int, initial=said[side])  # fmt: skip
            if rule.limit is not None:
                self.fields[f"{rule.key}_limit"] = forms.IntegerField(label=f"{rule.code} limit", min_value=1, max_value=10_000, initial=said["limit"])  # fmt: skip
        for tier in "1234":
            self.fields[f"tolerance_{tier}"] = forms.IntegerField(label=f"Tier {tier}", min_value=1, max_value=25, initial=self.tolerance[tier])  # fmt: skip
        for n, question in enumerate(self._slots()):
            self.fields[f"asks_{n}"] = forms.CharField(label=f"Question {n + 1}", max_length=120, required=False, initial=question.get("asks", ""))  # fmt: skip
            self.fields[f"answers_{n}"] = Words(
                label=f"Answers to question {n + 1}", max_length=1000, rows=3, required=False,
                initial=risk_policy.write_answers(question.get("answers", [])),
            )  # fmt: skip

    def _slots(self) -> list[dict[str, Any]]:
        room = min(len(self.questions) + BLANK, risk_policy.MOST_QUESTIONS)
        return [*self.questions, *({} for _ in range(room - len(self.questions)))]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n, _ in enumerate(self._slots()):
            try:
                data[f"read_{n}"] = risk_policy.read_answers(data.get(f"answers_{n}") or "")
            except ValueError as why:
                self.add_error(f"answers_{n}", str(why))
        return data

    def rules(self) -> list[dict[str, Any]]:
        """Each rule with its bound fields, for the template."""
        return [
            {
                "rule": rule, "on": self[f"{rule.key}_on"], "likelihood": self[f"{rule.key}_likelihood"], "impact": self[f"{rule.key}_impact"],
                "limit": self[f"{rule.key}_limit"] if rule.limit is not None else None,
            }
            for rule in risk.VOCABULARY
        ]  # fmt: skip

    def tolerances(self) -> list[Any]:
        return [self[f"tolerance_{tier}"] for tier in "1234"]

    def asked(self) -> list[tuple[Any, Any]]:
        return [(self[f"asks_{n}"], self[f"answers_{n}"]) for n, _ in enumerate(self._slots())]

    def said(self) -> dict[str, Any]:
        """What was said, as the operation takes it. An answer that reads as before keeps its key, so that what was answered stands."""
        data = self.cleaned_data
        rules = {
            rule.key: {
                "is_on": data[f"{rule.key}_on"], "likelihood": data[f"{rule.key}_likelihood"], "impact": data[f"{rule.key}_impact"],
                "limit": data.get(f"{rule.key}_limit"),
            }
            for rule in risk.VOCABULARY
        }  # fmt: skip
        questions: list[dict[str, Any]] = []
        for n, before in enumerate(self._slots()):
            asks = data[f"asks_{n}"].strip()
            if asks:
                key = before.get("key") or risk_policy.key_of(asks, {one["key"] for one in [*self.questions, *questions]})  # fmt: skip
                questions.append({"key": key, "asks": asks, "answers": _keyed(data[f"read_{n}"], before.get("answers", []))})  # fmt: skip
        return {
            "policy": {"start": [data["start_likelihood"], data["start_impact"]], "rules": rules}, "questions": questions,
            "tolerance": {tier: data[f"tolerance_{tier}"] for tier in "1234"}, "reason": data["reason"],
        }  # fmt: skip


def _keyed(read: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {one["says"]: one["key"] for one in before}
    taken = set(known.values())
    kept = []
    for one in read:
        key = known.get(one["says"]) or risk_policy.key_of(one["says"], taken)
        taken.add(key)
        kept.append({**one, "key": key})
    return kept
