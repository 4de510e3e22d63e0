"""Routes of items; the item is on a service of the owner's, the list was brought by the administrator."""

from practices.configuration import operations
from practices.configuration.models import ItemImport
from svs.events.actor import person
from tests.permissions import API_POST_ONLY, PAGE_POST_ONLY, SIGN_IN

READERS = (SIGN_IN, 403, 403, 200, 200, 403, 200)
WRITERS = (SIGN_IN, 403, 403, 403, 403, 403, 200)
API_READERS = (401, 403, 403, 200, 200, 403, 200)
PAGES = {
    "items/": READERS,
    "items/new/": WRITERS,
    "items/pick/": (SIGN_IN, 403, 403, 302, 302, 403, 302),
    "items/import/": WRITERS,
    "items/import/<int:number>/": WRITERS,
    "items/import/<int:number>/rejects.csv": (SIGN_IN, 403, 403, 403, 403, 403, 404),
    "items/<int:number>/": READERS,
    "items/<int:number>/edit/": WRITERS,
    **{f"items/<int:number>/{verb}/": PAGE_POST_ONLY for verb in ("retire", "restore", "relate")},
    "items/<int:number>/unrelate/<int:relation>/": PAGE_POST_ONLY,
    "api/v1/^items/$": API_READERS,
    "api/v1/^items/(?P<pk>[0-9]{1,9})/$": API_READERS,
    "api/v1/^items/(?P<pk>[0-9]{1,9})/retire/$": API_POST_ONLY,
}
VERBS = {
    ("POST", "api/v1/items/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/items/{number}/"): (401, 404, 404, 403, 403, 404, 428),
}


def examples(fixture) -> dict[str, str]:
    maya = fixture("administrator")
    actor = person(maya)
    made = operations.create_item(actor=actor, name="Scanner RTM-A-014", service_id=fixture("scanners").pk)  # fmt: skip
    brought = operations.bring_list(actor=actor, user=maya, raw=b"name\nScanner RTM-A-015\n")
    ItemImport.objects.filter(pk=brought.pk).update(id=made.pk)
    number = str(made.pk)
    return {"<int:number>": number, "<int:relation>": "1", "(?P<pk>[0-9]{1,9})": number, "{number}": number}  # fmt: skip
