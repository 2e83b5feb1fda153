"""The running text of a web page as a reader sees it, against which the extractor's choice is held.

An extractor of main texts now and then takes a list of links or one paragraph for the text and drops the rest. What a page
shows is known without it: blocks of text outside scripts, styles and forms. Menus are blocks of links; running text is
what stands between the first and the last long block. Where the extractor kept less than :data:`KEPT` of the long blocks,
the page's running text is taken instead, and that is said.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "select", "button", "textarea", "svg", "iframe"})
INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "label",
        "mark",
        "q",
        "s",
        "small",
    }
    | {"span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr"}
)
# Elements in which a line goes on; any other begins a block.

LONG = 20
# Characters of a block of running text.
LINKED = 0.5
# Share of characters in links from which on a block is a menu.
KEPT = 0.8
DEEPEST = 400
# Elements inside elements that are looked into.

_BLANK = re.compile(r"\s+")
_log = logging.getLogger("zh_tongbao.io.readers.html")


@dataclass
class Block:
    """One block of a page.

    Parameters:
        parts: its pieces of text.
        linked: characters of them that are links.
    """

    parts: list[str] = field(default_factory=list)
    linked: int = 0

    @property
    def text(self) -> str:
        """In one line."""
        return _BLANK.sub(" ", "".join(self.parts)).strip()


def running_text(page: str) -> list[str]:
    """The blocks of a page's running text, in the order of the page; none where it has no long block.

    Parameters:
        page: HTML.

    Example:
        >>> from zh_tongbao.io.readers.visible import running_text
        >>> menu = '<ul><li><a href="/">A menu of very many interesting things</a></li></ul>'
        >>> running_text(f"<body>{menu}<div>Three new cases in <b>two</b> cities.<br>All are mild, they say.</div></body>")
        ['Three new cases in two cities.', 'All are mild, they say.']
    """
    from lxml import html

    try:
        tree = html.fromstring(page)
    except (ValueError, TypeError):  # a page that is empty, or declares an encoding
        return []
    blocks = [block for block in _blocks(tree) if block.text and block.linked < LINKED * max(1, len(block.text))]
    long = [at for at, block in enumerate(blocks) if len(block.text) >= LONG]
    return [block.text for block in blocks[long[0] : long[-1] + 1]] if long else []


def taken(kept: str, page: str, name: str) -> str:
    """The text that the extractor kept, or the page's running text where too much of that is missing.

    Parameters:
        kept: what the extractor kept; empty where it found nothing.
        page: HTML.
        name: of the file, for the note.
    """
    blocks = running_text(page)
    long = [squeezed for block in blocks if len(squeezed := _BLANK.sub("", block)) >= LONG]
    whole = _BLANK.sub("", kept)
    total = sum(map(len, long))
    found = sum(len(block) for block in long if block in whole)
    if not total or found >= KEPT * total:
        return kept
    _log.info("%s: read as the page shows it", name, extra={"source": name, "encoding": NOTE})
    return "\n".join(blocks)


NOTE = "the page shows it: its main text could not be told from the rest"
# In the note at the end of a run, behind "read as".


def _blocks(tree: Any) -> Iterator[Block]:
    """Every block, in order; elements are walked with a stack of their own, since pages nest as deep as they like."""
    from lxml.html import HtmlComment

    block = Block()
    waiting: list[tuple[Any, bool, int]] = [(tree, False, 0)]
    links = 0
    while waiting:
        node, behind, depth = waiting.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        opens = tag not in INLINE and not isinstance(node, HtmlComment) and tag != ""
        if behind:
            links -= tag == "a"
            if opens:
                yield block
                block = Block()
            _add(block, node.tail, links)
            continue
        if opens:
            yield block
            block = Block()
        if tag and tag not in UNSEEN and depth < DEEPEST:
            links += tag == "a"
            _add(block, node.text, links)
            waiting.append((node, True, depth))
            waiting.extend((child, False, depth + 1) for child in reversed(node))
        else:
            _add(block, node.tail, links)
    yield block


def _add(block: Block, text: str | None, links: int) -> None:
    if text:
        block.parts.append(text)
        block.linked += len(text.strip()) if links else 0
