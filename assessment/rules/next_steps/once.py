"""The only place for a value that is worked out when first asked for and then kept.

``functools.cached_property`` takes a lock on every first read (Python 3.11), which costs more than
most of the questions asked here; a case is never shared between threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):
    """A property whose answer replaces it on the instance."""

    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self.work_out = work_out
        self.name = work_out.__name__
        self.__doc__ = work_out.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> once[T] | T:
        if instance is None:
            return self
        value = self.work_out(instance)
        setattr(instance, self.name, value)
        return value
