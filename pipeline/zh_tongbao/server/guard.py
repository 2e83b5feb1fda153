"""What every request passes first: whom it was meant for, how large it is, how long it takes to arrive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, MutableMapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zh_tongbao.server.limits import Limits, Refusal

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""On every answer."""

CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"
# The content security policy of answers that bring none of their own.

WITH_BODY = ("POST", "PUT", "PATCH")


class Guard:
    """ASGI middleware: refuses what is not for this server, not JSON, too large or too slow; adds the headers.

    Parameters:
        app: what stands behind it.
        limits: ``body``, ``seconds`` and ``waiting`` are used; of all bodies that arrive or are in work at a time, as
            many bytes are held as ``waiting`` of the largest have.
        hosts: names that the ``Host`` header may have, so that no page from elsewhere reaches a server on loopback
            through a name that it controls; None for any.
    """

    def __init__(self, app: ASGIApp, limits: Limits, hosts: Collection[str] | None):
        self._app = app
        self._limits = limits
        self._hosts = hosts
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection event; only HTTP is let in."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(message)
            await send(message)

        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        body = bytearray()
        try:
            try:
                self._check(scope["method"], headers)
                if scope["method"] in WITH_BODY:
                    await self._read(receive, headers, body)
                    receive = _replay(bytes(body))
            except Refusal as refusal:
                await _answer(refusal, send_with_headers)
            else:
                await self._app(scope, receive, send_with_headers)
        finally:
            self._held -= len(body)

    def _check(self, method: str, headers: MutableMapping[str, str]) -> None:
        host = _host_name(headers.get("host", ""))
        if self._hosts is not None and host not in self._hosts:
            raise Refusal(421, f"this server is not {host!r}; ask for it as {', '.join(sorted(self._hosts))}")
        if method in WITH_BODY and headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise Refusal(415, "send JSON, with the header Content-Type: application/json")

    async def _read(self, receive: Receive, headers: MutableMapping[str, str], body: bytearray) -> None:
        announced = headers.get("content-length", "")
        if announced.isdigit() and (len(announced) > 12 or int(announced) > self._limits.body):
            raise self._too_large()
        try:
            await asyncio.wait_for(self._read_all(receive, body), self._limits.seconds)
        except asyncio.TimeoutError:
            raise Refusal(408, f"the request did not arrive within {self._limits.seconds:g} seconds") from None

    async def _read_all(self, receive: Receive, body: bytearray) -> None:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Refusal(400, "the request broke off")
            chunk = message.get("body", b"")
            body += chunk
            self._held += len(chunk)
            if len(body) > self._limits.body:
                raise self._too_large()
            if self._held > self._limits.body * self._limits.waiting:
                raise Refusal(503, "busy: too much is arriving at a time; try again in a second")
            more = message.get("more_body", False)

    def _too_large(self) -> Refusal:
        return Refusal(413, f"larger than {self._limits.body:,} bytes; send less at a time")


def _host_name(host: str) -> str:
    """A ``Host`` header without its port; an IPv6 address keeps its brackets."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


def _replay(body: bytes) -> Receive:
    waiting = [body]

    async def receive() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        await asyncio.Event().wait()  # the client is still there until the server says otherwise
        raise AssertionError("unreachable")

    return receive


def _add_headers(message: Message) -> None:
    present = {name.lower() for name, _ in message["headers"]}
    added = {**HEADERS, "content-security-policy": CLOSED_POLICY}
    message["headers"] = [
        *message["headers"],
        *((name.encode(), value.encode()) for name, value in added.items() if name.encode() not in present),
    ]


async def _answer(refusal: Refusal, send: Send) -> None:
    body = json.dumps({"error": refusal.message}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if refusal.status in (408, 413, 503):
        headers.append((b"connection", b"close"))  # the rest of it is not read
    if refusal.status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
