"""The site builds without a warning, has every page, and asks no other server for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

pytestmark = pytest.mark.docs

FETCHED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "video": "src"}
NEVER_FETCHED = {"canonical", "prev", "next", "alternate"}


class Requests(HTMLParser):
    """Collects the addresses that a browser would fetch for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get(FETCHED.get(tag, ""))
        if address and not (tag == "link" and given.get("rel") in NEVER_FETCHED):
            self.found.append(address)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(made)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_every_page_is_there(root: Path, site: Path) -> None:
    pages = [page.relative_to(root / "docs") for kind in ("*.md", "*.ipynb") for page in (root / "docs").rglob(kind)]
    assert len(pages) > 15
    assert len({page.with_suffix("") for page in pages}) == len(pages), "two pages would have the same address"
    assert [page for page in pages if not (site / page).with_suffix(".html").is_file()] == []
    assert not list(site.rglob("*.py"))


def test_it_needs_no_other_server(site: Path) -> None:
    for page in site.rglob("*.html"):
        requests = Requests()
        requests.feed(page.read_text(encoding="utf-8"))
        assert [address for address in requests.found if re.match(r"(https?:)?//", address)] == [], page.name


def test_references_are_made_from_docstrings(site: Path) -> None:
    reference = (site / "reference" / "python.html").read_text(encoding="utf-8")
    for name in ("zh_tongbao.load", "zh_tongbao.documents.extract", "zh_tongbao.report.notebook.show"):
        assert f'id="{name}"' in reference
    assert "&gt;&gt;&gt;" in reference


def test_the_search_knows_both_languages(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert '"lang":["en","zh"]' in index.replace(" ", "")
