"""The verbs of articles."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from practices.knowledge import rules, states
from practices.knowledge.models import Article
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.emit import emit

FIELDS = ("title", "body", "audience", "service_id")


@transaction.atomic
def write_article(
    *, actor: Actor, title: str, body: str, audience: str = "internal", service_id: int | None = None
) -> Article:  # fmt: skip
    """Write an answer down, as a draft. Raises RuleViolation("title_required", "body_required"). Emits article.written."""
    now = timezone.now()
    article = Article(
        title=_title(title), body=_body(body), audience=_audience(audience), service_id=service_id, author_id=actor.user_id,
        created_at=now, updated_at=now,
    )  # fmt: skip
    article.save(force_insert=True)
    emit("article.written", subject=article, actor=actor, service_id=service_id)
    return article


@transaction.atomic
def change_article(
    *, article: Article, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Article:
    """Change what it says, for whom and of which service. Raises StaleVersion and what writing raises. Emits article.changed."""
    found = _lock(article.pk, version)
    said = dict(fields)
    for name, check in (("title", _title), ("body", _body), ("audience", _audience)):
        if name in said:
            said[name] = check(said[name])
    changed = [name for name in FIELDS if name in said and getattr(found, name) != said[name]]
    if not changed:
        return found
    for name in changed:
        setattr(found, name, said[name])
    found.version += 1
    found.updated_at = timezone.now()
    found.save(update_fields=[*(n.removesuffix("_id") for n in changed), "version", "updated_at"])
    emit("article.changed", subject=found, actor=actor, service_id=found.service_id, data={"fields": changed})  # fmt: skip
    return found


def publish_article(*, article: Article, actor: Actor, version: int | None = None) -> Article:
    """Let its readers read it. Raises TransitionNotAllowed. Emits article.published."""
    return _move(article.pk, actor, "publish", version)


def retire_article(*, article: Article, actor: Actor, version: int | None = None) -> Article:
    """It holds no longer: nobody is offered it any more. Raises TransitionNotAllowed. Emits article.retired."""
    return _move(article.pk, actor, "retire", version)


@transaction.atomic
def _move(pk: int, actor: Actor, verb: str, version: int | None) -> Article:
    found, now = _lock(pk, version), timezone.now()
    move = states.LIFECYCLE.move(found.state, verb)
    found.state = move.target
    found.version += 1
    found.updated_at = now
    if move.target == states.PUBLISHED:
        found.published_at = now
    found.save(update_fields=["state", "version", "updated_at", "published_at"])
    emit(f"article.{move.event}", subject=found, actor=actor, service_id=found.service_id, data={"audience": found.audience})  # fmt: skip
    return found


def _lock(pk: int, version: int | None) -> Article:
    found = Article.objects.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _title(text: str) -> str:
    words = " ".join(text.split())[: rules.LONGEST_TITLE]
    if not words:
        raise RuleViolation("title_required", "Say in a few words what it answers.", field="title")
    return words


def _body(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise RuleViolation("body_required", "Write the answer.", field="body")
    if len(words) > rules.LONGEST:
        raise RuleViolation("body_too_long", f"At most {rules.LONGEST} characters.", field="body")
    return words


def _audience(said: str) -> str:
    if said not in Article.Audience.values:
        raise RuleViolation(
            "bad_audience", "For the desk alone, or for everybody.", field="audience"
        )
    return said
