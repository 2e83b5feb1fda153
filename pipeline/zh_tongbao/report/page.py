"""The page: templates filled with documents of the contract, one file that needs nothing else.

Its content security policy, in a ``<meta>``, allows this page's own style sheet and script by their hashes and nothing
from anywhere else; so what a text brings along cannot run or fetch, even if it got past the escaping.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from zh_tongbao import __version__
from zh_tongbao.errors import InputError
from zh_tongbao.records.explaining import record_lines
from zh_tongbao.records.wording import number_of
from zh_tongbao.report import charts, overview, record_tree
from zh_tongbao.report.divisions import division_name
from zh_tongbao.report.evidence import packed
from zh_tongbao.report.figures import figures
from zh_tongbao.report.findings import between
from zh_tongbao.report.highlighting import marked
from zh_tongbao.report.markup import plain, shown
from zh_tongbao.report.messages import LANGUAGES, messages
from zh_tongbao.report.shelf import FEW, shelved
from zh_tongbao.report.trial import tried

if TYPE_CHECKING:
    from jinja2 import Environment

Row = dict[str, Any]

LABELS = ("CASE", "PLACE", "OFFICIAL", "TITLE", "SLOGAN", "DISEASE", "PERIOD")
# In the order of the legend.

LABELLED = "field."
# What the keys of the fields' labels begin with; only forms show them.

LANG_TAGS = {"en": "en", "zh": "zh-Hans"}

SCRIPTS = ("evidence.js", "report.js", "fields.js")
SHELF = "shelf.js"
# In the order in which they use each other; the last one only where documents are packed.

MOST_CARDS = 200
MOST_FINDINGS = 100
# Of all documents together; the page says how many more there are.

_STATIC = Path(__file__).parent / "static"


def report_page(
    documents: Sequence[Row],
    language: str = "en",
    *,
    with_charts: bool = True,
    problem: Callable[[str], object] = lambda _: None,
) -> str:
    """Return the report as one HTML page.

    Parameters:
        documents: of the contract, in the order to show them. One that cannot be shown is named instead.
        language: that the page opens in; it holds both.
        with_charts: False to do without Altair.
        problem: called with one line for each document that cannot be shown.

    Raises:
        InputError: unknown language, or a library is not installed (``pip install 'zh-tongbao[report]'``).
    """
    packed_up = len(documents) > FEW
    script, style = page_script() + (asset(SHELF) if packed_up else ""), asset("report.css")
    template = environment(language).get_template("report.html")
    unshown: list[str] = []
    articles: list[Markup] = []

    def article(document: Row) -> None:
        overview.totals([document])
        environment(language).get_template("parts.html").module.failing_list([document])  # type: ignore[attr-defined]
        markup = document_view(document, language, len(articles), cards=len(documents) > 1)
        articles.append(Markup(markup))  # a template's output: escaped where it was made

    good = [document for document, _ in tried(documents, article, unshown.append)]
    drawn: list[Row] = []
    if with_charts:
        drawable = tried(good, lambda document: figures([document], division_name), unshown.append)
        drawn = chart_views([document for document, _ in drawable])
    for line in unshown:
        problem(line)
    shelf = shelved(good, lambda number: str(articles[number])) if packed_up else None
    return template.render(
        documents=good,
        articles=[] if shelf else articles,
        shelf=shelf,
        shelf_index=embedded_json(shelf.index) if shelf else "",
        findings=between(good) if len(good) > 1 else None,
        most_cards=MOST_CARDS,
        most_findings=MOST_FINDINGS,
        unshown=unshown,
        totals=overview.totals(good),
        charts=drawn,
        style=Markup(style),
        script=Markup(script),
        policy=policy([style], [script]),
    )  # fmt: skip


def document_view(
    document: Row, language: str = "en", number: int = 0, *, editable: bool = False, cards: bool = True
) -> str:
    """Return one document's part of the page: the text, its records beside it, what it names.

    Parameters:
        document: of the contract.
        language: of the labels.
        number: makes its element ids differ from those of other documents in a page.
        editable: whether each record gets a button to correct it.
        cards: whether failing checks stand first.
    """
    template = environment(language).get_template("document_view.html")
    return template.render(document=document, number=number, editable=editable, cards=cards)


def cell_page(document: Row, language: str = "en") -> str:
    """Return one document's view as a page of its own, for the cell of a notebook.

    Parameters:
        document: of the contract.
        language: that the page speaks.

    Raises:
        InputError: unknown language, or Jinja is not installed.
    """
    script, style = page_script(), asset("report.css")
    return environment(language).get_template("cell.html").render(
        document=document,
        style=Markup(style),
        script=Markup(script),
        policy=policy([style], [script]),
    )  # fmt: skip


def explanation(document: Row, indices: Sequence[int], language: str = "en") -> str:
    """Return where the values of records come from as a table, for the cell of a notebook.

    It brings its looks along and takes the notebook's colours, so that it fits a light and a dark one.

    Parameters:
        document: of the contract.
        indices: of the records.
        language: of the labels.

    Raises:
        InputError: unknown language, or Jinja is not installed.
    """
    explained = [(document["records"][index], record_lines(document, index)) for index in indices]
    return environment(language).get_template("explanation.html").render(explained=explained)


def chart_views(documents: Sequence[Row]) -> list[Row]:
    """Return each figure drawn in every language: ``name``, ``level`` of its places, and by language ``title``, ``note``, ``svg``, ``rows``."""
    found = []
    for figure in figures(documents, division_name):
        views = {}
        for language in LANGUAGES:
            words = messages(language)
            title = charts.title(figure, words)
            drawing = charts.embeddable(charts.svg(figure, words, titled=False), title, f"{figure.key}-{language}")
            rows = charts.table(figure, words)
            views[LANG_TAGS[language]] = {
                "title": title,
                "note": charts.note(figure, words),
                "svg": Markup(drawing),
                "rows": rows,
            }
        found.append({"name": figure.name, "level": figure.level, "views": views})
    return found


def policy(styles: Iterable[str], scripts: Iterable[str], extra: str = "") -> str:
    """Return a content security policy that allows these inline texts, images in data: addresses, and nothing else.

    Example:
        >>> from zh_tongbao.report.page import policy
        >>> policy([], [])
        "default-src 'none'; style-src 'none'; script-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"
    """
    return (
        f"default-src 'none'; style-src {_hashes(styles)}; script-src {_hashes(scripts)}; img-src data:; "
        f"base-uri 'none'; form-action 'none'{extra}"
    )


@lru_cache
def asset(name: str) -> str:
    """Return a style sheet or a script of the page, for its inside."""
    return (_STATIC / name).read_text(encoding="utf-8")


def page_script() -> str:
    """Return what the page's one script is made of."""
    return "".join(asset(name) for name in SCRIPTS)


