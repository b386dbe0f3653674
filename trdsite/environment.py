"""The only place that reads the environment and `.env`; a wrong value stops the start with what to do."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import environ

from trdsite.places import BASE, StartRefused

T = TypeVar("T")

environ.Env.read_env(str(BASE / ".env"))
_environment = environ.Env()


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first is the default."""
    return _parsed(name, allowed[0], lambda value: allowed[allowed.index(value)], " or ".join(allowed))


def number(name: str, default: int) -> int:
    return _parsed(name, str(default), int, f"a whole number such as {default}")


def flag(name: str, default: bool) -> bool:
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return _parsed(name, str(default).lower(), lambda value: words[value.lower()], "true or false")


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    return [word.strip() for word in text(name, ",".join(default)).split(",") if word.strip()]


def needed(name: str, what_to_do: str) -> str:
    """A value that has no safe default."""
    value = text(name)
    if not value:
        raise StartRefused(f"{name} is not set: {what_to_do}")
    return value


def database(name: str) -> dict[str, Any]:
    """A postgres:// address as Django's connection settings."""
    if not text(name).startswith(("postgres://", "postgresql://")):
        raise StartRefused(
            f"{name} is not the address of a PostgreSQL database: "
            "write it like postgres://user:password@host:5432/name."
        )
    try:
        return dict(_environment.db_url(name))
    except ValueError as problem:
        raise StartRefused(
            f"{name} cannot be read ({problem}): write it like postgres://user@host:5432/name."
        ) from None


def _parsed(name: str, default: str, parse: Callable[[str], T], expected: str) -> T:
    value = text(name, default)
    try:
        return parse(value)
    except (ValueError, KeyError):
        raise StartRefused(f"{name} is {value!r}: it should be {expected}.") from None
