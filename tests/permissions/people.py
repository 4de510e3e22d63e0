"""Routes of people, teams, roles, one's own account, the audit and long work. {person} is the requester, {team} Network Operations."""

from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from svs.accounts import operations
from svs.events import jobs
from svs.events.actor import person as as_person
from tests.permissions import (
    API_POST_ONLY,
    API_SIGNED_IN,
    EVERYBODY,
    PAGE_POST_ONLY,
    SIGN_IN,
    SIGNED_IN,
)

API_ADMIN = (401, 403, 403, 403, 403, 403, 200)
PK, SLUG = "(?P<pk>[0-9]{1,10})", "(?P<slug>[a-z0-9-]{1,120})"
PERSON_VERBS = ("deactivate", "activate", "link", "sign-out", "give-role", "take-role", "add-absence", "remove-absence")  # fmt: skip
TEAM_VERBS = ("retire", "reopen", "join", "leave")
ADMIN = (SIGN_IN, 403, 403, 403, 403, 403, 200)
POSTS = ("roles/", "roles/<int:held>/take/", "teams/", "teams/<slug:slug>/leave/", "absences/", "absences/<int:absence>/remove/", "activate/", "link/", "sign-out/", "second-factor/remove/")  # fmt: skip
PAGES = {  # what is open to everybody first, before there is an administrator
    "forgotten/": EVERYBODY,
    "set-password/<slug:uid>/<slug:token>/": (
        200,
        200,
        400,
        200,
        200,
        200,
        200,
    ),  # signing in spends the requester's link
    "welcome/<slug:token>/": (200, 200, 200, 200, 200, 200, 404),  # it died with the administrator
    "admin/people/": ADMIN,
    "admin/people/new/": ADMIN,
    "admin/people/import/": ADMIN,
    "admin/people/import/<int:number>/": ADMIN,
    "admin/people/import/<int:number>/begin/": PAGE_POST_ONLY,
    "admin/people/<int:number>/": ADMIN,
    "admin/people/<int:number>/deactivate/": ADMIN,
    **{f"admin/people/<int:number>/{verb}": PAGE_POST_ONLY for verb in POSTS},
    "admin/teams/": ADMIN,
    "admin/teams/new/": ADMIN,
    "admin/teams/<slug:slug>/": ADMIN,
    "admin/teams/<slug:slug>/members/": PAGE_POST_ONLY,
    "admin/teams/<slug:slug>/retire/": ADMIN,
    "admin/teams/<slug:slug>/reopen/": PAGE_POST_ONLY,
    "admin/roles/": ADMIN,
    "admin/audit/": ADMIN,
    "admin/audit/<slug:kind>/<int:number>/": ADMIN,
    "admin/jobs/<int:number>/": (SIGN_IN, 404, 404, 404, 200, 404, 200),  # the agent asked for it
    "admin/jobs/<int:number>/cancel/": PAGE_POST_ONLY,
    "admin/jobs/<int:number>/files/<str:name>": (SIGN_IN, 404, 404, 404, 200, 404, 200),
    "account/": SIGNED_IN,
    "account/password/": PAGE_POST_ONLY,
    "account/absences/": PAGE_POST_ONLY,
    "account/absences/<int:absence>/remove/": PAGE_POST_ONLY,
    "account/sessions/end/": PAGE_POST_ONLY,
    "account/second-factor/": SIGNED_IN,
    "account/second-factor/codes/": PAGE_POST_ONLY,
    "account/second-factor/off/": PAGE_POST_ONLY,
    "sign-in/code/": (302,) * 7,
    "api/v1/me/": API_SIGNED_IN,
    "api/v1/^people/$": API_ADMIN,
    f"api/v1/^people/{PK}/$": API_ADMIN,
    **{f"api/v1/^people/{PK}/{verb}/$": API_POST_ONLY for verb in PERSON_VERBS},
    f"api/v1/^people/{PK}/absences/$": API_ADMIN,
    "api/v1/^teams/$": API_ADMIN,
    f"api/v1/^teams/{SLUG}/$": API_ADMIN,
    **{f"api/v1/^teams/{SLUG}/{verb}/$": API_POST_ONLY for verb in TEAM_VERBS},
    "api/v1/^events/$": API_ADMIN,
    "guide/": ADMIN,
    "guide/team/": ADMIN,
    "guide/close/": PAGE_POST_ONLY,
}
BARRED = (401, 403, 403, 403, 403, 403)
UNSEEN = (401, 404, 404, 404, 404, 404)
VERBS = {
    ("PATCH", "api/v1/me/"): (401, *(428,) * 6),
    ("POST", "api/v1/people/"): (*BARRED, 400),
    ("PATCH", "api/v1/people/{pk}/"): (*UNSEEN, 428),
    ("POST", "api/v1/people/{pk}/activate/"): (*UNSEEN, 409),
    ("POST", "api/v1/people/{pk}/give-role/"): (*UNSEEN, 400),
    ("POST", "api/v1/people/{pk}/take-role/"): (*UNSEEN, 400),
    ("POST", "api/v1/people/{pk}/add-absence/"): (*UNSEEN, 400),
    ("POST", "api/v1/people/{pk}/remove-absence/"): (*UNSEEN, 400),
    ("POST", "api/v1/teams/"): (*BARRED, 400),
    ("PATCH", "api/v1/teams/{slug}/"): (*UNSEEN, 428),
    ("POST", "api/v1/teams/{slug}/reopen/"): (*UNSEEN, 409),
    ("POST", "api/v1/teams/{slug}/join/"): (*UNSEEN, 400),
    ("POST", "api/v1/teams/{slug}/leave/"): (*UNSEEN, 400),
}


def examples(fixture) -> dict[str, str]:
    person, team, network = fixture("requester"), fixture("service_desk"), fixture("network")
    operations.join_team(person=person, team=network, actor=as_person(person))
    job = operations.prepare_import(actor=as_person(fixture("agent")), text="email,name\nlin@example.org,Lin\n")  # fmt: skip
    jobs.leave(job, "rejects.csv", "line,email,why\n")
    token = operations.open_welcome()
    return {
        "import/<int:number>": f"import/{job.pk}", "jobs/<int:number>": f"jobs/{job.pk}", "<str:name>": "rejects.csv",
        "people/<int:number>": f"people/{person.pk}", "<slug:kind>/<int:number>": f"user/{person.pk}",
        PK: str(person.pk), "{pk}": str(person.pk), SLUG: team.slug, "{slug}": team.slug, "<int:held>": "1", "<int:absence>": "1", "<slug:slug>": team.slug,
        "welcome/<slug:token>": f"welcome/{token}", "<slug:uid>": urlsafe_base64_encode(force_bytes(person.pk)),
        "<slug:token>": default_token_generator.make_token(person),
    }  # fmt: skip
