from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from zh_tongbao.cli.main import app, run_app
from zh_tongbao.cli.serve import _hosts


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*arguments: str | Path) -> tuple[int, list[str]]:
        monkeypatch.setattr("sys.argv", ["tongbao", "serve", *map(str, arguments)])
        return run_app(app), capsys.readouterr().err.splitlines()

    return call


def test_a_port_that_is_taken(serve: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status, [line] = serve("--port", port)
    assert status == 2
    assert line.startswith(f"tongbao: --host 127.0.0.1 --port {port}: cannot listen there: ")


def test_a_store_that_is_not_there_is_made(serve: Any, tmp_path: Path) -> None:
    store = tmp_path / "new" / "annotations"
    with socket.create_server(("127.0.0.1", 0)) as other:
        _, [line] = serve("--store", store, "--port", other.getsockname()[1])
    assert "cannot listen there" in line
    assert store.is_dir()


def test_a_store_that_is_a_file_is_one_line(serve: Any, tmp_path: Path) -> None:
    store = tmp_path / "file"
    store.write_bytes(b"")
    status, [line] = serve("--store", store)
    assert status == 2
    assert line.startswith(f"tongbao: --store {store}: cannot be made: ")


def test_beyond_loopback_there_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    assert _hosts("127.0.0.1") == {"localhost", "127.0.0.1", "[::1]"}
    assert capsys.readouterr().err == ""
    assert _hosts("0.0.0.0") is None
    assert "there is no password" in capsys.readouterr().err


def test_it_serves_on_loopback_until_interrupted() -> None:
    command = [sys.executable, "-m", "zh_tongbao", "serve", "--port", "0", "--config", "bulletin_char.cfg"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/", line)
            assert found, line
            assert httpx.get(f"{found.group()}healthz", timeout=30).json()["status"] == "ok"
            assert httpx.get(f"{found.group()}healthz", headers={"host": "example.org"}).status_code == 421
            process.send_signal(signal.SIGINT)
            process.wait(timeout=15)
        finally:
            process.kill()
