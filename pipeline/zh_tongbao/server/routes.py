"""Routes whose work is done in the worker's thread: parsing, checking, computing and writing the answer alike.

Nothing that depends on what was sent runs on the event loop, so that the server answers others meanwhile, and all of it
counts towards the request's time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, get_type_hints

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel

from zh_tongbao.server.bodies import parsed
from zh_tongbao.server.limits import Limits, Worker

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def worker_route(worker: Worker, limits: Limits) -> type[APIRoute]:
    """Return a class of routes for an application.

    A function of one parameter, a model, is called in the worker's thread with what the body says; what it returns, a
    model or what JSON can hold, is the answer. Any other function is FastAPI's to call.

    Parameters:
        worker: does the work.
        limits: of the body.
    """

    class WorkerRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            if self.body_field is None:
                return super().get_route_handler()
            endpoint, status = self.endpoint, self.status_code or 200
            hints = get_type_hints(endpoint)
            hints.pop("return", None)
            [model] = hints.values()

            def work(body: bytes) -> Response:
                return _answer(endpoint(parsed(body, model, limits)), status)

            async def handle(request: Request) -> Response:
                return await worker.run(work, await request.body())

            return handle

    return WorkerRoute


def _answer(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if isinstance(result, BaseModel):
        content = result.model_dump_json()
    else:
        content = json.dumps(result, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(content.encode(), status, media_type="application/json")
