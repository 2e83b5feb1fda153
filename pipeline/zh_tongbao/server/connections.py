"""Connections that do nothing: closed when their time is over, and first when there are too many.

uvicorn bounds how many connections there are, and then tells everybody to come later; a few hundred that never finish
their request's head would be enough for that. Here it is those that are closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from zh_tongbao.server.limits import Limits


def patient_protocol(limits: Limits) -> type[H11Protocol]:
    """Return the protocol to give to ``uvicorn.Config(http=…)``.

    Parameters:
        limits: ``head``, ``seconds`` and ``connections`` are used.

    Example:
        >>> from zh_tongbao.server.connections import patient_protocol
        >>> from zh_tongbao.server.limits import Limits
        >>> patient_protocol(Limits(head=2)).limits.head
        2
    """
    return type("LimitedProtocol", (PatientProtocol,), {"limits": limits})


class PatientProtocol(H11Protocol):
    """One connection: patient for as long as the limits say.

    A request's head must be whole ``head`` seconds after the connection was made or its first byte came; an answer that
    nobody takes is kept for ``seconds``. When the connections are too many, the one that has been without a request for
    the longest is closed; where each has one, the new one is.
    """

    limits = Limits()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._since = monotonic()
        self._head: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    @property
    def idle(self) -> bool:
        """Whether it has no request: none came, its head is not whole, or all are answered."""
        return self.conn.their_state is h11.IDLE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room for it, and wait for its first request."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            oldest = min(self._others(), key=lambda other: other._since, default=self)
            oldest.transport.abort()
            self.connections.discard(oldest)
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Read on; the time for a head runs from its first byte until it is whole."""
        super().data_received(data)
        if self.idle:
            self._expect_head()
        else:
            self._stop_head()

    def on_response_complete(self) -> None:
        """Wait for the next request, for as long as uvicorn keeps connections alive."""
        self._since = monotonic()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client does not take the answer as fast as it comes."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.limits.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client takes the answer again."""
        super().resume_writing()
        self._stop_stalled()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clocks."""
        self._stop_head()
        self._stop_stalled()
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        if self._head is None and not self.transport.is_closing():
            self._head = self.loop.call_later(self.limits.head, self._late)

    def _stop_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _stop_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _late(self) -> None:
        self._head = None
        if self.idle:
            self.transport.abort()

    def _others(self) -> Iterator[PatientProtocol]:
        for other in self.connections:
            if isinstance(other, PatientProtocol) and other is not self and other.idle:
                yield other
