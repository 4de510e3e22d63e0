"""Routes of own fields."""

from practices.desk.operations import fields
from tests.permissions import API_SIGNED_IN, SIGN_IN

ID = "(?P<id>[0-9]{1,12})"
ADMIN = (SIGN_IN, 403, 403, 403, 403, 403, 200)
PAGES = {
    "admin/own-fields/": ADMIN,
    "admin/own-fields/new/": ADMIN,
    "admin/own-fields/<int:number>/": ADMIN,
    "api/v1/^own-fields/$": API_SIGNED_IN,
    f"api/v1/^own-fields/{ID}/$": (401, 404, 404, 200, 200, 404, 200),
}
VERBS = {
    ("POST", "api/v1/own-fields/"): (401, 403, 403, 403, 403, 403, 400),
    ("PATCH", "api/v1/own-fields/{number}/"): (401, 404, 404, 403, 403, 404, 428),
}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route."""
    row = fields.add_field(actor=fixture("by_agent"), kind="incident", key="site", label="Site", type="text")  # fmt: skip
    return {"<int:number>": str(row.pk), ID: str(row.pk), "{number}": str(row.pk)}
