"""What files may be called. A name is for people alone: on the disk a file lies under its key."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 200  # bytes, so that every file system takes it
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)", re.IGNORECASE)
_JOINER = "\u200d"  # holds an emoji together
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,40}/[a-z0-9!#$&^_.+-]{1,39}\Z")


def file_name(said: str) -> str:
    """A name that is safe to show, to put into a header and to save: no path, no control, nothing that turns its direction."""
    name = unicodedata.normalize("NFC", said.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(c for c in name if c == _JOINER or unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*;%]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    if _RESERVED.match(name):
        name = f"_{name}"
    return _short(name) or "file"


def _short(name: str) -> str:
    """Cut to length before its ending."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name.encode()[:LONGEST].decode(errors="ignore").strip(" .")
    kept = stem.encode()[: LONGEST - len(ending.encode()) - 1].decode(errors="ignore").strip(" .")
    return f"{kept}.{ending}"


def ending_of(name: str) -> str:
    """What follows the last dot, in lower case; empty where nothing does."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def media_type(said: str) -> str:
    """What the sender calls the type, if it is a type at all. It is only told; files are never served as it."""
    plain = said.split(";")[0].strip().lower()
    return plain if _MEDIA_TYPE.match(plain) else "application/octet-stream"


def disposition(name: str) -> str:
    """The header that has a browser save a file under its name (RFC 6266, RFC 5987)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")  # fmt: skip
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
