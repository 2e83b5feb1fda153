"""The application: routes, and what is answered when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from zh_tongbao import __version__
from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import check_input
from zh_tongbao.server import webpage
from zh_tongbao.server.annotations import revised, store
from zh_tongbao.server.guard import Guard
from zh_tongbao.server.limits import Limits, Refusal, Worker
from zh_tongbao.server.schemas import (
    Batch,
    BatchResult,
    Document,
    Error,
    Health,
    Input,
    Problem,
    Rendered,
    Revision,
    Stored,
    View,
)

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

DEFAULT_ID = "bulletin"

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Error, "description": description}
    for status, description in (
        (400, "Not JSON, or broken off."),
        (408, "The request took too long to arrive."),
        (413, "Too large."),
        (415, "Not sent as JSON."),
        (421, "Meant for another host."),
        (422, "Something in it is wrong; the message names it."),
        (503, "Too many requests are waiting; try again."),
        (504, "It took too long; send less."),
    )
}


def create_app(
    nlp: Language,
    limits: Limits | None = None,
    *,
    folder: Path | None = None,
    hosts: Collection[str] | None = None,
) -> FastAPI:
    """Return the ASGI application.

    Parameters:
        nlp: the pipeline.
        limits: of size, time and number.
        folder: where annotations are stored; None to store nothing.
        hosts: names under which it may be asked; None for any.
    """
    limits = limits or Limits()
    worker = Worker(limits)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        worker.close()

    app = FastAPI(
        title="tongbao",
        version=__version__,
        summary="Chinese official bulletins as data.",
        docs_url=None,  # FastAPI's page of documentation loads its script from elsewhere
        redoc_url=None,
        responses=ERRORS,
        lifespan=lifespan,
    )
    app.add_middleware(Guard, limits=limits, hosts=hosts)
    _add_error_handlers(app)
    _add_api(app, nlp, limits, worker)
    _add_page(app, worker, folder)
    return app


def _add_api(app: FastAPI, nlp: Language, limits: Limits, worker: Worker) -> None:
    def extract_one(given: Row, where: str) -> Row:
        row = check_input(given, where, {"id": DEFAULT_ID})
        if len(row["text"]) > limits.characters:
            message = f"{where}, field 'text': {len(row['text']):,} characters, more than {limits.characters:,}"
            raise Refusal(413, f"{message}; send it in parts")
        return {**to_document(nlp(make_doc(nlp, row)))}

    @app.get("/healthz", tags=["server"])
    async def healthz() -> Health:
        """Whether the server answers."""
        return Health(status="ok", version=__version__)

    @app.post("/extract", tags=["extraction"], response_model=Document, response_model_exclude_unset=True)
    async def extract(row: Input) -> JSONResponse:
        """Extract records, officials, places and slogans from one bulletin."""
        return JSONResponse(await worker.run(extract_one, row.model_dump(), "request"))

    @app.post("/batch", tags=["extraction"])
    async def batch(rows: Batch) -> BatchResult:
        """Extract from several bulletins; one that cannot be used is named in ``problems``, the others go on."""
        if len(rows.documents) > limits.documents:
            message = f"field 'documents': {len(rows.documents)} documents, more than {limits.documents}"
            raise Refusal(413, f"{message}; send them in several batches")
        deadline = worker.deadline()

        def extract_all() -> BatchResult:
            result = BatchResult(documents=[], problems=[])
            for index, row in enumerate(rows.documents):
                if monotonic() > deadline:
                    break  # nobody waits any more
                try:
                    result.documents.append(extract_one(row.model_dump(), f"documents[{index}]"))
                except (InputError, Refusal) as error:
                    result.problems.append(Problem(index=index, error=str(error)))
            return result

        return await worker.run(extract_all)

    @app.post("/revise", tags=["annotation"], response_model=Document, response_model_exclude_unset=True)
    async def revise(revision: Revision) -> JSONResponse:
        """Check a corrected document against the data contract and compute its checks anew."""
        return JSONResponse(await worker.run(revised, revision.document.row(), revision.remove))


def _add_page(app: FastAPI, worker: Worker, folder: Path | None) -> None:
    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        chinese = request.headers.get("accept-language", "").lower().startswith("zh")
        markup, headers = webpage.page("zh" if chinese else "en", storing=folder is not None)
        return HTMLResponse(markup, headers=headers)

    @app.post("/view", tags=["page"])
    async def view(shown: View) -> Rendered:
        """Render a document as the page shows it."""
        return Rendered(html=await worker.run(lambda: webpage.view(revised(shown.document.row()), shown.language)))

    @app.post("/charts", tags=["page"])
    async def charts(shown: View) -> Rendered:
        """Render a document's charts as the page shows them; empty where there is nothing to draw."""
        document = shown.document.row()
        return Rendered(html=await worker.run(lambda: webpage.charts_view(revised(document), shown.language)))

    if folder is not None:

        @app.post("/annotations", tags=["annotation"], status_code=201)
        async def annotations(revision: Revision) -> Stored:
            """Store a corrected document on the server."""
            document = await worker.run(revised, revision.document.row(), revision.remove)
            return Stored(name=await worker.run(store, document, folder))


def _add_error_handlers(app: FastAPI) -> None:
    """Every error is one line of JSON; what was sent is not sent back."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        headers = {"retry-after": "1"} if refusal.status == 503 else None
        return _error(refusal.status, refusal.message, headers)

    @app.exception_handler(InputError)
    async def wrong(_: Request, error: InputError) -> JSONResponse:
        return _error(422, str(error))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return _error(400, f"not valid JSON: {first.get('ctx', {}).get('error', first['msg'])}")
        where = ".".join(str(part) for part in first["loc"] if part != "body")
        return _error(422, f"field {where!r}: {first['msg']}" if where else first["msg"])

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        return _error(error.status_code, f"{request.method} {request.url.path}: {error.detail}", error.headers)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        return _error(500, f"the server failed ({type(error).__name__}); please report it")


def _error(status: int, message: str, headers: Any = None) -> JSONResponse:
    safe = message.encode("utf-8", "backslashreplace").decode("utf-8")
    return JSONResponse({"error": safe}, status, headers=headers)
