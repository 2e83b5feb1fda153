"""Help in the language of the person's system: ``LANG=zh_CN.UTF-8 tongbao --help``.

Texts are written in English where the commands are; ``messages/zh.json`` has each with its translation. A formatter of help
looks every text up on its way out, and breaks lines by the width of characters on a screen, of which Chinese ones take two.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
# The first that is set says which language a person reads.

COLON = ":"

_FOLDER = Path(__file__).parent / "messages"
_JOINED = "\b"
# Begins a paragraph whose lines stay as they are.


def wanted(environment: Mapping[str, str] | None = None) -> str:
    """The language of help: ``zh`` or ``en``.

    Parameters:
        environment: variables; those of the process by default.

    Example:
        >>> from zh_tongbao.cli.languages import wanted
        >>> wanted({"LANG": "zh_CN.UTF-8"}), wanted({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"})
        ('zh', 'en')
    """
    given = os.environ if environment is None else environment
    found = next((given[name] for name in VARIABLES if given.get(name)), "")
    return "zh" if found.lower().startswith("zh") else "en"


@lru_cache(maxsize=1)
def translations() -> dict[str, str]:
    """The texts of help, in English, each with its translation."""
    found: dict[str, str] = json.loads((_FOLDER / "zh.json").read_text(encoding="utf-8"))
    return found


def speak(command: Any) -> None:
    """Have a command, and those below it, give their help in the person's language.

    Parameters:
        command: of click, made by Typer.
    """
    if wanted() == "en":
        return
    context = type("Context", (command.context_class,), {"formatter_class": _formatter(command.context_class)})
    for each in (command, *getattr(command, "commands", {}).values()):
        each.context_class = context


def width_of(text: str) -> int:
    r"""Columns that a text takes on a screen.

    Example:
        >>> from zh_tongbao.cli.languages import width_of
        >>> width_of("ab"), width_of("\u901a\u62a5")
        (2, 4)
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines: broken at blanks and behind any wide character, but before no mark that closes.

    Parameters:
        text: of one paragraph.
        width: columns of a line.
    """
    lines = [""]
    for piece in _pieces(text):
        if width_of(lines[-1] + piece.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
    return [*lines[:-1], lines[-1].rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """What must not be broken: a word with the blanks behind it, or a wide character with the marks behind it."""
    piece = ""
    for character in text:
        wide = width_of(character) == 2
        closes = wide and unicodedata.category(character) in ("Po", "Pe", "Pf")
        if piece and (wide or piece[-1] == " " or width_of(piece[-1]) == 2) and not closes and character != " ":
            yield piece
            piece = ""
        piece += character
    yield piece


def _said(text: str) -> str:
    """A text of help in the person's language, with what click has added behind it."""
    known = translations()
    body, mark, behind = text.partition("  [")
    added = f"{mark}{behind}"
    for english in ("[required]", "[default: "):
        added = added.replace(english, known[english])
    return known.get(" ".join(body.split()), body) + added


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text in the person's language; lines that stay as they are come joined by line ends."""
    for paragraph in text.split("\n\n"):
        if not paragraph.startswith(_JOINED):
            yield _said(paragraph)
            continue
        lines = paragraph.splitlines()[1:]
        yield "\n".join(_line(line) for line in lines)


def _line(line: str) -> str:
    body = line.strip()
    said = translations().get(body.removesuffix(":"))
    return line if said is None else line.replace(body, f"{said}{translations()[COLON]}")


def _formatter(context: Any) -> Any:
    """A class of formatters that translate, below that of a context's class."""
    base: Any = context.formatter_class

    class Formatter(base):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, translations()["Usage: "] if prefix is None else prefix)

        def write_heading(self, heading: str) -> None:
            self.write(f"{'':>{self.current_indent}}{translations().get(heading, heading)}{translations()[COLON]}\n")

        def write_text(self, text: str) -> None:
            indent = " " * self.current_indent
            for number, paragraph in enumerate(_paragraphs(text)):
                self.write("\n" if number else "")
                whole = paragraph.split("\n") if "\n" in paragraph else wrapped(paragraph, self.width - len(indent))
                self.write("".join(f"{indent}{line}\n" for line in whole))

        def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
            rows = [(first, _said(second)) for first, second in rows]
            column = min(max((width_of(first) for first, _ in rows), default=0), col_max) + col_spacing
            for first, second in rows:
                lines = wrapped(second, max(self.width - column - 2, 10)) if second else [""]
                start = f"{'':>{self.current_indent}}{first}"
                behind = " " * (column + self.current_indent)
                fits = width_of(first) <= column - col_spacing
                self.write(
                    start + " " * (column - width_of(first)) * fits + ("" if fits else f"\n{behind}") + lines[0] + "\n"
                )
                self.write("".join(f"{behind}{line}\n" for line in lines[1:]))

    return Formatter
