"""``tongbao serve``: the web page and the JSON API, on this machine unless told otherwise."""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName
from zh_tongbao.cli.pipelines import Pipeline
from zh_tongbao.errors import InputError


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; the default is this machine alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 for any free one.")] = 8000,
    store: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Let the page store corrected annotations here; else nothing is stored."),
    ] = None,
    vocab: Annotated[
        Path | None,
        typer.Option(metavar="JSONL", help="Your own officials, places, slogans and terms, a row each."),
    ] = None,
    characters: Annotated[
        int, typer.Option("--max-chars", metavar="N", min=1, help="Longest bulletin, in characters.")
    ] = 100_000,
    documents: Annotated[int, typer.Option("--max-batch", metavar="N", min=1, help="Most bulletins of a batch.")] = 100,
    seconds: Annotated[
        float, typer.Option("--max-seconds", metavar="S", min=0.1, help="Longest that one request may take.")
    ] = 10.0,
    waiting: Annotated[
        int, typer.Option("--max-waiting", metavar="N", min=1, help="Most requests in work or waiting at a time.")
    ] = 16,
    connections: Annotated[
        int, typer.Option("--max-connections", metavar="N", min=2, help="Most connections open at a time.")
    ] = 512,
    config: ConfigName = DEFAULT_CONFIG,
) -> None:
    """Open a web page and a JSON API on this machine.

    Paste bulletins into the page or drop files, correct what was found, take it along as Excel, CSV or report. The API is described at
    /openapi.json. Ctrl-C stops the server; nothing is stored unless --store says where.
    """
    try:
        import uvicorn

        from zh_tongbao.report.page import environment
        from zh_tongbao.server.app import create_app
        from zh_tongbao.server.connections import patient_protocol
        from zh_tongbao.server.limits import Limits
    except ImportError as error:
        raise InputError(f"the server needs {error.name}: pip install 'zh-tongbao[server]'") from error
    environment("en")  # names what is missing before the pipeline loads
    if store is not None:
        _make(store)
    with _listen(host, port) as listener:
        limits = Limits(
            characters=characters, documents=documents, seconds=seconds, waiting=waiting, connections=connections
        )
        load = Pipeline(config, vocab)
        app = create_app(load(), limits, folder=store, hosts=_hosts(host), load=load)
        name = f"[{host}]" if ":" in host else host
        print(f"tongbao: http://{name}:{listener.getsockname()[1]}/ (Ctrl-C stops it)", file=sys.stderr, flush=True)
        settings = uvicorn.Config(
            app,
            http=patient_protocol(limits),
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_keep_alive=5,
        )
        uvicorn.Server(settings).run(sockets=[listener])


def _make(folder: Path) -> None:
    """Make the folder for annotations where it is not there.

    Raises:
        InputError: it cannot be made, or is a file.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"--store {folder}: cannot be made: {error.strerror or error}") from error


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(128)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: cannot listen there: {error.strerror or error}") from error
    return listener


def _hosts(host: str) -> set[str] | None:
    """The names that a request may use: those of this machine, or any once it listens to others."""
    if host == "localhost" or _is_loopback(host):
        return {"localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host}
    print(f"tongbao: listening on {host}: whoever reaches it can use it; there is no password", file=sys.stderr)
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
