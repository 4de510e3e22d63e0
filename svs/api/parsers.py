"""JSON as strict as a database needs it: no NUL, no lone surrogate, no duplicate key, no depth, no NaN."""

import json
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from svs.api.problems import TooLarge

MAX_DEPTH = 32
MAX_KEYS = 10_000


class StrictJSONParser(BaseParser):
    """Parses application/json; whatever PostgreSQL could not store is a 400 here."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(largest + 1)
        if len(raw) > largest:
            raise TooLarge
        try:
            text = raw.decode("utf-8")
            _check_depth(text)
            value = json.loads(
                text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_int
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(f"Not usable JSON: {error}"[:200]) from None
        _check_text(value)
        return value


def _check_depth(text: str) -> None:
    depth = 0
    inside = escaped = False
    for char in text:
        if inside:
            inside = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"nested deeper than {MAX_DEPTH}")
        elif char in "]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    if len(pairs) > MAX_KEYS:
        raise ValueError("too many keys")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _int(digits: str) -> int:
    if len(digits) > 20:
        raise ValueError("a number is too long")
    return int(digits)


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise ParseError("Text holds a character that cannot be stored.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check_text(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_text(inner)
    elif isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ParseError("A number is too large.")
