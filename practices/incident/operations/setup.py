"""What the incident practice is set up with: the matrix and the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from practices.incident import queries, rules
from practices.incident.knobs import MATRIX
from practices.incident.models import IncidentTemplate
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.knobs import registry as knobs
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.events.actor import Actor

FIELDS = ("name", "title", "description", "service_id", "category_id", "team_id", "impact", "urgency", "is_active")  # fmt: skip


@transaction.atomic
def set_matrix(
    *, actor: Actor, matrix: rules.Matrix, reason: str = "", version: int | None = None
) -> rules.Matrix:
    """Say anew which priority impact and urgency make, from now on; open incidents keep theirs.

    Raises RuleViolation("bad_matrix"), StaleVersion. Emits matrix.changed.
    """
    with connection.cursor() as cursor:  # one setting at a time: there may be no row to lock yet
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [MATRIX.key])
    current = queries.matrix_version()
    if version is not None and version != current:
        raise StaleVersion(current)
    faults = rules.matrix_faults(matrix)
    if faults:
        raise RuleViolation("bad_matrix", faults[0], field="matrix")
    before = knobs.value(MATRIX.key)
    if matrix == before:
        return matrix
    value = knobs.set_value(key=MATRIX.key, value=matrix, reason=" ".join(reason.split())[:300])
    emit("matrix.changed", subject=value, actor=actor, data={"before": before, "after": matrix})
    return matrix


@transaction.atomic
def create_template(*, actor: Actor, **fields: Any) -> IncidentTemplate:
    """Add what an incident of a frequent sort says from the start.

    Raises RuleViolation("name_required", "title_required", "template_exists", "wrong_category"). Emits incident_template.created.
    """
    template = IncidentTemplate(**fields)
    _save(template)
    emit("incident_template.created", subject=template, actor=actor, service_id=template.service_id)
    return template


@transaction.atomic
def change_template(
    *, template: IncidentTemplate, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> IncidentTemplate:
    """Change a template, or retire it. Raises StaleVersion and what creating raises. Emits incident_template.changed or .retired."""
    template = IncidentTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    if version is not None and template.version != version:
        raise StaleVersion(template.version)
    changed = [n for n in FIELDS if n in fields and getattr(template, n) != fields[n]]
    if not changed:
        return template
    if "service_id" in changed and "category_id" not in fields:
        template.category_id = None
    for name in changed:
        setattr(template, name, fields[name])
    template.version += 1
    _save(template)
    retired = "is_active" in changed and not template.is_active
    emit(
        f"incident_template.{'retired' if retired else 'changed'}", subject=template, actor=actor,
        service_id=template.service_id, data={"fields": changed},
    )  # fmt: skip
    return template


def _save(template: IncidentTemplate) -> None:
    template.name, template.title = " ".join(template.name.split()), " ".join(template.title.split())  # fmt: skip
    if not template.name:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    if not template.title:
        raise RuleViolation("title_required", "Say in a few words what is wrong.", field="title")
    if template.category_id is not None:
        services.check_category(template.category_id, template.service_id)
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise RuleViolation("template_exists", "There is a template of that name.", field="name") from error  # fmt: skip
