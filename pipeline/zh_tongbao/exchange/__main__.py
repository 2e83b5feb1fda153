"""``python -m zh_tongbao.exchange IN OUT --from FORMAT --to FORMAT``: annotated documents to an annotation tool and back.

Formats: ``contract`` (this project's JSON lines), ``prodigy``, ``doccano``, ``label-studio``, ``brat`` (a folder). The tools
hold spans and labels; ``--onto FILE.jsonl`` gives documents that come back what the tools have no room for (attributes of
unchanged spans, records, checks) from the documents that went out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.convert import read_annotated
from zh_tongbao.exchange import brat, doccano, label_studio, prodigy
from zh_tongbao.exchange.files import write_lines
from zh_tongbao.exchange.spans import Row, keep_what_is_known
from zh_tongbao.io.printable import printable


def read_contract(path: Path) -> Iterator[Row]:
    """Read documents of the contract."""
    return read_annotated([path])


def write_contract(documents: Sequence[Row], path: Path) -> None:
    """Write documents of the contract, one a line."""
    write_lines(path, ({key: value for key, value in row.items() if value is not None} for row in documents))


Read = Callable[[Path], Iterable[Row]]
Write = Callable[[Sequence[Row], Path], None]

FORMATS: dict[str, tuple[Read, Write]] = {
    "contract": (read_contract, write_contract),
    "prodigy": (prodigy.read, prodigy.write),
    "doccano": (doccano.read, doccano.write),
    "label-studio": (label_studio.read, label_studio.write),
    "brat": (brat.read, brat.write),
}


def exchange(source: Path, target: Path, from_format: str, to_format: str, onto: Path | None = None) -> int:
    """Convert annotated documents.

    Parameters:
        source, target: files; for brat folders.
        from_format, to_format: keys of :data:`FORMATS`.
        onto: documents of the contract that the source's go back into.

    Returns:
        int: number of documents.

    Raises:
        InputError: an unknown format, or a source that is not as it must be.
    """
    for name, value in (("--from", from_format), ("--to", to_format)):
        if value not in FORMATS:
            raise InputError(f"{name} {value}: is not one of {', '.join(FORMATS)}")
    documents = list(FORMATS[from_format][0](source))
    if onto is not None:
        originals = {document["id"]: document for document in read_annotated([onto])}
        for document in documents:
            if document["id"] not in originals:
                raise InputError(f"{source}, document {document['id']!r}, field 'id': not in {onto}")
        documents = [keep_what_is_known(document, originals[document["id"]]) for document in documents]
    FORMATS[to_format][1](documents, target)
    return len(documents)


def main(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A file, or for brat a folder.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="What to write.")],
    from_format: Annotated[
        str, typer.Option("--from", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")
    ] = "contract",
    to_format: Annotated[str, typer.Option("--to", metavar="FORMAT", help="Likewise.")] = "contract",
    onto: Annotated[Path | None, typer.Option(help="Documents that the tool's go back into.")] = None,
) -> None:
    """Convert annotated documents to an annotation tool's format, or back."""
    typer.echo(f"{exchange(source, target, from_format, to_format, onto)} documents to {printable(str(target))}")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
