"""Logs: one line per event with the request's id, and nobody's number, address or key in it."""

from __future__ import annotations

import re
import sys
from collections.abc import MutableMapping
from typing import Any

# structlog draws tracebacks with rich wherever it finds it: 3 MiB in every process, for a look that
# no log of ours has. So it does not find it; commands that show progress import rich themselves.
_rich = sys.modules.get("rich")
sys.modules["rich"] = None  # type: ignore[assignment]
import structlog  # noqa: E402

if _rich is None:
    del sys.modules["rich"]
else:
    sys.modules["rich"] = _rich

Event = MutableMapping[str, Any]

_MASKED = "[masked]"
# Names whose value is never written, whatever it looks like.
_SECRET_NAMES = re.compile(
    r"password|passwd|secret|token|authorization|cookie|session|csrf|otp|signature|"
    r"\bnik\b|npwp|phone|email|address",
    re.IGNORECASE,
)
_IN_QUERY = re.compile(
    r"\b(password|token|key|code|otp|sig|signature|email|phone|nik)=[^&\s\"']+", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# 15 to 19 digits, perhaps in groups: an identity number, a tax number, a card.
_LONG_NUMBER = re.compile(r"(?<![\w.])\d(?:[ .-]?\d){14,18}(?![\w])")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}|62|0)[ .-]?8\d{1,3}(?:[ .-]?\d{2,5}){2,3}(?!\w)|(?<!\w)\+\d{8,15}(?!\w)"
)
_WORD = re.compile(r"[A-Za-z0-9_-]{20,}")


def _token_or_word(match: re.Match[str]) -> str:
    """Masks what looks drawn by lot: mixed case with digits or dashes, or capitals all over."""
    word = match[0]
    if re.fullmatch(r"[a-z0-9]{32,}", word) and re.search(r"\d", word):
        return _MASKED  # a session key, a digest
    if not (re.search("[a-z]", word) and re.search("[A-Z]", word)):
        return word
    capitals = sum(sign.isupper() for sign in word) / len(word)  # a class name has one in eight
    return _MASKED if re.search(r"[\d-]", word) or capitals > 0.2 else word


def masked_text(text: str) -> str:
    """The text without telephone and identity numbers, e-mail addresses and tokens."""
    text = _IN_QUERY.sub(rf"\1={_MASKED}", text)
    text = _EMAIL.sub("[email]", text)
    text = _LONG_NUMBER.sub("[number]", text)
    text = _PHONE.sub("[phone]", text)
    return _WORD.sub(_token_or_word, text)


def masked(value: Any) -> Any:
    """The same value with every text in it masked; objects become their masked description."""
    if value is None or isinstance(value, bool | int | float):
        return _MASKED if isinstance(value, int) and len(str(value)) >= 15 else value
    if isinstance(value, dict):
        return {
            str(key): _MASKED if _SECRET_NAMES.search(str(key)) else masked(part)
            for key, part in value.items()
        }
    if isinstance(value, list | tuple | set):
        return [masked(part) for part in value]
    return masked_text(value if isinstance(value, str) else repr(value))


def mask(logger: Any, name: str, event: Event) -> Event:
    """The processor; our own request id is the one token that stays."""
    request_id = event.pop("request_id", None)
    clean = masked(dict(event))
    return {"request_id": request_id, **clean} if request_id else clean


def _without_objects(logger: Any, name: str, event: Event) -> Event:
    # Django hands the request along, whose description holds the query; another handler may have
    # left the finished message.
    for key in ("request", "message"):
        event.pop(key, None)
    return event


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: JSON lines from INFO up for a server, readable ones from WARNING for a desk."""
    stamps = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": stamps,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _without_objects,
                    structlog.processors.format_exc_info,
                    mask,
                    last,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "INFO" if as_json else "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # The request's own line says the status; only what went wrong needs a second one.
            "django.request": {"level": "ERROR"},
            # Every robot that asks by address would leave a traceback; the answer 400 is in its line.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "axes": {"level": "WARNING"},
            # Every command would begin with a list of all jobs.
            "procrastinate.blueprints": {"level": "WARNING"},
            "procrastinate.periodic": {"level": "WARNING"},
            # Says "starting"; that a job has ended, and how, comes from its parent.
            "procrastinate.worker.worker": {"level": "WARNING"},
        },
    }
