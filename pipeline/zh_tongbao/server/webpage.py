"""The web page: the report's view of one document, with a form to put a bulletin in and another to correct records."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from zh_tongbao.io.divisions import around, divisions
from zh_tongbao.io.uploaded import KINDS
from zh_tongbao.records.fields import RECORD
from zh_tongbao.report.messages import LANGUAGES
from zh_tongbao.report.page import (
    asset,
    chart_views,
    document_view,
    embedded_json,
    embedded_words,
    environment,
    page_script,
    policy,
)
from zh_tongbao.resources import configs_dir

Row = dict[str, Any]

COMPLETED = ("province", "prefecture")
# Levels of the divisions that the page offers; a county is typed.

_STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=2 * len(LANGUAGES))
def page(language: str, *, storing: bool) -> tuple[str, dict[str, str]]:
    """Return the page and the headers that go with it.

    Parameters:
        language: that it opens in.
        storing: whether it offers to store annotations on the server.
    """
    from jinja2 import ChoiceLoader, PackageLoader

    styles = asset("report.css") + (_STATIC / "page.css").read_text(encoding="utf-8")
    scripts = [page_script(), (_STATIC / "page.js").read_text(encoding="utf-8")]
    base = environment(language)
    loaders = [PackageLoader("zh_tongbao.server"), *filter(None, [base.loader])]
    markup = base.overlay(loader=ChoiceLoader(loaders)).get_template("page.html").render(
        style=Markup(styles),
        scripts=[Markup(script) for script in scripts],
        values=RECORD.values,
        fields=[field for field in RECORD if field.role.evidenced],
        storing=storing,
        sample=sample(),
        kinds=sorted(KINDS),
        divisions=division_names(),
        embedded=embedded_json,
        all_words=embedded_words(),
    )  # fmt: skip
    extra = "; connect-src 'self'; frame-ancestors 'none'"
    return markup, {"content-security-policy": policy([styles], scripts, extra)}


def view(document: Row, language: str) -> str:
    """Return the view of one document, each record with a button to correct it."""
    return document_view(document, language, editable=True)


def charts_view(document: Row, language: str) -> str:
    """Return the charts of one document; empty where there is nothing to draw."""
    charts = chart_views([document])
    return environment(language).from_string(_CHARTS).render(charts=charts) if charts else ""


@lru_cache(maxsize=1)
def division_names() -> list[str]:
    """Full names of provinces and cities, among which the page completes that of the issuer."""
    known = {code: found for code, found in divisions().items() if not found.former and found.level in COMPLETED}
    return ["".join(found.name for found in reversed([*around(code)])) for code in sorted(known)]


@lru_cache(maxsize=1)
def sample() -> Row:
    """The bulletin that the page offers for a try, which is also that of ``tongbao doctor``."""
    found: Row = json.loads((configs_dir() / "selftest.json").read_text(encoding="utf-8"))["input"]
    return found


_CHARTS = '{% from "parts.html" import chart_list with context %}{{ chart_list(charts) }}'
