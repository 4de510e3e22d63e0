"""Bytes on the disk below MEDIA_ROOT, under keys nobody can guess. No web server serves this folder.

Written and synced before any row names them, so that a row never lacks its bytes.
"""

import errno
import hashlib
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from svs.errors import NoRoom, TooLarge

log = logging.getLogger("svs.blobs")
PIECE = 256 * 1024
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def path_of(room: str, key: UUID) -> Path:
    """Where the bytes of a key lie: one of 256 shelves of a room."""
    return Path(settings.MEDIA_ROOT) / room / key.hex[:2] / str(key)


def write(room: str, key: UUID, content: IO[bytes], *, most: int) -> tuple[str, int]:
    """Write bytes so that they outlive a power cut; returns their SHA-256 and how many they are.

    Raises TooLarge beyond `most`, NoRoom when the disk is full or away. Nothing half written stays behind.
    """
    path = path_of(room, key)
    part = path.with_suffix(".part")
    digest, size = hashlib.sha256(), 0
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            content.seek(0)
            while piece := content.read(PIECE):
                size += len(piece)
                if size > most:
                    raise TooLarge("file_too_large", f"A file may have {most // 2**20} MB at most.", field="file")  # fmt: skip
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        _sync(path.parent)
    except OSError as error:
        part.unlink(missing_ok=True)
        log.warning("no room for a file", extra={"error": repr(error)[:300]})
        words = (
            "There is no room for files just now."
            if error.errno in FULL
            else "Files cannot be kept just now."
        )
        raise NoRoom(
            "no_room", f"{words} Send it without, or try again later.", field="file"
        ) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(room: str, key: UUID) -> None:
    """Let bytes go; those that are gone already are no fault."""
    try:
        path_of(room, key).unlink(missing_ok=True)
    except OSError as error:  # the sweep comes by again
        log.warning("could not remove a file", extra={"error": repr(error)[:300]})


def on_shelf(room: str, shelf: int) -> Iterator[tuple[UUID, datetime]]:
    """The keys on one shelf with the moment each was written; what never got whole is thrown away after a day."""
    folder = Path(settings.MEDIA_ROOT) / room / f"{shelf:02x}"
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        at = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
        try:
            yield UUID(entry.name), at
        except ValueError:
            if (datetime.now(UTC) - at).days >= 1:
                entry.unlink(missing_ok=True)