def embedded_json(value: Any) -> Markup:
    r"""Return JSON that can stand in a ``<script>`` element: no character of it can end the element.

    Example:
        >>> from zh_tongbao.report.page import embedded_json
        >>> print(embedded_json("</script>"))
        "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def embedded_words(without: str | None = None) -> Markup:
    """Return the interface texts of every language as JSON for the page's script.

    Parameters:
        without: beginning of the keys that are left out.
    """
    return embedded_json(
        {
            LANG_TAGS[name]: {
                key: text for key, text in messages(name).items() if without is None or not key.startswith(without)
            }
            for name in LANGUAGES
        }
    )


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: str) -> Environment:
    """Return the Jinja environment whose templates speak a language; everything is escaped unless it is markup.

    Raises:
        InputError: unknown language, or Jinja is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise InputError("the report needs Jinja: pip install 'zh-tongbao[report]'") from error
    made = Environment(
        loader=PackageLoader("zh_tongbao.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        shown=shown, plain=plain, signed=lambda number: f"{number:+}".replace("-", "−"), number_of=number_of
    )
    made.globals.update(
        t=_translator(messages(language)),
        words=messages(language),
        all_words=embedded_words(without=LABELLED),
        lang=LANG_TAGS[language],
        version=__version__,
        labels=LABELS,
        marked=marked,
        division_name=division_name,
        overview=overview,
        tree=record_tree,
        packed=packed,
    )
    return made


def _translator(texts: dict[str, str]) -> Callable[[str], Markup]:
    """A function that gives a text with its key beside it, by which the page changes language."""
    known = {key: Markup('<span data-t="{}">{}</span>').format(key, escape(text)) for key, text in texts.items()}

    def translated(key: str) -> Markup:
        if key not in known:  # a value that is newer than this page
            return Markup("<span>{}</span>").format(shown(key.rpartition(".")[2]))
        return known[key]

    return translated


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
