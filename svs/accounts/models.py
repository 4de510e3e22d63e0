"""Who works with SVS: people, their teams, the roles they hold and the programs that act for them."""

import hashlib
import secrets
from functools import cached_property
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils import timezone
from django.utils.module_loading import import_string

from svs.knobs import registry as knobs


class Role(models.TextChoices):
    """The hats of the service value system; some are worn for one service, practice or board only."""

    REQUESTER = "requester", "Requester"
    AGENT = "agent", "Agent"
    TEAM_LEAD = "team_lead", "Team lead"
    SERVICE_OWNER = "service_owner", "Service owner"
    PROCESS_OWNER = "process_owner", "Process owner"
    PRACTICE_LEAD = "practice_lead", "Practice lead"
    BOARD_MEMBER = "board_member", "Board member"
    CHAIR = "chair", "Board chair"
    SPONSOR = "sponsor", "Executive sponsor"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(
        self, email: str, name: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Add a person; without a password they cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person, or the account a program acts under. Signs in with an e-mail address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_program = models.BooleanField(default=False)
    theme = models.CharField(
        max_length=5, blank=True, choices=[("light", "Light"), ("dark", "Dark")]
    )
    time_zone = models.CharField(max_length=64, blank=True)
    guide_closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_has_name"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["name", "id"], name="user_by_name", condition=models.Q(is_program=False)
            ),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"),
                OpClass(Upper("email"), "gin_trgm_ops"),
                name="user_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalnum()]
        return (
            "".join(
                word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
            ).upper()
            or "?"
        )

    @cached_property
    def has_second_factor(self) -> bool:
        """Do they show a code after the password? Loaded with the person on every request."""
        found = Authenticator.objects.filter(user_id=self.pk, type=Authenticator.Type.TOTP)
        return bool(found.exists())

    @cached_property
    def second_factor_for(self) -> tuple[str, ...]:
        """The roles that must have a second factor, as policy has it; loaded with the person."""
        return tuple(knobs.value("accounts.second_factor_for"))

    @cached_property
    def organisation(self) -> str:
        """What the organisation is called; loaded with the person."""
        return str(knobs.current("accounts.organisation"))

    @property
    def lacks_second_factor(self) -> bool:
        """Must they set a second factor up before they go on?"""
        return (
            not self.is_program
            and not self.roles().isdisjoint(self.second_factor_for)
            and not self.has_second_factor
        )

    @cached_property
    def held(self) -> tuple[tuple[str, str, int | None], ...]:
        """(role, scope kind, scope id) of every role held, read once per request."""
        if self.pk is None:
            return ()
        return tuple(self.role_assignments.values_list("role", "scope_kind", "scope_id"))

    def roles(self) -> frozenset[str]:
        return frozenset(role for role, _, _ in self.held) | {Role.REQUESTER.value}

    def has_role(self, *roles: str) -> bool:
        return not self.roles().isdisjoint(roles)

    def scopes_of(self, role: str, scope_kind: str) -> frozenset[int]:
        """The ids of the services, practices or boards for which the role is held."""
        return frozenset(
            i for r, kind, i in self.held if r == role and kind == scope_kind and i is not None
        )

    # Known of whoever was loaded for a request; None where it has to be asked.
    hidden_teams: frozenset[int] | None = None  # restricted ones they do not belong to
    hidden_services: frozenset[int] | None = (
        None  # restricted ones that are neither theirs nor their teams'
    )
    granted_subjects: frozenset[str] | None = (
        None  # kinds of records of which one or another was granted to them
    )

    @cached_property
    def team_ids(self) -> frozenset[int]:
        if self.pk is None:
            return frozenset()
        return frozenset(self.memberships.values_list("team_id", flat=True))


class Team(models.Model):
    """People who work one queue together."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    is_restricted = models.BooleanField(default=False, help_text="Only members see its tickets.")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's place in a team."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "team"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"


class Absence(models.Model):
    """Days on which a person does not work, both included; nothing new is given to them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="absence_ends_after_start"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "until"], name="absence_of_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} away {self.since} to {self.until}"


class RoleAssignment(models.Model):
    """A role held by a person, everywhere or for one service, practice or board."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=20, choices=Role)
    scope_kind = models.CharField(max_length=20, blank=True)  # "", "service", "practice", "board"
    scope_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_id"],
                name="role_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(scope_kind="", scope_id__isnull=True)
                | (~models.Q(scope_kind="") & models.Q(scope_id__isnull=False)),
                name="role_scope_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.scope_kind} {self.scope_id or ''}".strip()


def hash_token(token: str) -> str:
    """Tokens are long and random, so one fast hash is enough; it is all that is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A fresh secret that scanners recognise by its prefix."""
    return f"svs_{secrets.token_urlsafe(32)}"


class ApiClient(models.Model):
    """A program's access to the API: a hashed, expiring token with scopes, acting as one account."""

    name = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="api_clients")
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class Session(AbstractBaseSession):
    """A signed-in browser; it knows whose it is, so that it can be shown to them and ended at once."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=120, blank=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_string("svs.accounts.sessions.SessionStore")


class Welcome(models.Model):
    """The one-time address by which the first administrator comes in; at most one is open, and only while there is none."""

    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"welcome of {self.created_at:%Y-%m-%d}"


class SignInAttempt(models.Model):
    """A failed sign-in, a refused code or an asked-for link, counted to slow guessing; swept after an hour."""

    key = models.CharField(
        max_length=80
    )  # "a:" + hash of the account, "i:" + address, "r:" + hash of the account for links
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["key", "at"], name="attempt_by_key")
        ]

    def __str__(self) -> str:
        return self.key
