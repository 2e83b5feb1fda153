"""A real browser: Debian's Chromium, driven by Playwright. Skipped where either is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from spacy.language import Language

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Its path may be given in the environment variable CHROMIUM.

    Started for each file anew: while Playwright runs, so does its event loop, which other tests cannot do with.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


class Visit:
    """A page with a note of everything that should not happen: errors, violations of its policy, foreign requests."""

    def __init__(self, browser: Browser, home: str, **options: Any):
        self.home = home
        self.trouble: list[str] = []
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("console", lambda said: self.trouble.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.trouble.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.trouble.append(f"request: {url}")

    def violations(self) -> list[str]:
        """What axe finds against the WCAG 2.2 rules, level AA, and its best practices."""
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        found = axe.run(self.page).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
            for rule in found
            for node in rule["nodes"]
        ]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Any]:
    """Open an address; at the end nothing may have gone wrong."""
    visits: list[Visit] = []

    def open_page(address: str, **options: Any) -> Visit:
        home = address.rpartition("/")[0] + "/"
        visits.append(Visit(browser, home, **options))
        visits[-1].page.goto(address)
        return visits[-1]

    yield open_page
    for visited in visits:
        visited.context.close()
        assert visited.trouble == []


@pytest.fixture(scope="module")
def server(nlp: Language, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: ARG001
    """URL of a running server that stores annotations."""
    from serving import Serving

    with Serving(nlp, tmp_path_factory.mktemp("store")) as url:
        yield f"{url}/"


@pytest.fixture(scope="module")
def report_file(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ARG001
    """Write a report of documents; gives its address."""
    pytest.importorskip("altair")
    from zh_tongbao.report.page import report_page

    def write(documents: list[dict[str, Any]], language: str = "en") -> str:
        path: Path = tmp_path_factory.mktemp("report") / "report.html"
        path.write_text(report_page(documents, language), encoding="utf-8")
        return path.as_uri()

    return write
