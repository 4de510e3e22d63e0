"""Routes of the administration. One delivery is parked, one mail was kept, one token was issued, one outcome is at work."""

from django.utils import timezone

from svs.accounts import operations as accounts
from svs.events.actor import person
from svs.events.emit import emit
from svs.events.models import Delivery, DomainEvent
from svs.events.outgoing import write_mail
from svs.events.queries import outbox
from svs.services import operations as services
from svs.services.models import Category
from tests.permissions import API_SIGNED_IN, PAGE_POST_ONLY, SIGN_IN, SIGNED_IN

ADMIN = (SIGN_IN, 403, 403, 403, 403, 403, 200)
PAGES = {
    "admin/health/": ADMIN,
    "admin/parked/": ADMIN,
    "admin/parked/<int:number>/replay/": PAGE_POST_ONLY,
    "admin/outbox/": ADMIN,
    "admin/outbox/<int:number>/": ADMIN,
    "admin/outbox/<int:number>/again/": PAGE_POST_ONLY,
    "admin/jobs/": ADMIN,
    "admin/tokens/": ADMIN,
    "admin/tokens/<int:number>/revoke/": PAGE_POST_ONLY,
    "admin/services/": ADMIN,
    "admin/services/new/": ADMIN,
    "admin/services/<slug:slug>/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "admin/services/<slug:slug>/categories/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "admin/categories/<int:number>/": (SIGN_IN, 403, 403, 200, 403, 403, 200),
    "api/v1/^categories/$": API_SIGNED_IN,
    "api/v1/^categories/(?P<id>[0-9]{1,12})/$": API_SIGNED_IN,
    "admin/outcomes/": ADMIN,
    "admin/outcomes/new/": ADMIN,
    "admin/outcomes/<slug:slug>/": (
        SIGN_IN,
        403,
        403,
        403,
        403,
        403,
        404,
    ),  # the slug is the service's
    "developers/": SIGNED_IN,
    "api/v1/^parked-deliveries/$": (401, 403, 403, 403, 403, 403, 200),
    "api/v1/^parked-deliveries/(?P<pk>[0-9]{1,12})/replay/$": (401, *(405,) * 6),
    "api/v1/^services/$": API_SIGNED_IN,
    "api/v1/^services/(?P<slug>[a-z0-9-]{1,120})/$": API_SIGNED_IN,
    "api/v1/^outcomes/$": API_SIGNED_IN,
    "api/v1/^outcomes/(?P<slug>[a-z0-9-]{1,120})/$": (401, *(404,) * 6),
}
VERBS = {
    ("POST", "admin/outbox/{number}/again/"): (SIGN_IN, 403, 403, 403, 403, 403, 302),
    ("POST", "api/v1/categories/"): (401, 400, 400, 400, 400, 400, 400),
    ("PATCH", "api/v1/categories/{number}/"): (401, 403, 403, 428, 403, 403, 428),
    ("POST", "api/v1/services/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/services/{slug}/"): (401, 403, 403, 428, 403, 403, 428),
}


def examples(fixture) -> dict[str, str]:
    actor, service = person(fixture("agent")), fixture("scanners")
    emit("service.changed", subject=service, actor=actor)
    event = DomainEvent.objects.latest("pk")
    parked = Delivery.objects.create(
        event=event, consumer="nobody", subject_type="service", subject_id=service.pk, parked_at=timezone.now()
    )  # fmt: skip
    write_mail(recipient="a@example.org", subject="Hello", body="Hello", key="one")
    accounts.issue_token(actor=actor, name="Shop", roles=["agent"], scopes=["tickets:read"], days=9)
    services.create_outcome(actor=actor, name="Fast", statement="Fast", team_id=service.team_id, criteria=[])  # fmt: skip
    mail = outbox("").get()
    category = services.create_category(actor=actor, service=service, name="Hardware")
    Category.objects.filter(pk=category.pk).update(id=mail.pk)
    Delivery.objects.filter(pk=parked.pk).update(id=mail.pk)
    return {
        "<int:number>": str(mail.pk), "(?P<pk>[0-9]{1,12})": str(mail.pk), "(?P<id>[0-9]{1,12})": str(mail.pk), "{number}": str(mail.pk),
        "<slug:slug>": service.slug, "(?P<slug>[a-z0-9-]{1,120})": service.slug, "{slug}": service.slug,
    }  # fmt: skip
