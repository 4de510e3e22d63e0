"""One JSON line a record: what, when, which request; never a secret, never a body."""

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_ALLOWED = (int, float, str, bool, type(None))


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON with its extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "say": record.getMessage(),
        }
        line |= {
            key: value
            for key, value in record.__dict__.items()
            if key not in _STANDARD and isinstance(value, _ALLOWED)
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
