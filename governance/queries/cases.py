"""What governance itself puts before deciders, as plain values: policies and risks."""

from __future__ import annotations

from django.urls import reverse

from governance.models import Policy, Risk
from governance.rules import risks
from svs import gates


def policy_case(policy_id: int) -> gates.Case:
    """A policy as it is written now; its authors and its owner do not decide on it."""
    policy = Policy.objects.get(pk=policy_id)
    facts = [("Letters", f"{len(policy.body):,}"), ("Looked at again", f"{policy.review_date:%d %b %Y}")]  # fmt: skip
    if policy.adopted_version is not None:
        facts.insert(0, ("In force", f"version {policy.adopted_version}"))
    return gates.Case(
        kind="policy", subject_type="policy", subject_id=policy.pk, ref=policy.ref, title=policy.title,
        url=reverse("governance:policy_page", args=[policy.ref]), version=policy.number,
        parties=frozenset({*policy.authors, policy.owner_id}), facts=tuple(facts),
    )  # fmt: skip


def risk_case(risk_id: int) -> gates.Case:
    """A risk as it stands now; who owns and who weighed it do not accept it. What belongs to no service belongs to all."""
    risk = Risk.objects.select_related("service").get(pk=risk_id)
    until = risk.asked_until or risk.accept_until
    facts = [
        ("Likelihood", f"{risk.likelihood}: {risks.LIKELIHOOD[risk.likelihood]}"),
        ("Impact", f"{risk.impact}: {risks.IMPACT[risk.impact]}"),
        ("Meanwhile", risk.treatment or "Nothing is done about it"),
    ]
    if until:
        facts.append(("Accept until", f"{until:%d %b %Y}"))
    return gates.Case(
        kind="risk", subject_type="risk", subject_id=risk.pk, ref=risk.ref, title=risk.statement[:200],
        url=reverse("governance:risk", args=[risk.ref]), version=risk.number,
        parties=frozenset({*risk.authors, risk.owner_id}), service_id=risk.service_id,
        risk=risk.level, tier=risk.service.tier if risk.service else 1,
        team_id=risk.service.team_id if risk.service else None, facts=tuple(facts),
    )  # fmt: skip
