"""A server of the application on a free port of loopback, for tests in which a socket matters."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from zh_tongbao.server.app import create_app
from zh_tongbao.server.connections import patient_protocol
from zh_tongbao.server.limits import Limits

if TYPE_CHECKING:
    from spacy.language import Language


class Serving:
    """Run the application while the block runs; gives its URL."""

    def __init__(self, nlp: Language, folder: Path | None = None, limits: Limits | None = None):
        self.listener = socket.create_server(("127.0.0.1", 0))
        app = create_app(nlp, limits, folder=folder, hosts={"127.0.0.1"})
        protocol = patient_protocol(limits or Limits())
        self.server = uvicorn.Server(uvicorn.Config(app, http=protocol, log_level="error", access_log=False))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.02)
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)
        self.listener.close()
