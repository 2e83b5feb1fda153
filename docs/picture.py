"""Make the README's picture: a report of the sample with two wrong totals, as Chromium shows it.

Run ``python docs/picture.py docs/report.png`` where the extra ``[dev]``, Chromium and a Chinese font are installed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import spacy
from playwright.sync_api import sync_playwright

from zh_tongbao.documents import extract
from zh_tongbao.report.page import report_page

SAMPLE = Path(__file__).parent.parent / "training_data" / "samples" / "broken-total.txt"
SIZE = {"width": 1180, "height": 720}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main(target: Path) -> None:
    """Write the picture."""
    row = {"id": SAMPLE.stem, "text": SAMPLE.read_text(encoding="utf-8"), "published": "2022-03-19"}
    page_text = report_page(list(extract(spacy.load("zh_tongbao"), [row])))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "report.html"
        file.write_text(page_text, encoding="utf-8")
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = browser.new_page(viewport=SIZE, device_scale_factor=1.5, color_scheme="light")
        page.goto(file.as_uri())
        page.hover("#d0r3 > .row")
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=target)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
