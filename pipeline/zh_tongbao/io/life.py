"""Signs of life of a long reading: what takes long says now and then that it goes on, to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have a function called at each sign of life.

    Parameters:
        listener: called for as long as the process lives.
    """
    _listeners.append(listener)


def alive() -> None:
    """Say that the reading goes on."""
    for listener in _listeners:
        listener()
