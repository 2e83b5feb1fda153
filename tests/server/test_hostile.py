"""Requests that would take the server down: real processes and sockets on loopback."""

from __future__ import annotations

import json
import random
import re
import socket
import string
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serving import Serving
from zh_tongbao.server.bodies import check_bytes, parsed
from zh_tongbao.server.limits import Limits, Refusal
from zh_tongbao.server.pipeline import ServedPipeline
from zh_tongbao.server.schemas import Input, View

if TYPE_CHECKING:
    from spacy.language import Language

JSON = {"content-type": "application/json"}
LIMITS = Limits(head=1.0, seconds=3.0, connections=64)

linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")


@pytest.fixture(scope="module")
def process() -> Iterator[tuple[str, int]]:
    """``tongbao serve`` as it is started: its address and process id."""
    command = [sys.executable, "-m", "zh_tongbao", "serve", "--port", "0", "--config", "bulletin_char.cfg"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
        try:
            assert started.stderr is not None
            line = started.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, line
            yield found.group(), started.pid
        finally:
            started.kill()


@pytest.fixture(scope="module")
def address(nlp: Language) -> Iterator[tuple[str, int]]:
    with Serving(nlp, limits=LIMITS) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


def memory(pid: int, name: str) -> int:
    """Of a process, in MB: ``VmRSS`` now, ``VmHWM`` at most so far."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) // 1024


def bombs() -> Iterator[tuple[str, str, bytes]]:
    """What a few megabytes of JSON can become."""
    million = b",".join([b"{}"] * 1_300_000)
    yield "entities", "/view", b'{"document":{"text":"a","entities":[' + million + b'],"records":[]}}'
    yield "records", "/charts", b'{"document":{"text":"a","entities":[],"records":[' + million + b"]}}"
    yield "checks", "/revise", b'{"document":{"text":"a","entities":[],"records":[],"checks":[' + million + b"]}}"
    yield "batch", "/batch", b'{"documents":[' + million + b"]}"
    yield "lists", "/view", b'{"document":[' + b",".join([b"[]"] * 1_300_000) + b"]}"
    yield "numbers", "/extract", b'{"text":[' + b",".join([b"1"] * 1_900_000) + b"]}"
    yield "strings", "/extract", b'{"text":[' + b",".join([b'""'] * 1_300_000) + b"]}"
    yield "fields", "/extract", b"{" + b",".join(b'"%d":0' % i for i in range(360_000)) + b"}"
    yield "escapes", "/extract", b'{"text":[' + b",".join([b'"\\""'] * 700_000) + b"]}"
    yield (
        "titles",
        "/view",
        json.dumps({"document": {"text": "a", "entities": [{"titles": ["x"] * 300_000}], "records": []}}).encode(),
    )
    yield "utf-16", "/extract", ('{"text":[' + ",".join(["{}"] * 600_000) + "]}").encode("utf-16")
    yield "deep", "/extract", b'{"text":' + b"[" * 1_900_000 + b"]" * 1_900_000 + b"}"
    yield "deep objects", "/extract", b'{"a":' * 700_000
    yield "quotes", "/extract", b'"' * 3_900_000
    yield "backslashes", "/extract", b'{"text":"' + b"\\" * 3_900_000
    yield "digits", "/extract", b'{"text":' + b"9" * 3_900_000 + b"}"


@linux
@pytest.mark.parametrize(("path", "body"), [pytest.param(*bomb, id=name) for name, *bomb in bombs()])
def test_a_bomb_is_refused_at_once_and_takes_no_memory(process: tuple[str, int], path: str, body: bytes) -> None:
    url, pid = process
    assert httpx.post(f"{url}/extract", json={"text": "新增3例"}, timeout=60).status_code == 200
    before = memory(pid, "VmHWM")
    waited: list[float] = []
    done = threading.Event()

    def probe() -> None:
        while not done.is_set():
            began = time.monotonic()
            httpx.get(f"{url}/healthz", timeout=60)
            waited.append(time.monotonic() - began)

    probing = threading.Thread(target=probe)
    probing.start()
    try:
        answer = httpx.post(f"{url}{path}", content=body, headers=JSON, timeout=60)
    finally:
        done.set()
        probing.join()
    assert answer.status_code in (400, 413, 422)
    assert len(answer.text) < 1000
    assert memory(pid, "VmHWM") - before < 150
    assert max(waited) < 3


def test_a_text_full_of_commas_is_no_bomb(process: tuple[str, int]) -> None:
    text = '[{,"\\' * 15_000
    answer = httpx.post(f"{process[0]}/batch", json={"documents": [{"text": text}] * 3}, timeout=60)
    assert answer.status_code == 200
    assert answer.json()["documents"][0]["text"] == text


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (b"[" * 21 + b"]" * 21, 400, "nested deeper than 20 levels"),
        (b'{"text":' + b"9" * 5000 + b"}", 400, "not valid JSON: Exceeds the limit"),
        (b'{"text": "\xff"}', 400, "not valid JSON: byte 10 is no UTF-8"),
        (b'{"text": }', 400, "not valid JSON: Expecting value at character 9"),
        (b'{"text": "x", "' + b"k" * 5000 + b'": 1}', 422, f"field '{'k' * 40}': Extra inputs"),
    ],
)
def test_what_a_body_is_refused_for(body: bytes, status: int, message: str) -> None:
    with pytest.raises(Refusal, match=re.escape(message)) as refusal:
        parsed(body, Input, Limits())
    assert refusal.value.status == status


def test_a_list_that_is_too_long_is_named() -> None:
    body = json.dumps({"document": {"text": "a", "entities": [{}] * 11, "records": []}}).encode()
    message = "field 'document.entities': 11 items, more than 10; send less at a time"
    with pytest.raises(Refusal, match=re.escape(message)):
        parsed(body, View, Limits(items=10))


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_values_and_depth_are_counted_without_parsing(value: Any) -> None:
    def size(found: Any) -> int:
        inner = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
        return isinstance(found, list | dict) + max(0, len(inner) - 1) + sum(map(size, inner))

    def depth(found: Any) -> int:
        inner = list(found.values()) if isinstance(found, dict) else found if isinstance(found, list) else []
        return isinstance(found, list | dict) + max(map(depth, inner), default=0)

    for ascii_only in (True, False):
        body = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        check_bytes(body, Limits(values=max(size(value), body.count(b'"')), depth=depth(value)))
        for limits in (Limits(values=size(value) - 1), Limits(depth=depth(value) - 1)):
            if isinstance(value, list | dict):
                with pytest.raises(Refusal):
                    check_bytes(body, limits)


def answers(address: tuple[str, int]) -> int:
    return httpx.get(f"http://{address[0]}:{address[1]}/healthz", timeout=10).status_code


def closed(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side closes within this time; what it sends is read."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


def test_half_heads_keep_nobody_out_and_are_closed(address: tuple[str, int]) -> None:
    held = []
    for number in range(300):
        connection = socket.create_connection(address, timeout=10)
        held.append(connection)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: loc" if number % 2 else b"")
    assert answers(address) == 200
    time.sleep(LIMITS.head + 1)
    assert all(closed(connection, 0.5) for connection in held)
    assert answers(address) == 200
    for connection in held:
        connection.close()


def test_a_head_in_drops_is_closed(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            for byte in b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 100:
                connection.sendall(bytes([byte]))
                time.sleep(0.1)
        assert time.monotonic() - began < LIMITS.head + 2


def test_a_second_request_has_its_time_too(address: tuple[str, int]) -> None:
    request = f"GET /healthz HTTP/1.1\r\nHost: {address[0]}\r\n\r\n".encode()
    with socket.create_connection(address, timeout=10) as connection:
        for _ in range(2):
            connection.sendall(request)
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(10_000)
            assert answer.startswith(b"HTTP/1.1 200")
            time.sleep(LIMITS.head + 0.3)  # idle between requests: uvicorn's keep-alive, not the time for a head
        connection.sendall(request[:20])
        assert closed(connection, LIMITS.head + 2)


def test_an_answer_that_nobody_takes_is_dropped(address: tuple[str, int]) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        request = f"GET / HTTP/1.1\r\nHost: {address[0]}\r\n\r\n".encode()
        connection.settimeout(LIMITS.seconds + 10)
        with pytest.raises(ConnectionError):
            for _ in range(100_000):
                connection.sendall(request * 20)
    assert answers(address) == 200


@linux
@pytest.mark.long
def test_new_words_do_not_make_the_server_grow(process: tuple[str, int]) -> None:
    """Without a memory zone each request adds some four megabytes: 30 of them two thirds of what it takes."""
    url, pid = process
    words = random.Random(7)
    sizes = []
    with httpx.Client(base_url=url, timeout=60) as client:
        for _ in range(40):
            text = " ".join("".join(words.choices(string.ascii_lowercase, k=6)) for _ in range(14_000))
            assert client.post("/extract", json={"text": text}).status_code == 200
            sizes.append(memory(pid, "VmRSS"))
    assert sizes[-1] <= 1.2 * sizes[10]


def test_a_pipeline_is_made_anew_and_extracts_the_same(nlp: Language) -> None:
    made = []

    def load() -> Language:
        made.append(1)
        return nlp

    pipeline = ServedPipeline(nlp, load, renewed=100)
    row = {"id": "a", "text": "4月2日，吉林省新增确诊病例3例，其中长春市2例。", "published": "2022-04-03"}
    found = [pipeline.extract(row) for _ in range(12)]
    assert found.count(found[0]) == 12
    assert found[0]["records"][0]["count"] == 3
    assert len(made) == 2, "after the fourth and the eighth"


def test_an_error_leaves_the_pipeline_as_it_was(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = ServedPipeline(nlp)
    row = {"id": "a", "text": "吉林省新增确诊病例3例。"}
    expected = pipeline.extract(row)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("zh_tongbao.server.pipeline.to_document", lambda _: 1 / 0)
        pipeline.extract(row)
    assert not nlp.vocab.in_memory_zone
    assert pipeline.extract(row) == expected


@pytest.mark.parametrize("depth", [300, 2000])
def test_a_deep_chain_is_shown(process: tuple[str, int], depth: int) -> None:
    text = "".join(f"新增病例{depth - i}例，其中" for i in range(depth)) + "1例"
    found = httpx.post(f"{process[0]}/extract", json={"text": text}, timeout=60)
    assert found.status_code == 200
    document = found.json()
    shown = httpx.post(f"{process[0]}/view", json={"document": document}, timeout=60)
    assert shown.status_code == 200
    assert shown.json()["html"].count('role="treeitem"') == len(document["records"])
