"""What people send by the forms of change enablement."""

from practices.change.rules import risk, risk_policy


def risk_form(**said):
    """The form on which risk is said anew, as it is shown first; what is said wins."""
    form = {"start_likelihood": 3, "start_impact": 2, "reason": ""}
    for rule in risk.VOCABULARY:
        form |= {f"{rule.key}_on": "on", f"{rule.key}_likelihood": rule.likelihood, f"{rule.key}_impact": rule.impact}  # fmt: skip
        if rule.limit is not None:
            form[f"{rule.key}_limit"] = rule.limit
    for n, one in enumerate([*risk.usual_questions(), {}, {}]):
        form |= {f"asks_{n}": one.get("asks", ""), f"answers_{n}": risk_policy.write_answers(one.get("answers", []))}  # fmt: skip
    return {**form, **{f"tolerance_{tier}": n for tier, n in risk.TOLERANCE.items()}, **said}
