"""Articles for the desk are the desk's to read; published ones for everybody are everybody's. A restricted service's go with it."""

from django.db.models import Q

from practices.knowledge import states
from practices.knowledge.models import Article, ArticleQuerySet
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

VIEW, EDIT, PUBLISH, RETIRE = "view", "edit", "publish", "retire"
WRITERS = (
    Role.AGENT.value,
    Role.TEAM_LEAD.value,
    Role.SERVICE_OWNER.value,
    Role.ADMINISTRATOR.value,
)
PUBLISHERS = (Role.TEAM_LEAD.value, Role.SERVICE_OWNER.value, Role.ADMINISTRATOR.value)
READERS = (*WRITERS, Role.AUDITOR.value)


def reads_internal(user: User) -> bool:
    """Who works with services reads what is for the desk alone, drafts included."""
    return user.has_role(*READERS)


def may_write(user: User) -> bool:
    return user.has_role(*WRITERS)


def visible_to(user: User) -> ArticleQuerySet:
    """The articles this person may read."""
    seen = Q(service__isnull=True) | Q(service__in=services.visible_to(user).values("pk"))
    found = Article.objects.filter(seen)
    if not reads_internal(user):
        found = found.filter(state=states.PUBLISHED, audience=Article.Audience.PUBLIC)
    return found


def may(user: User, verb: str, article: Article) -> bool:
    """The desk writes; what everybody reads is published, changed and retired by leads, owners and administrators."""
    if verb == VIEW:
        return visible_to(user).filter(pk=article.pk).exists()
    if verb not in (EDIT, PUBLISH, RETIRE) or not may_write(user):
        return False
    is_out = article.state == states.PUBLISHED and article.audience == Article.Audience.PUBLIC
    if verb == PUBLISH or is_out:
        return user.has_role(*PUBLISHERS) or article.audience == Article.Audience.INTERNAL
    return True


access.register(Article, visible_to=visible_to, may=may)
