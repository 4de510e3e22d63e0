"""How the risk of changes is weighed: points, questions, tolerance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from practices.change import access, operations
from practices.change.forms.risk import RiskPolicyForm
from practices.change.queries import risk as queries
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.web.pages import show_violation, viewer


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """The points of every rule, the questionnaire and what each tier tolerates; posting puts them in force."""
    user = viewer(request)
    if not access.may_look_at_risk_policy(user):
        raise Forbidden
    may_set = access.may_set_risk_policy(user)
    if request.method == "POST" and not may_set:
        raise Forbidden
    form = RiskPolicyForm(request.POST or None, **queries.policy_in_force())
    if form.is_valid():
        try:
            operations.set_risk_policy(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "In force from now on. What was weighed before stays as it is.")  # fmt: skip
            return redirect("change:risk_policy")
    context = {"form": form, "history": queries.policy_history(), "may_set": may_set}
    return render(request, "change/risk_policy.html", context, status=400 if form.errors else 200)
