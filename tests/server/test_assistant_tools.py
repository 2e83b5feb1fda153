"""The tools as an assistant's program sees them: the official SDK's own client asks them."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.cli.main import app, run_app
from zh_tongbao.server.limits import Limits, Worker

pytest.importorskip("mcp", reason="needs mcp: pip install '.[mcp]'")

if TYPE_CHECKING:
    from mcp import ClientSession
    from spacy.language import Language

Talk = Callable[["ClientSession"], Coroutine[Any, Any, None]]
TOOLS = ["audit", "explain", "extract", "series"]


def over_stdio(talk: Talk, *arguments: str | Path) -> str:
    """Talk with a server that the client starts; returns what the server wrote on standard error."""
    from mcp import ClientSession, StdioServerParameters, stdio_client

    command = ["-m", "zh_tongbao", "mcp", *map(str, arguments), "--config", "bulletin_char.cfg"]

    async def main(errors: Any) -> None:
        parameters = StdioServerParameters(command=sys.executable, args=command)
        async with stdio_client(parameters, errors) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            await talk(session)

    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        asyncio.run(asyncio.wait_for(main(errors), 120))
        errors.seek(0)
        return errors.read()


@pytest.mark.long
def test_the_tools_over_stdio(root: Path) -> None:
    samples = root / "training_data" / "samples"
    outside = str(root / "README.md")

    async def talk(session: ClientSession) -> None:
        tools = (await session.list_tools()).tools
        assert sorted(tool.name for tool in tools) == TOOLS
        assert all(tool.description and tool.annotations and tool.annotations.read_only_hint for tool in tools)

        answer = await session.call_tool("extract", {"files": ["broken-total.txt", outside], "published": "2022-03-19"})
        found = answer.structured_content
        assert found is not None
        assert json.loads(text_of(answer)) == found
        [document] = found["documents"]
        assert [record["count"] for record in document["records"]][:3] == [27, 22, 4]
        assert found["problems"] == [f"{outside}: outside the folders that may be read; those are {samples}"]

        answer = await session.call_tool("explain", {"file": "broken-total.txt", "record": 1})
        assert text_of(answer).startswith("record 1: 22例 confirmed\n  metric confirmed · ")

        answer = await session.call_tool("audit", {"files": ["."]})
        assert {finding["rule"] for finding in answer.structured_content["findings"]} == {"breakdown"}
        asked = {
            "files": ["."],
            "published": "2022-04-07",
            "metric": "confirmed",
            "measure": "new",
            "level": "prefecture",
        }
        answer = await session.call_tool("series", asked)
        assert "沈阳市" in {row["place"] for row in answer.structured_content["rows"]}

        for name, arguments, said in (
            ("extract", {"files": [outside]}, f"Error executing tool extract: {outside}: outside the folders"),
            ("explain", {"file": "broken-total.txt", "record": 99}, "there is no record 99"),
            ("series", {"files": ["."], "level": "x"}, "level 'x': unknown; take one of country"),
        ):
            answer = await session.call_tool(name, arguments)
            assert answer.is_error and said in text_of(answer) and "\n" not in text_of(answer)
        answer = await session.call_tool("extract", {"files": []})
        assert answer.is_error

    assert "Traceback" not in over_stdio(talk, samples)


def text_of(answer: Any) -> str:
    [block] = answer.content
    return str(block.text)


@pytest.fixture
def ask(nlp: Language, tmp_path: Path) -> Any:
    """A tool of a server in this process, asked by the SDK's client."""
    from mcp import Client

    from zh_tongbao.server.allowed import Allowed
    from zh_tongbao.server.assistant import Assistant
    from zh_tongbao.server.assistant_tools import create_assistant_server
    from zh_tongbao.server.pipeline import ServedPipeline

    (tmp_path / "a.txt").write_text("2022年4月2日，长春市新增3例。", encoding="utf-8")

    def call(limits: Limits, slow: float = 0.0) -> Any:
        worker = Worker(limits)
        assistant = Assistant(ServedPipeline(nlp), Allowed([tmp_path]), limits, lambda: worker.overdue)
        if slow:
            assistant.explain = lambda *_: time.sleep(slow) or ""  # type: ignore[assignment, misc, func-returns-value]

        async def main() -> Any:
            async with Client(create_assistant_server(assistant, worker)) as client:
                name, arguments = ("explain", {"file": "a.txt"}) if slow else ("extract", {"files": ["a.txt"]})
                return await client.call_tool(name, arguments)

        try:
            return asyncio.run(main())
        finally:
            worker.close()

    return call


def test_the_limits_hold(ask: Any) -> None:
    assert ask(Limits()).structured_content["documents"][0]["records"][0]["count"] == 3
    refused = ask(Limits(characters=5))
    assert refused.is_error and "characters are too many" in text_of(refused)
    refused = ask(Limits(seconds=0.2), slow=0.6)
    assert refused.is_error and "not done within 0.2 seconds" in text_of(refused)


@pytest.mark.parametrize(
    ("arguments", "said"), [(["{tmp}/none"], "{tmp}/none: no such folder"), ([], "Missing argument 'FOLDER")]
)
def test_folders_must_be_named(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["tongbao", "mcp", *(one.format(tmp=tmp_path) for one in arguments)])
    assert run_app(app) == 2
    assert said.format(tmp=tmp_path) in capsys.readouterr().err


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "zh_tongbao.server.assistant_tools", raising=False)
    monkeypatch.setattr("sys.argv", ["tongbao", "mcp", "."])
    assert run_app(app) == 2
    assert capsys.readouterr().err.splitlines() == [
        "tongbao: tongbao mcp needs the package mcp, version 2: pip install 'zh-tongbao[mcp]'"
    ]
