"""Time and number on a real socket: fast for one, bounded for many, patient with nobody."""

from __future__ import annotations

import asyncio
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from serving import Serving
from zh_tongbao.server.limits import Limits, Refusal, Worker

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCE = "4月2日0—24时，吉林省新增本地确诊病例3例（长春市2例，吉林市1例），新增无症状感染者12例。"
TEXT = (SENTENCE * (2000 // len(SENTENCE) + 1))[:2000]


@pytest.fixture(scope="module")
def address(nlp: Language) -> Iterator[str]:
    with Serving(nlp, limits=Limits(seconds=1.0, waiting=4)) as url:
        yield url


def test_a_bulletin_is_answered_at_once(address: str) -> None:
    """Extracting 2,000 characters and rendering the view takes no second of work, however busy the machine is.

    Counted in processor time of client and server together; the figure itself is for a benchmark.
    """
    times = []
    with httpx.Client(base_url=address) as client:
        for _ in range(15):
            began = time.process_time()
            document = client.post("/extract", json={"text": TEXT}).raise_for_status().json()
            client.post("/view", json={"document": document}).raise_for_status()
            times.append(time.process_time() - began)
    assert statistics.median(times) <= 1.0


def test_many_at_a_time_are_served_or_told_to_wait(address: str) -> None:
    """Sixty requests, twenty at a time, where four may wait: each is served or told that it was not, none fails."""

    def ask(_: int) -> int:
        answer = httpx.post(f"{address}/extract", json={"text": TEXT}, timeout=30)
        if answer.status_code == 503:
            assert "try again" in answer.json()["error"]
            assert answer.headers["retry-after"] == "1"
        return int(answer.status_code)

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(ask, range(60)))
    assert set(statuses) <= {200, 503, 504}
    assert 200 in statuses
    assert httpx.get(f"{address}/healthz").status_code == 200


def test_a_request_that_does_not_arrive_is_given_up(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        head = f"POST /extract HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
        connection.sendall(head.encode() + b"{")
        assert connection.recv(1000).startswith(b"HTTP/1.1 408")


def test_work_that_takes_too_long_is_answered_and_keeps_its_place() -> None:
    release = threading.Event()

    async def scenario() -> None:
        worker = Worker(Limits(seconds=0.05, waiting=1))
        with pytest.raises(Refusal) as slow:
            await worker.run(release.wait)
        assert slow.value.status == 504
        with pytest.raises(Refusal) as busy:
            await worker.run(lambda: None)
        assert busy.value.status == 503
        release.set()
        while worker.taken:
            await asyncio.sleep(0.01)
        assert await worker.run(lambda: "next") == "next"
        worker.close()

    asyncio.run(asyncio.wait_for(scenario(), 10))
