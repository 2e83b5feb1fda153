"""The application: routes, and what is answered when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from zh_tongbao import __version__
from zh_tongbao.errors import InputError
from zh_tongbao.io.bounded import BoundedReader
from zh_tongbao.io.inputs import check_input
from zh_tongbao.io.readers import bounded_reader
from zh_tongbao.server import webpage
from zh_tongbao.server.annotations import revised, store
from zh_tongbao.server.files import MEDIA, rows_of, too_long, written
from zh_tongbao.server.guard import Guard
from zh_tongbao.server.limits import Limits, Refusal, Worker
from zh_tongbao.server.pipeline import ServedPipeline
from zh_tongbao.server.routes import worker_route
from zh_tongbao.server.schemas import (
    Batch,
    BatchResult,
    Document,
    Error,
    File,
    FileResult,
    Health,
    Input,
    Problem,
    Rendered,
    Revision,
    Stored,
    Tables,
    View,
)

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

DEFAULT_ID = "bulletin"

ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": Error, "description": description}
    for status, description in (
        (400, "Not JSON, nested too deep, or broken off."),
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
    load: Callable[[], Language] | None = None,
) -> FastAPI:
    """Return the ASGI application.

    Parameters:
        nlp: the pipeline.
        limits: of size, time and number.
        folder: where annotations are stored; None to store nothing.
        hosts: names under which it may be asked; None for any.
        load: makes the pipeline anew, so that one that has seen very many words can be replaced; None to keep it.
    """
    limits = limits or Limits()
    worker = Worker(limits)
    reader = bounded_reader(limits.seconds)
    pipeline = ServedPipeline(nlp, load)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        worker.close()
        reader.close()

    app = FastAPI(
        title="tongbao",
        version=__version__,
        summary="Chinese official bulletins as data.",
        docs_url=None,  # FastAPI's page of documentation loads its script from elsewhere
        redoc_url=None,
        responses=ERRORS,
        lifespan=lifespan,
    )
    app.router.route_class = worker_route(worker, limits)
    app.add_middleware(Guard, limits=limits, hosts=hosts)
    _add_error_handlers(app)
    _add_api(app, pipeline, limits, worker)
    _add_files(app, pipeline, limits, worker, reader)
    _add_page(app, folder)
    return app


def _add_api(app: FastAPI, pipeline: ServedPipeline, limits: Limits, worker: Worker) -> None:
    def extract_one(given: Row, where: str) -> Row:
        row = check_input(given, where, {"id": DEFAULT_ID})
        if len(row["text"]) > limits.characters:
            message = f"{where}, field 'text': {len(row['text']):,} characters, more than {limits.characters:,}"
            raise Refusal(413, f"{message}; send it in parts")
        return pipeline.extract(row)

    @app.get("/healthz", tags=["server"])
    async def healthz() -> Health:
        """Whether the server answers."""
        return Health(status="ok", version=__version__)

    @app.post("/extract", tags=["extraction"], response_model=Document, response_model_exclude_unset=True)
    def extract(row: Input) -> Row:
        """Extract records, officials, places and slogans from one bulletin."""
        return extract_one(row.model_dump(), "request")

    @app.post("/batch", tags=["extraction"])
    def batch(rows: Batch) -> BatchResult:
        """Extract from several bulletins; one that cannot be used is named in ``problems``, the others go on."""
        if len(rows.documents) > limits.documents:
            message = f"field 'documents': {len(rows.documents)} documents, more than {limits.documents}"
            raise Refusal(413, f"{message}; send them in several batches")
        result = BatchResult(documents=[], problems=[])
        for index, row in enumerate(rows.documents):
            if worker.overdue:
                break  # nobody waits any more
            try:
                result.documents.append(extract_one(row.model_dump(), f"documents[{index}]"))
            except (InputError, Refusal) as error:
                result.problems.append(Problem(index=index, error=str(error)))
        return result

    @app.post("/revise", tags=["annotation"], response_model=Document, response_model_exclude_unset=True)
    def revise(revision: Revision) -> Row:
        """Check a corrected document against the data contract and compute its checks anew."""
        return revised(revision.document.row(), revision.remove)


def _add_files(app: FastAPI, pipeline: ServedPipeline, limits: Limits, worker: Worker, reader: BoundedReader) -> None:
    @app.post("/files", tags=["extraction"])
    def files(file: File) -> FileResult:
        """Extract from a file (text, Word, PDF, web page, Excel, CSV, archive); what cannot be used is named in ``problems``."""
        result = FileResult(documents=[], problems=[])
        given = {"published": file.published, "region": file.region}
        for row in rows_of(file.name, file.data, given, reader, limits, result.problems.append):
            if worker.overdue:
                break  # nobody waits any more
            wrong = too_long(row, limits)
            if wrong:
                result.problems.append(str(wrong))
            else:
                result.documents.append(pipeline.extract(row))
        return result

    @app.post("/tables", tags=["extraction"], response_class=Response)
    def tables(asked: Tables) -> Response:
        """All documents, corrected or not, as one file: an Excel workbook, a CSV of the records, or the report."""
        documents = [revised(document.row()) for document in asked.documents]
        return Response(written(documents, asked.format, asked.language), media_type=MEDIA[asked.format])


def _add_page(app: FastAPI, folder: Path | None) -> None:
    @app.get("/", include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        chinese = request.headers.get("accept-language", "").lower().startswith("zh")
        markup, headers = webpage.page("zh" if chinese else "en", storing=folder is not None)
        return HTMLResponse(markup, headers=headers)

    @app.post("/view", tags=["page"])
    def view(shown: View) -> Rendered:
        """Render a document as the page shows it."""
        return Rendered(html=webpage.view(revised(shown.document.row()), shown.language))

    @app.post("/charts", tags=["page"])
    def charts(shown: View) -> Rendered:
        """Render a document's charts as the page shows them; empty where there is nothing to draw."""
        return Rendered(html=webpage.charts_view(revised(shown.document.row()), shown.language))

    if folder is not None:

        @app.post("/annotations", tags=["annotation"], status_code=201)
        def annotations(revision: Revision) -> Stored:
            """Store a corrected document on the server."""
            return Stored(name=store(revised(revision.document.row(), revision.remove), folder))


def _add_error_handlers(app: FastAPI) -> None:
    """Every error is one line of JSON; what was sent is not sent back."""

    @app.exception_handler(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        headers = {"retry-after": "1"} if refusal.status == 503 else None
        return _error(refusal.status, refusal.message, headers)

    @app.exception_handler(InputError)
    async def wrong(_: Request, error: InputError) -> JSONResponse:
        return _error(422, str(error))

    @app.exception_handler(HTTPException)
    async def other(request: Request, error: HTTPException) -> JSONResponse:
        return _error(error.status_code, f"{request.method} {request.url.path}: {error.detail}", error.headers)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        return _error(500, f"the server failed ({type(error).__name__}); please report it")


def _error(status: int, message: str, headers: Any = None) -> JSONResponse:
    safe = message.encode("utf-8", "backslashreplace").decode("utf-8")
    return JSONResponse({"error": safe}, status, headers=headers)
