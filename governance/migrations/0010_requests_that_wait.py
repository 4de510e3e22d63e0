"""Requests that waited for one person's yes become approvals, and back again."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

HOURS = 48
ASKED = "Asked to approve it"  # as the grants of before say


def take_over(apps, schema_editor=None):
    """Each open question becomes an approval with one seat; whoever is asked sees the same as before."""
    request = apps.get_model("service_request", "ServiceRequest")
    approval = apps.get_model("governance", "Approval")
    step = apps.get_model("governance", "Step")
    seat = apps.get_model("governance", "Seat")
    rights = apps.get_model("governance", "DecisionRight").objects.filter(subject="request", state="ADOPTED", until__isnull=True)  # fmt: skip
    right, now = rights.order_by("position", "number").first(), timezone.now()
    due_at = now + timedelta(hours=HOURS)
    waiting = request.objects.filter(decision="", approver__isnull=False, ticket__state="IN_APPROVAL")  # fmt: skip
    for one in waiting.select_related("ticket__service").iterator():
        ticket = one.ticket
        parties = sorted({pk for pk in (ticket.requester_id, one.asked_by_id) if pk})
        made = approval.objects.create(
            kind="request", subject_type="ticket", subject_id=ticket.pk, subject_ref=ticket.ref, title=ticket.title[:200],
            url=f"/requests/{ticket.ref}/", service_id=ticket.service_id, right=right, tier=ticket.service.tier if ticket.service else 4,
            parties=parties, version=one.case_version, state="OPEN", due_at=due_at, asked_by_id=one.asked_by_id,
            asked_at=one.asked_at or now,
        )  # fmt: skip
        made.refresh_from_db(fields=["ref"])
        asked = step.objects.create(
            approval=made, round=1, version=made.version, position=1, by="named", hours=HOURS, escalate=["lead", "sponsor"],
            state="OPEN", opened_at=one.asked_at or now, due_at=due_at,
        )  # fmt: skip
        seat.objects.create(step=asked, user_id=one.approver_id, asked_at=one.asked_at)
        _hand_over_grants(apps, ticket.pk, ASKED, f"Asked to decide {made.ref}")
    grants = apps.get_model("permissions", "Grant").objects
    grants.filter(subject_type="ticket", verb__in=("approve", "refuse")).delete()


def give_back(apps, schema_editor):
    """What nobody voted on is again a question to one person."""
    approval = apps.get_model("governance", "Approval")
    grant = apps.get_model("permissions", "Grant")
    vote = apps.get_model("governance", "Vote")
    voted = vote.objects.values("seat__step__approval")
    for made in approval.objects.filter(kind="request", state="OPEN").exclude(pk__in=voted):
        for view in grant.objects.filter(subject_type="ticket", subject_id=made.subject_id, reason=f"Asked to decide {made.ref}"):  # fmt: skip
            grant.objects.bulk_create(
                grant(user_id=view.user_id, subject_type="ticket", subject_id=made.subject_id, verb=verb, reason=ASKED)
                for verb in ("approve", "refuse")
            )  # fmt: skip
        _hand_over_grants(apps, made.subject_id, f"Asked to decide {made.ref}", ASKED)
        for one in made.steps.all():
            one.seats.all().delete()
        made.steps.all().delete()
        made.delete()


def _hand_over_grants(apps, ticket_id, before, after):
    grants = apps.get_model("permissions", "Grant").objects
    grants.filter(subject_type="ticket", subject_id=ticket_id, verb="view", reason=before).update(reason=after)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_drafts_of_rights"),
        ("service_request", "0003_asked_by_rights"),
        ("permissions", "0001_initial"),
    ]
    operations = [migrations.RunPython(take_over, give_back)]
