"""Files of tickets: taken in, sent with a message, judged, swept. The bytes lie below MEDIA_ROOT under a key nobody can guess."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from practices.desk import knobs
from practices.desk.models import Attachment
from practices.desk.rules import files as rules
from svs import blobs
from svs.errors import RuleViolation, TooLarge, Unusable
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.extensions import scanners
from svs.knobs import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.files.uploadedfile import UploadedFile

    from practices.desk.models import Message
    from svs.accounts.models import User
    from svs.events.models import Job

log = logging.getLogger("svs.files")
ROOM, JUDGE = "attachments", "desk.judge_file"
MOST_BYTES, MOST_FILES = 25 * 1024 * 1024, 20
UNSENT_FOR, ORPHAN_AFTER = timedelta(days=30), timedelta(hours=2)
BATCH = 200


def add_file(
    *, ticket_id: int, owner: User | None, name: str, media_type: str, content: IO[bytes], size: int
) -> Attachment:
    """Take a file in: it waits in its owner's draft until a message sends it (`send`). No event: nobody else knows of it.

    The bytes are on the disk before the row is written; without a row they are swept. A file that a scanner is to judge
    is held until then.

    Raises TooLarge("file_too_large"), Unusable("file_empty", "file_type_refused", "too_many_files"), NoRoom.
    """
    known = rules.file_name(name)
    if size > MOST_BYTES:
        raise TooLarge("file_too_large", "A file may have 25 MB at most.", field="file")
    if size == 0:
        raise Unusable("file_empty", f"{known} is empty.", field="file")
    ending = rules.ending_of(known)
    if ending in registry.current(knobs.BLOCKED_ENDINGS.key):
        raise Unusable("file_type_refused", f"Files of the type {ending} are not taken.", field="file")  # fmt: skip
    unsent = Attachment.objects.filter(ticket_id=ticket_id, owner=owner, message__isnull=True)
    if owner is not None and unsent.count() >= MOST_FILES:
        raise Unusable("too_many_files", f"At most {MOST_FILES} files go with one message.", field="file")  # fmt: skip
    key = uuid4()
    digest, written = blobs.write(ROOM, key, content, most=MOST_BYTES)
    try:
        return _keep(ticket_id, owner, key, known, media_type, written, digest)
    except BaseException:
        blobs.remove(ROOM, key)
        raise


def add_files(
    *, ticket_id: int, owner: User, uploads: Iterable[UploadedFile[Any]]
) -> list[Attachment]:
    """Take several files in; those before one that is refused stay in the draft. Raises what `add_file` does."""
    return [
        add_file(
            ticket_id=ticket_id, owner=owner, name=upload.name or "", media_type=upload.content_type or "", content=upload,
            size=upload.size or 0,
        )
        for upload in uploads
    ]  # fmt: skip


@transaction.atomic
def _keep(
    ticket_id: int,
    owner: User | None,
    key: UUID,
    name: str,
    media_type: str,
    size: int,
    digest: str,
) -> Attachment:
    file = Attachment.objects.create(
        ticket_id=ticket_id, owner=owner, is_internal=True, key=key, name=name, media_type=rules.media_type(media_type),
        size=size, sha256=digest, state=Attachment.State.HELD if scanners.items else Attachment.State.READY,
        created_at=timezone.now(),
    )  # fmt: skip
    if file.state == Attachment.State.HELD:
        jobs.start(JUDGE, file_id=file.pk)
    return file


def send(*, message: Message, keys: Iterable[UUID], owner: User | None) -> None:
    """Let files of the owner's draft go with a message; they are as internal as it is. Part of `add_message`.

    Raises RuleViolation("no_such_file"): of somebody else, of another ticket, or sent already is as if it were not there.
    """
    wanted = set(keys)
    if not wanted:
        return
    unsent = Attachment.objects.select_for_update(of=("self",)).filter(
        ticket_id=message.ticket_id, message__isnull=True, key__in=wanted, owner=owner
    )
    if len({file.key for file in unsent}) != len(wanted):
        raise RuleViolation(
            "no_such_file", "One of the files is not there any more.", field="files"
        )
    Attachment.objects.filter(key__in=wanted).update(message=message, is_internal=message.is_internal)  # fmt: skip


def tell(*, message: Message, said: dict[str, Any]) -> None:
    """Say that files came with a message. Emits ticket.attached."""
    sizes = list(Attachment.objects.filter(message=message).values_list("size", flat=True))
    if sizes:
        data = {"message_id": message.pk, "files": len(sizes), "bytes": sum(sizes)}
        emit("ticket.attached", data=data, **said)


@transaction.atomic
def drop_file(*, key: UUID, ticket_id: int, owner: User) -> None:
    """Take a file out of one's draft. Raises RuleViolation("no_such_file")."""
    if not _drop(Attachment.objects.filter(key=key, ticket_id=ticket_id, owner=owner)):
        raise RuleViolation("no_such_file", "This file is not in your draft.")


def drop_unsent(*, ticket_id: int, owner: User) -> None:
    """Throw away every file of somebody's draft on a ticket."""
    _drop(Attachment.objects.filter(ticket_id=ticket_id, owner=owner))


def _drop(files: Any) -> int:
    """Delete what was never sent: the row first, the bytes once that is certain."""
    rows = list(files.filter(message__isnull=True).select_for_update(of=("self",))[:BATCH])
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(lambda key=row.key: blobs.remove(ROOM, key))  # type: ignore[misc]
    return len(rows)


def judge_chunk(job: Job) -> bool:
    """Ask every scanner about one file; what one of them refuses is never handed out. Emits ticket.file_refused."""
    file = Attachment.objects.filter(pk=job.args["file_id"], state=Attachment.State.HELD).first()
    if file is None:
        return True
    found = next((words for scan in scanners.items if (words := scan(blobs.path_of(ROOM, file.key)))), "")  # fmt: skip
    file.state = Attachment.State.REFUSED if found else Attachment.State.READY
    file.save(update_fields=["state"])
    job.result = {"refused": bool(found)}
    if found:
        log.warning("file refused", extra={"file": str(file.key), "found": found[:200]})
        _tell_refused(file)
    return True


def _tell_refused(file: Attachment) -> None:
    emit(
        "ticket.file_refused", subject=("ticket", file.ticket_id), actor=SYSTEM_ACTOR, service_id=file.ticket.service_id,
        data={"file_id": file.pk},
    )  # fmt: skip


def sweep_files(shelf: int) -> dict[str, int]:
    """Let rows and bytes of one shelf of 256 agree: bytes without a row go, rows without bytes are told in the log.

    Files that nobody sent within 30 days go as well, whatever their shelf.
    """
    now = timezone.now()
    with transaction.atomic():
        stale = _drop(Attachment.objects.filter(created_at__lt=now - UNSENT_FOR))
    lying = {key: at for key, at in blobs.on_shelf(ROOM, shelf) if at < now - ORPHAN_AFTER}
    kept = set(Attachment.objects.filter(key__in=lying).values_list("key", flat=True))
    for key in lying.keys() - kept:
        blobs.remove(ROOM, key)
    return {"stale": stale, "orphans": len(lying.keys() - kept)}
