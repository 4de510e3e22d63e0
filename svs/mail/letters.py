"""What a mail says: a text template in templates/emails/, its first line the subject."""

from typing import Any, TypedDict

from django.conf import settings
from django.template.loader import render_to_string

from svs.knobs import registry as knobs


class Letter(TypedDict):
    """A subject line and plain words."""

    subject: str
    body: str


def letter(name: str, **facts: Any) -> Letter:
    """Write a letter from its template; returns `subject` and `body` as write_mail takes them."""
    said = {
        "organisation": knobs.current("accounts.organisation"),
        "base": settings.SVS_BASE_URL.rstrip("/"),
    }
    subject, _, body = render_to_string(f"emails/{name}.txt", {**said, **facts}).partition("\n")
    return {"subject": " ".join(subject.split()), "body": _tidy(body)}


def _tidy(body: str) -> str:
    """Never more than one empty line in a row: what was left out of a template leaves no hole."""
    lines: list[str] = []
    for line in body.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def quoted(text: str, most: int = 12) -> str:
    """The first lines of what was said before, as mail quotes it."""
    lines = [line.rstrip() for line in text.strip().splitlines() if not line.startswith(">")]
    shown = [f"> {line[:200]}".rstrip() for line in lines[:most]]
    return "\n".join([*shown, *(["> …"] if len(lines) > most else [])])
